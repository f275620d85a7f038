/** What the board's page sends, checked: anything that is no message of the protocol gives nothing. */
import { taskStatuses } from '../board/task';
import { cardActions } from './moves';
import type { BoardPageCommand, BoardViewMessage } from './protocol';

export function readBoardMessage(raw: unknown): BoardViewMessage | undefined {
  if (!isRecord(raw) || typeof raw['kind'] !== 'string' || !Object.hasOwn(shapes, raw['kind'])) {
    return undefined;
  }
  const fields: Readonly<Record<string, Check>> = shapes[raw['kind'] as BoardViewMessage['kind']];
  return Object.entries(fields).every(([name, check]) => check(raw[name])) ? (raw as unknown as BoardViewMessage) : undefined;
}

type Check = (value: unknown) => boolean;

/** One check per field of a message, so that a new field without a check does not compile. */
type Shapes = { readonly [K in BoardViewMessage['kind']]: { readonly [F in Exclude<keyof Extract<BoardViewMessage, { kind: K }>, 'kind'>]-?: Check } };

/** Longer than anybody types, shorter than what would hurt. */
const textLimit = 200_000;

const id: Check = (value) => typeof value === 'string' && /^[\w:.-]{1,200}$/.test(value);
const text: Check = (value) => typeof value === 'string' && value.length <= textLimit;
const oneOf = (words: readonly string[]): Check => (value) => typeof value === 'string' && words.includes(value);
const orAbsent = (check: Check): Check => (value) => value === undefined || check(value);
const draft: Check = (value) =>
  isRecord(value) && text(value['title']) && text(value['prompt']) && orAbsent(text)(value['agent']) && orAbsent(Number.isInteger)(value['priority']);

const commands: Readonly<Record<BoardPageCommand, true>> = { pauseBoard: true, resumeBoard: true, dryRunBoard: true, manageTrust: true, openSettings: true, showLog: true };

const shapes: Shapes = {
  ready: { taskId: orAbsent(id) },
  open: { taskId: orAbsent(id) },
  create: { clientId: id, draft },
  edit: { clientId: id, taskId: id, draft, was: orAbsent(draft) },
  comment: { clientId: id, taskId: id, text },
  move: { taskId: id, to: oneOf(taskStatuses) },
  act: { taskId: id, action: oneOf(cardActions) },
  transcript: { taskId: id, runId: id },
  run: { command: oneOf(Object.keys(commands)) },
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
