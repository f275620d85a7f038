/** The smallest single replacement that turns one text into another: what is equal at both ends stays, and cursors there with it. */
export interface TextPatch {
  /** Offsets in the old text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function textPatch(before: string, after: string): TextPatch | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start += 1;
  }
  // Neither end may cut a surrogate pair or a CRLF in two.
  while (start > 0 && joined(before, start)) {
    start -= 1;
  }
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  while (tail > 0 && (joined(before, before.length - tail) || joined(after, after.length - tail))) {
    tail -= 1;
  }
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** Whether the two characters around the offset belong together. */
function joined(text: string, offset: number): boolean {
  const left = text.charCodeAt(offset - 1);
  const right = text.charCodeAt(offset);
  const pair = left >= 0xd800 && left <= 0xdbff && right >= 0xdc00 && right <= 0xdfff;
  return pair || (left === 0x0d && right === 0x0a);
}
