/** Where the given lines begin, counted in characters. `lines` ascend. */
export function lineStarts(source: string, lines: readonly number[]): readonly number[] {
  let at = 0;
  let line = 0;
  return lines.map((wanted) => {
    for (; line < wanted; line += 1) {
      at = source.indexOf('\n', at) + 1;
    }
    return at;
  });
}
