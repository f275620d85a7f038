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
const mostEdits = 1_000;

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
    const reach = path[d] ?? new Reach(0);
    const k = x - y;
    const previousK = reach.isDown(k, d) ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : reach.at(previousK);
    const previousY = d === 0 ? 0 : previousX - previousK;
    const afterEditX = d === 0 || previousK > k ? previousX : previousX + 1;
    while (x > afterEditX) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: after[y] ?? '', line: y + 1 });
    }
    if (d > 0 && y > previousY) {
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
function shortestPath(before: readonly string[], after: readonly string[]): readonly Reach[] | undefined {
  const path: Reach[] = [];
  let reach = new Reach(0);
  for (let d = 0; d <= Math.min(mostEdits, before.length + after.length); d += 1) {
    path.push(reach);
    const next = reach.grown(d);
    for (let k = -d; k <= d; k += 2) {
      let x = reach.isDown(k, d) ? reach.at(k + 1) : reach.at(k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) {
        x += 1;
      }
      next.set(k, x);
      if (x >= before.length && x - k >= after.length) {
        return path;
      }
    }
    reach = next;
  }
  return undefined;
}

/** How far the diagonals -d … d reach; one that was not walked yet reaches nothing. */
class Reach {
  readonly #x: Int32Array;

  constructor(private readonly d: number) {
    this.#x = new Int32Array(2 * d + 3);
  }

  at(k: number): number {
    return this.#x[k + this.d + 1] ?? 0;
  }

  set(k: number, x: number): void {
    this.#x[k + this.d + 1] = x;
  }

  /** Whether the best way to diagonal `k` with `d` edits is an added line. */
  isDown(k: number, d: number): boolean {
    return k === -d || (k !== d && this.at(k - 1) < this.at(k + 1));
  }

  grown(d: number): Reach {
    const grown = new Reach(d);
    grown.#x.set(this.#x, d - this.d);
    return grown;
  }
}
