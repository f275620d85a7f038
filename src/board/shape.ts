/**
 * What a stored value must look like, as readers that build what they believe: fields that nobody asked for are left behind, and nothing is
 * longer or larger than it may be. A reader gives nothing where it believes nothing.
 */
export type Reader<T> = (raw: unknown) => T | undefined;

/** One reader for each field, so that a new field without one does not compile. What may be absent may not be wrong. */
export type Fields<T> = { readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Reader<T[K]> };

export interface Optional<T> {
  readonly optional: Reader<T>;
}

export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

export function record<T>(fields: Fields<T>): Reader<T> {
  const entries = Object.entries<Reader<unknown> | Optional<unknown>>(fields).map(([name, field]) =>
    typeof field === 'function' ? { name, read: field, isNeeded: true } : { name, read: field.optional, isNeeded: false },
  );
  return (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return undefined;
    }
    const built: Record<string, unknown> = {};
    for (const { name, read, isNeeded } of entries) {
      const found: unknown = Object.hasOwn(raw, name) ? (raw as Record<string, unknown>)[name] : undefined;
      const value = found === undefined ? undefined : read(found);
      if (value === undefined && (isNeeded || found !== undefined)) {
        return undefined;
      }
      if (value !== undefined) {
        built[name] = value;
      }
    }
    return built as T;
  };
}

export function list<T>(item: Reader<T>, limit = Number.POSITIVE_INFINITY): Reader<readonly T[]> {
  return (raw) => {
    if (!Array.isArray(raw) || raw.length > limit) {
      return undefined;
    }
    const items = raw.map(item);
    return items.every((value) => value !== undefined) ? items : undefined;
  };
}

export function text(limit: number): Reader<string> {
  return (raw) => (typeof raw === 'string' && raw.length <= limit ? raw : undefined);
}

/** A text that says something. */
export function word(limit: number): Reader<string> {
  return (raw) => (raw === '' ? undefined : text(limit)(raw));
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (raw) => values.find((value) => value === raw);
}

export const number: Reader<number> = (raw) => (Number.isFinite(raw) ? (raw as number) : undefined);
export const count: Reader<number> = (raw) => (Number.isSafeInteger(raw) && (raw as number) >= 0 ? (raw as number) : undefined);
