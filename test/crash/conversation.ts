/** What is said in a conversation that is killed, so that everybody can tell whether a text is whole, whose it is and which part of it. */

/** The seed decides what is done and when the killing comes; the machine decides what has been done by then. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit) => Math.floor(next() * limit), chance: (share) => next() < share };
}

export interface Random {
  /** A whole number. */
  below(limit: number): number;
  chance(share: number): boolean;
}

/** A text of about so many bytes that says whose it is. */
export function labelled(label: string, bytes: number): string {
  return `${label} ${filler(bytes)}`;
}

/** Absent where it is somebody else's. */
export function labelAt(text: string): string | undefined {
  return /^[pd]-[\d-]+(?= )/.exec(text.slice(0, 40))?.[0];
}

/** The same, where it is whole. */
export function labelOf(text: string, bytes: number): string | undefined {
  const label = labelAt(text);
  return label !== undefined && text === labelled(label, bytes) ? label : undefined;
}

/** One of the parts that an answer comes in. */
export function piece(answer: string, index: number, bytes: number): string {
  return `«${answer}:${index}»${filler(bytes)}`;
}

/** The parts that a text is made of; throws where it is made of something else. */
export function piecesIn(text: string, bytes: number): readonly Piece[] {
  const [before, ...parts] = text.split('«');
  if (before !== '') {
    throw new Error(`An answer begins in the midst of something: ${before?.slice(0, 40)}`);
  }
  return parts.map((part) => {
    const [, answer, index] = /^([\w-]+):(\d+)»/.exec(part) ?? [];
    if (answer === undefined || `«${part}` !== piece(answer, Number(index), bytes)) {
      throw new Error(`A part of an answer is not whole: ${part.slice(0, 40)}, ${part.length} characters`);
    }
    return { answer, index: Number(index) };
  });
}

export interface Piece {
  readonly answer: string;
  readonly index: number;
}

const fillers = new Map<number, string>();

/** Not only letters of one byte: a text that is cut must be able to be cut within a letter. */
function filler(bytes: number): string {
  const words = 'straße, 猫, 🙂. ';
  const text = fillers.get(bytes) ?? words.repeat(Math.ceil(bytes / Buffer.byteLength(words)));
  fillers.set(bytes, text);
  return text;
}
