/**
 * What a tool takes, said once: as a JSON schema for the agent, and as a reader that believes nothing. What a tool does not name is not
 * read, whatever it is called; what is wrong is said so that a model can mend it.
 */
export type Field = TextField | ChoiceField | ListField;

export interface TextField {
  readonly kind: 'text';
  readonly about: string;
  readonly limitChars: number;
  readonly need: 'needed' | 'optional';
}

export interface ChoiceField {
  readonly kind: 'choice';
  readonly about: string;
  readonly of: readonly string[];
  readonly need: 'needed' | 'optional';
}

/** Of texts; none where it is left out. */
export interface ListField {
  readonly kind: 'list';
  readonly about: string;
  readonly limit: number;
  readonly limitChars: number;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a tool was given. */
export interface Given {
  /** Empty where it was left out. */
  text(name: string): string;
  /** Undefined where it was left out. */
  optional(name: string): string | undefined;
  list(name: string): readonly string[];
}

export type ReadGiven = { readonly kind: 'given'; readonly given: Given } | { readonly kind: 'bad'; readonly text: string };

export function readGiven(fields: Fields, raw: unknown): ReadGiven {
  const values = new Map<string, string | readonly string[]>();
  const all = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(all, name) ? all[name] : undefined;
    const read = readField(name, field, value ?? undefined);
    if (read.kind === 'bad') {
      return read;
    }
    if (read.value !== undefined) {
      values.set(name, read.value);
    }
  }
  const textOf = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    kind: 'given',
    given: {
      text: (name) => textOf(name) ?? '',
      optional: textOf,
      list: (name) => {
        const value = values.get(name);
        return typeof value === 'object' ? value : [];
      },
    },
  };
}

export function jsonSchemaOf(fields: Fields): JsonSchema {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, propertyOf(field)])),
    required: entries.filter(([, field]) => field.kind !== 'list' && field.need === 'needed').map(([name]) => name),
  };
}

/** No interface: as JSON it may be anything that has such parts. */
export type JsonSchema = { type: 'object'; properties: Record<string, JsonProperty>; required: string[] };

type JsonProperty = { type: string; description: string; maxLength?: number; enum?: string[]; maxItems?: number; items?: { type: string; maxLength: number } };

type ReadField = { readonly kind: 'read'; readonly value?: string | readonly string[] } | { readonly kind: 'bad'; readonly text: string };

function readField(name: string, field: Field, value: unknown): ReadField {
  if (field.kind === 'list') {
    return readList(name, field, value);
  }
  if (value === undefined || value === '') {
    return field.need === 'needed' ? bad(`\`${name}\` is needed: ${field.about}`) : { kind: 'read' };
  }
  if (typeof value !== 'string') {
    return bad(`\`${name}\` should be a text.`);
  }
  if (field.kind === 'choice') {
    return field.of.includes(value) ? { kind: 'read', value } : bad(`\`${name}\` should be one of ${field.of.join(', ')}.`);
  }
  if (value.length > field.limitChars) {
    return bad(`\`${name}\` may have ${field.limitChars} characters, and has ${value.length}. Shorten it.`);
  }
  if (value.trim() === '') {
    return field.need === 'needed' ? bad(`\`${name}\` is needed: ${field.about}`) : { kind: 'read' };
  }
  return { kind: 'read', value };
}

function readList(name: string, { limit, limitChars }: ListField, value: unknown): ReadField {
  if (value === undefined) {
    return { kind: 'read', value: [] };
  }
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' || one.trim() === '')) {
    return bad(`\`${name}\` should be a list of texts.`);
  }
  if (value.length > limit || value.some((one: string) => one.length > limitChars)) {
    return bad(`\`${name}\` may have ${limit} texts of ${limitChars} characters each.`);
  }
  return { kind: 'read', value: value as readonly string[] };
}

function bad(text: string): { readonly kind: 'bad'; readonly text: string } {
  return { kind: 'bad', text };
}

function propertyOf(field: Field): JsonProperty {
  switch (field.kind) {
    case 'text':
      return { type: 'string', description: field.about, maxLength: field.limitChars };
    case 'choice':
      return { type: 'string', description: field.about, enum: [...field.of] };
    case 'list':
      return { type: 'array', description: field.about, maxItems: field.limit, items: { type: 'string', maxLength: field.limitChars } };
  }
}
