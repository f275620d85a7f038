/** Starts a background task: a prompt in a session of its own. It is on disk when this returns, and nothing is left of one that was refused. */
import { sayRefusal } from '../chat/words';
import type { Translate } from '../chat/words';
import type { PromptOrigin } from '../session/item';
import type { Sessions } from '../session/sessions';

export interface TaskRequest {
  readonly text: string;
  /** Known to exist. */
  readonly agent: string;
  readonly origin: PromptOrigin;
}

export interface TaskPorts {
  readonly sessions: Sessions;
  readonly newId: () => string;
  readonly translate: Translate;
  readonly log: { warn(message: string): void };
}

/** Throws in a person's words. */
export function startTask({ text, agent, origin }: TaskRequest, { sessions, newId, translate, log }: TaskPorts): { readonly sessionId: string; readonly turnId: string } {
  if (text.trim() === '') {
    throw new Error(sayRefusal({ kind: 'refused', why: 'empty' }, translate));
  }
  const session = sessions.create(agent, undefined, 'background');
  const receipt = session.prompt({ clientId: newId(), content: [{ kind: 'text', text }], origin });
  if (receipt.kind === 'accepted') {
    return { sessionId: session.id, turnId: receipt.turnId };
  }
  // Nothing was asked in it and nobody knows of it.
  void sessions.remove(session.id).catch((error: unknown) => log.warn(String(error)));
  throw new Error(sayRefusal(receipt.kind === 'refused' ? receipt : { kind: 'refused', why: 'closed' }, translate));
}
