/**
 * What of a session can be chosen, as the agent tells it: its options and its modes. Options that come in groups are flattened, each value
 * naming its group. Nothing is chosen here.
 */
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
