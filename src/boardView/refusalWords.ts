/** Why the board did not do something, in the language of the person who wanted it. Pure. */
import type { Refused } from '../board/port';
import { taskStatuses } from '../board/task';
import type { TaskStatus } from '../board/task';
import type { Translate } from '../chat/words';
import { sayStatus } from './words';

/** Statuses stand in it by their ids: what people wrote stands in quotes, and is none. */
export function sayRefused({ said }: Pick<Refused, 'said'>, t: Translate): string {
  return t(said.text, ...said.args.map((arg) => (isStatus(arg) ? sayStatus(arg, t) : arg)));
}

function isStatus(arg: string | number): arg is TaskStatus {
  return (taskStatuses as readonly (string | number)[]).includes(arg);
}
