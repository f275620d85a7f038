/**
 * The small words out of which the tolerant readers are made. A reader takes what came over the wire and where it stood, and answers a
 * typed value or throws `InvalidMessageError`. `record` keeps the fields that it does not know, leaves out optional ones whose value is
 * bad or null, and `list` leaves out bad items: one wrong field never costs a session.
 *
 * It knows nothing of the protocol.
 */
import { InvalidMessageError } from './peer';

export type Reader<T> = ((raw: unknown, where: string) => T) & { readonly isStrict?: true };

export type Meta = Readonly<Record<string, unknown>>;

/** Allowed on every object of the protocol. */
export interface WithMeta {
  readonly _meta?: Meta;
}

/** A word of the protocol that may grow: the known ones, and whatever else was sent. Only equality with a known word means anything. */
export type Open<Known extends string> = Known | (string & {});

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredKeys<T> = Exclude<keyof T, OptionalKeys<T>>;
type RequiredReaders<T> = { readonly [K in RequiredKeys<T>]: Reader<T[K]> };
type OptionalReaders<T> = { readonly [K in Exclude<OptionalKeys<T>, '_meta'>]: Reader<Required<T>[K]> };

/** Reads an object. A bad required field throws; a bad optional one is left out, unless its reader is `strict`. */
export function record<T extends object>(required: RequiredReaders<T>, optional: OptionalReaders<T>): Reader<T> {
  const requiredFields = Object.entries<Reader<unknown>>(required);
  const optionalFields = [...Object.entries<Reader<unknown>>(optional), ['_meta', object] as const];
  return (raw, where) => {
    const result: Record<string, unknown> = { ...object(raw, where) };
    for (const [name, read] of requiredFields) {
      result[name] = read(result[name], `${where}.${name}`);
    }
    for (const [name, read] of optionalFields) {
      const value = result[name] === undefined ? undefined : readOptional(read, result[name], `${where}.${name}`);
      if (value !== undefined) {
        result[name] = value;
      } else if (name in result) {
        delete result[name];
      }
    }
    return result as T;
  };
}

/** For optional fields that change what the message does: a bad value refuses the message instead of being left out. */
export function strict<T>(read: Reader<T>): Reader<T> {
  return Object.assign((raw: unknown, where: string) => read(raw, where), { isStrict: true as const });
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (raw, where) => {
    const items: T[] = [];
    for (const [index, item] of array(raw, where).entries()) {
      try {
        items.push(read(item, `${where}[${index}]`));
      } catch (error) {
        rethrowUnlessInvalid(error);
      }
    }
    return items;
  };
}

/** A list that means nothing unless every item is good, such as the arguments of a command. None at all is an empty one. */
export function completeList<T>(read: Reader<T>): Reader<readonly T[]> {
  return (raw, where) => array(raw ?? [], where).map((item, index) => read(item, `${where}[${index}]`));
}

export function withDefault<T>(read: Reader<T>, otherwise: T): Reader<T> {
  return (raw, where) => readOptional(read, raw, where) ?? otherwise;
}

/** What a tagged union keeps of a member that we do not know, or whose needed fields are bad. */
export type UnknownMember<Tag extends string> = { readonly [T in Tag]: 'unknown' } & { readonly raw: Meta };

/** Reads an object by its tag. What has no reader, or fails it, is kept as `{ <tag>: 'unknown', raw }`; such a one is read back as it
 * is, so that what was stored can be read again. */
export function tagged<T extends { readonly [K in Tag]: string }, Tag extends string>(
  tag: Tag,
  members: { readonly [K in Exclude<T[Tag], 'unknown'>]: Reader<Extract<T, { readonly [L in Tag]: K }>> },
): Reader<T | UnknownMember<Tag>> {
  const readers = new Map<unknown, Reader<T>>(Object.entries<Reader<T>>(members));
  return (value, where) => {
    const raw = object(value, where);
    const read = readers.get(raw[tag]);
    const member = read && readOptional(read, raw, where);
    if (member !== undefined) {
      return member;
    }
    const wasKept = raw[tag] === 'unknown' && typeof raw.raw === 'object' && raw.raw !== null;
    return (wasKept ? raw : { [tag]: 'unknown', raw }) as UnknownMember<Tag>;
  };
}

/** For patches, where null clears a field. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (raw, where) => (raw === null ? null : read(raw, where));
}

export function oneOf<const W extends readonly string[]>(...words: W): Reader<W[number]> {
  return (raw, where) => {
    if (typeof raw !== 'string' || !words.includes(raw)) {
      throw new InvalidMessageError(where, `one of ${words.join(', ')}`);
    }
    return raw;
  };
}

/** For messages that may be answered with `null`, or with anything, where the protocol has an object of optional fields. */
export function objectOrNothing<T>(read: Reader<T>): Reader<T> {
  return (raw, where) => read(typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {}, where);
}

/** Calls a thing by its id (the field `key`) when it has no name of its own. */
export function named<T>(key: string, read: Reader<T>): Reader<T> {
  return (raw, where) => {
    const fields = object(raw, where);
    return read(typeof fields.name === 'string' ? fields : { ...fields, name: fields[key] }, where);
  };
}

export const text: Reader<string> = (raw, where) => {
  if (typeof raw !== 'string') {
    throw new InvalidMessageError(where, 'a string');
  }
  return raw;
};

export const number: Reader<number> = (raw, where) => {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) {
    throw new InvalidMessageError(where, 'a number');
  }
  return raw;
};

export const count: Reader<number> = (raw, where) => {
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw) || raw < 0) {
    throw new InvalidMessageError(where, 'a whole number, zero or greater');
  }
  return raw;
};

export const flag: Reader<boolean> = (raw, where) => {
  if (typeof raw !== 'boolean') {
    throw new InvalidMessageError(where, 'true or false');
  }
  return raw;
};

export const object: Reader<Meta> = (raw, where) => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new InvalidMessageError(where, 'an object');
  }
  return raw as Meta;
};

export const anything: Reader<unknown> = (raw) => raw ?? undefined;

function readOptional<T>(read: Reader<T>, raw: unknown, where: string): T | undefined {
  try {
    return read(raw, where);
  } catch (error) {
    if (read.isStrict && raw !== null) {
      throw error;
    }
    rethrowUnlessInvalid(error);
    return undefined;
  }
}

function array(raw: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(raw)) {
    throw new InvalidMessageError(where, 'a list');
  }
  return raw;
}

function rethrowUnlessInvalid(error: unknown): void {
  if (!(error instanceof InvalidMessageError)) {
    throw error;
  }
}
