/** What a view sends, checked: anything that is no message of the protocol gives nothing. */
import type { ViewCommand, ViewMessage } from './protocol';

export function readViewMessage(raw: unknown): ViewMessage | undefined {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || typeof raw.kind !== 'string') {
    return undefined;
  }
  const fields: Record<string, Check> | undefined = Object.hasOwn(shapes, raw.kind) ? shapes[raw.kind as ViewMessage['kind']] : undefined;
  const message = raw as Record<string, unknown>;
  return fields && Object.entries(fields).every(([name, check]) => check(message[name])) ? (raw as ViewMessage) : undefined;
}

type Check = (value: unknown) => boolean;

/** One check per field of a message, so that a new field without a check does not compile. */
type Shapes = { readonly [K in ViewMessage['kind']]: { readonly [F in Exclude<keyof Extract<ViewMessage, { kind: K }>, 'kind'>]-?: Check } };

const text: Check = (value) => typeof value === 'string';
/** Ids become names of files and keys: nothing but what we make ourselves. */
const id: Check = (value) => typeof value === 'string' && /^[\w:.-]{1,200}$/.test(value);
const itemId: Check = (value) => typeof value === 'string' && value.length <= 1000;
const sessionId: Check = (value) => typeof value === 'string' && /^[\w-]{8,64}$/.test(value);
const index: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const optionalLine: Check = (value) => value === undefined || (Number.isInteger(value) && (value as number) >= 0);

const commands: Readonly<Record<ViewCommand, true>> = {
  showLog: true,
  restartAgent: true,
  manageTrust: true,
  newSession: true,
  addAgent: true,
  selectAgent: true,
  openTranscript: true,
};

const shapes: Shapes = {
  ready: {},
  prompt: { clientId: id, sessionId, text, place: (value) => value === undefined || value === 'first' },
  stop: { sessionId },
  forceStop: { sessionId },
  answer: { sessionId, questionId: itemId, optionId: itemId },
  withdraw: { sessionId, turnId: itemId },
  sendQueued: { sessionId },
  retry: { sessionId },
  askAtReset: { sessionId },
  doNotAskAtReset: { sessionId },
  keepWaiting: { sessionId },
  letGoOn: { sessionId },
  resume: { sessionId },
  dismiss: { sessionId },
  undoDismiss: { sessionId },
  takeOver: { sessionId },
  draft: { sessionId, text },
  chooseAgent: { sessionId, agent: text },
  openLocation: { path: text, line: optionalLine },
  openDiff: { sessionId, itemId, index },
  openLink: { href: text },
  copy: { text },
  run: { command: (value) => typeof value === 'string' && Object.hasOwn(commands, value), sessionId },
};
