/** What a person asks of one session by a click in its view, and who does it. */
import type { ToolContent } from '../session/content';
import type { PromptReceipt } from '../session/promptQueue';
import type { Session } from '../session/session';
import type { ViewMessage } from './protocol';
import type { DiffToOpen, ViewSurface } from './surface';
import { sayRefusal } from './words';

/** What concerns one session and nothing else. */
export type SessionOrder = Exclude<Extract<ViewMessage, { sessionId: string }>, { kind: 'prompt' | 'draft' | 'run' }>;

export interface SessionOrderPorts {
  readonly interruptions: InterruptedWork;
  readonly agents: () => readonly { readonly id: string }[];
  /** Something that was asked cannot be done. */
  readonly tell: (severity: 'warning', text: string) => void;
  readonly translate: (text: string, ...args: readonly (string | number)[]) => string;
}

/** What was interrupted, as much of it as a view decides. */
export interface InterruptedWork {
  resume(sessionId: string): PromptReceipt;
  dismiss(sessionId: string): void;
  undoDismiss(sessionId: string): void;
}

export function carryOut(order: SessionOrder, session: Session, ports: SessionOrderPorts, surface: Pick<ViewSurface, 'openDiff'>): void {
  switch (order.kind) {
    case 'stop':
      return session.stop();
    case 'forceStop':
      return session.forceStop();
    case 'answer':
      return session.answer(order.questionId, order.optionId);
    case 'withdraw':
      return void session.withdraw(order.turnId);
    case 'sendQueued':
      return session.sendQueued();
    case 'retry':
      return void session.retry();
    case 'askAtReset':
      return session.askAtReset();
    case 'doNotAskAtReset':
      return session.doNotAskAtReset();
    case 'keepWaiting':
      return session.keepWaiting();
    case 'letGoOn':
      return session.letGoOn();
    case 'resume': {
      const receipt = ports.interruptions.resume(session.id);
      return receipt.kind === 'refused' ? ports.tell('warning', sayRefusal(receipt, ports.translate)) : undefined;
    }
    case 'dismiss':
      return ports.interruptions.dismiss(session.id);
    case 'undoDismiss':
      return ports.interruptions.undoDismiss(session.id);
    case 'takeOver':
      return session.takeOver();
    case 'chooseAgent':
      if (ports.agents().some(({ id }) => id === order.agent)) {
        session.chooseAgent(order.agent);
      }
      return;
    case 'openDiff': {
      const diff = diffAt(session, order.itemId, order.index);
      return diff && surface.openDiff(diff);
    }
  }
}

function diffAt(session: Session, itemId: string, index: number): DiffToOpen | undefined {
  const item = session.transcript.get(itemId);
  const content: ToolContent | undefined = item?.kind === 'tool' || item?.kind === 'question' ? item.content[index] : undefined;
  if (content?.kind !== 'diff') {
    return undefined;
  }
  const { path, oldText, newText } = content;
  return { key: `${session.id}/${itemId}/${index}`, path, newText, ...(oldText === undefined ? {} : { oldText }) };
}
