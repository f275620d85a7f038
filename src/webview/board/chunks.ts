/**
 * A column's cards in chunks, each of which the browser leaves alone as a whole while it is out of sight: what it looks at with every frame
 * grows with the chunks and not with the cards. A card that comes, goes or moves changes its own chunks and no others: what stays as it was
 * is the same object as before. Pure.
 */
export interface Chunk {
  readonly key: number;
  readonly ids: readonly string[];
}

export function rechunk(before: readonly Chunk[], ids: readonly string[]): readonly Chunk[] {
  const homes = new Map(before.flatMap((chunk, at) => chunk.ids.map((id) => [id, at] as const)));
  const places = new Map([...homes.keys()].map((id, place) => [id, place]));
  const settled = longestRise(ids.flatMap((id) => places.get(id) ?? []));
  const filled: string[][] = before.length === 0 ? [[]] : before.map(() => []);
  let at = 0;
  for (const id of ids) {
    // One that is new, or stands elsewhere now, goes to those behind which it stands.
    at = settled.has(places.get(id)) ? (homes.get(id) ?? at) : at;
    filled[at]?.push(id);
  }
  let lastKey = Math.max(0, ...before.map(({ key }) => key));
  return filled.flatMap((own, index) => {
    const old = before[index];
    if (old !== undefined && own.length === old.ids.length && own.every((id, n) => id === old.ids[n])) {
      return [old];
    }
    return inParts(own).map((part, n) => ({ key: n === 0 && old !== undefined ? old.key : (lastKey += 1), ids: part }));
  });
}

/** None of nothing; halves and smaller where there are too many. */
function inParts(ids: readonly string[]): readonly (readonly string[])[] {
  const count = ids.length > mostCards ? Math.ceil(ids.length / usualCards) : Math.min(1, ids.length);
  const size = Math.ceil(ids.length / Math.max(1, count));
  return Array.from({ length: count }, (_, n) => ids.slice(n * size, (n + 1) * size)).filter(({ length }) => length > 0);
}

/** The most numbers that can be left standing so that they rise. */
function longestRise(numbers: readonly number[]): ReadonlySet<number | undefined> {
  /** The smallest number with which a rise of so many ends, and for every number the one before it. */
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const number of numbers) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = (ends[middle] ?? 0) < number ? [middle + 1, high] : [low, middle];
    }
    ends[low] = number;
    before.set(number, ends[low - 1]);
  }
  const rise = new Set<number | undefined>();
  for (let number = ends.at(-1); number !== undefined; number = before.get(number)) {
    rise.add(number);
  }
  return rise;
}

/** About what is seen of a column at once. */
const usualCards = 12;
const mostCards = 24;
