/**
 * What of a session can be chosen: its options, its modes and, for older agents, its models. Options that come in groups are flattened,
 * each value naming its group.
 */
import { InvalidMessageError } from './peer';
import { flag, list, named, object, oneOf, record, tagged, text, withDefault } from './read';
import type { Open, Reader, UnknownMember, WithMeta } from './read';

/** Unknown kinds of options are kept, to be hidden. */
export type ConfigOption = SelectOption | BooleanOption | UnknownMember<'type'>;

interface OptionFields extends WithMeta {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly category?: Open<'mode' | 'model' | 'model_config' | 'thought_level'>;
}

export interface SelectOption extends OptionFields {
  readonly type: 'select';
  readonly currentValue: string;
  readonly options: readonly SelectValue[];
}

export interface SelectValue extends WithMeta {
  readonly value: string;
  readonly name: string;
  readonly description?: string;
  /** The name of the group it was sent in. */
  readonly group?: string;
}

export interface BooleanOption extends OptionFields {
  readonly type: 'boolean';
  readonly currentValue: boolean;
}

export interface SessionModes extends WithMeta {
  readonly currentModeId: string;
  readonly availableModes: readonly SessionMode[];
}

export interface SessionMode extends WithMeta {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

export interface LegacyModels extends WithMeta {
  readonly currentModelId: string;
  readonly availableModels: readonly LegacyModel[];
}

export interface LegacyModel extends WithMeta {
  readonly modelId: string;
  readonly name: string;
  readonly description?: string;
}

export interface SetModeParams extends WithMeta {
  readonly sessionId: string;
  readonly modeId: string;
}

export interface SetConfigOptionParams extends WithMeta {
  readonly sessionId: string;
  readonly configId: string;
  /** `boolean` goes with a value that is one, and is absent otherwise. */
  readonly type?: Open<'boolean'>;
  readonly value: string | boolean;
}

/** Always the complete list. */
export interface SetConfigOptionResult extends WithMeta {
  readonly configOptions: readonly ConfigOption[];
}

export interface SetModelParams extends WithMeta {
  readonly sessionId: string;
  readonly modelId: string;
}

const optionFields = { description: text, category: text };

export const readConfigOptions: Reader<readonly ConfigOption[]> = list(
  tagged<ConfigOption, 'type'>('type', {
    select: named(
      'id',
      record<SelectOption>({ type: oneOf('select'), id: text, name: text, currentValue: text, options: readSelectValues }, optionFields),
    ),
    boolean: named('id', record<BooleanOption>({ type: oneOf('boolean'), id: text, name: text, currentValue: flag }, optionFields)),
  }),
);

const mode = named('id', record<SessionMode>({ id: text, name: text }, { description: text }));

export const readModes = record<SessionModes>({ currentModeId: text, availableModes: withDefault(list(mode), []) }, {});

const legacyModel = named('modelId', record<LegacyModel>({ modelId: text, name: text }, { description: text }));

export const readLegacyModels = record<LegacyModels>({ currentModelId: text, availableModels: withDefault(list(legacyModel), []) }, {});

export const readSetModeParams = record<SetModeParams>({ sessionId: text, modeId: text }, {});

export const readSetConfigOptionParams = record<SetConfigOptionParams>(
  { sessionId: text, configId: text, value: textOrFlag },
  { type: text },
);

export const readSetConfigOptionResult = record<SetConfigOptionResult>({ configOptions: readConfigOptions }, {});

export const readSetModelParams = record<SetModelParams>({ sessionId: text, modelId: text }, {});

/** Flat values, or groups of them; an item that has a list of its own is a group. */
function readSelectValues(raw: unknown, where: string): readonly SelectValue[] {
  const read = named('value', record<SelectValue>({ value: text, name: text }, { description: text, group: text }));
  return list(object)(raw, where).flatMap((item) => {
    if (!Array.isArray(item.options)) {
      return list(read)([item], where);
    }
    const group = typeof item.name === 'string' ? item.name : item.group;
    return list(read)(item.options, where).map((value) => (typeof group === 'string' ? { ...value, group } : value));
  });
}

function textOrFlag(raw: unknown, where: string): string | boolean {
  if (typeof raw !== 'string' && typeof raw !== 'boolean') {
    throw new InvalidMessageError(where, 'a string, true or false');
  }
  return raw;
}
