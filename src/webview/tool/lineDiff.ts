/**
 * What changed between two texts, line by line (Myers, shortest edit), for a small preview. Where the texts differ too much for that it says
 * so as one replacement: the native diff editor is one button away.
 */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** 1-based, in the new text (in the old one for a removed line). */
  readonly line: number;
}

/** Edits beyond this are not searched for. The work is at most lines × edits. */
const mostEdits = 600;

export function lineDiff(oldText: string, newText: string): readonly DiffLine[] {
  const before = toLines(oldText);
  const after = toLines(newText);
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail += 1;
  }
  const same = (from: number, to: number): DiffLine[] => after.slice(from, to).map((text, index) => ({ kind: 'same', text, line: from + index + 1 }));
  const middle = edits(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(0, head), ...middle.map((line) => ({ ...line, line: line.line + head })), ...same(after.length - tail, after.length)];
}

export function countDiff(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  return { added: lines.filter((line) => line.kind === 'added').length, removed: lines.filter((line) => line.kind === 'removed').length };
}

/** Only the changes with `context` lines around them; `gap` stands where lines were left out. */
export function hunks(lines: readonly DiffLine[], context: number): readonly (DiffLine | 'gap')[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind !== 'same') {
      for (let at = index - context; at <= index + context; at += 1) {
        near.add(at);
      }
    }
  });
  const shown: (DiffLine | 'gap')[] = [];
  lines.forEach((line, index) => {
    if (near.has(index)) {
      shown.push(line);
    } else if (shown.length > 0 && shown.at(-1) !== 'gap') {
      shown.push('gap');
    }
  });
  return shown.at(-1) === 'gap' ? shown.slice(0, -1) : shown;
}

function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
}

function edits(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const path = shortestPath(before, after);
  if (path === undefined) {
    return [
      ...before.map((text, index) => ({ kind: 'removed', text, line: index + 1 }) as const),
      ...after.map((text, index) => ({ kind: 'added', text, line: index + 1 }) as const),
    ];
  }
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = path.length - 1; d >= 0; d -= 1) {
    const reach = path[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : (reach.get(previousK) ?? 0);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY && (d === 0 || x > (down ? previousX : previousX + 1) || y > (down ? previousY + 1 : previousY))) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: after[y] ?? '', line: y + 1 });
    }
    if (d > 0 && down) {
      y -= 1;
      lines.push({ kind: 'added', text: after[y] ?? '', line: y + 1 });
    } else if (d > 0) {
      x -= 1;
      lines.push({ kind: 'removed', text: before[x] ?? '', line: x + 1 });
    }
  }
  return lines.reverse();
}

/** The farthest reach per diagonal before each edit; nothing when there are too many edits. */
function shortestPath(before: readonly string[], after: readonly string[]): readonly ReadonlyMap<number, number>[] | undefined {
  const reach = new Map<number, number>([[1, 0]]);
  const path: ReadonlyMap<number, number>[] = [];
  for (let d = 0; d <= Math.min(mostEdits, before.length + after.length); d += 1) {
    path.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x += 1;
        y += 1;
      }
      reach.set(k, x);
      if (x >= before.length && y >= after.length) {
        return path;
      }
    }
  }
  return undefined;
}
