/**
 * What a person writes on the board's page, put into the log at once, and answered by the page's own id of it: with what was made or changed,
 * or with why it was not. It knows nothing of what the page shows.
 */
import type { PersonCommand } from '../board/command';
import type { BoardStore } from '../board/port';
import type { Translate } from '../chat/words';
import type { BoardHostMessage, BoardViewMessage, CardDraft } from './protocol';
import { sayRefused } from './refusalWords';

export interface BoardWriterPorts {
  readonly store: BoardStore;
  readonly newId: () => string;
  readonly translate: Translate;
  readonly post: (message: BoardHostMessage) => void;
}

type Written = Extract<BoardViewMessage, { kind: 'create' | 'edit' | 'comment' }>;

export class BoardWriter {
  constructor(private readonly ports: BoardWriterPorts) {}

  write(message: Written): void {
    switch (message.kind) {
      case 'create':
        return this.#create(message.clientId, message.draft);
      case 'edit':
        return this.#write(message.clientId, message.taskId, editOf(message.taskId, message.draft, message.was));
      case 'comment':
        return this.#write(message.clientId, message.taskId, { kind: 'comment', taskId: message.taskId, text: message.text });
    }
  }

  /** The page's own id of what it asked makes it one task, however often it asks. */
  #create(clientId: string, draft: CardDraft): void {
    const { title, prompt, agent, priority } = draft;
    const taskId = this.ports.newId();
    const more = { ...(agent !== undefined && { agent }), ...(priority !== undefined && { priority }) };
    this.#write(clientId, taskId, { kind: 'create', taskId, status: 'todo', idempotencyKey: clientId, ...{ title, prompt }, ...more });
  }

  #write(clientId: string, taskId: string, command: PersonCommand): void {
    try {
      const changed = this.ports.store.change({ ...command, by: { kind: 'person' } });
      const answer = changed.kind === 'done' ? ({ kind: 'ack', clientId, taskId: this.#madeBefore(clientId) ?? taskId } as const) : ({ kind: 'refused', clientId, reason: sayRefused(changed, this.ports.translate) } as const);
      this.ports.post(answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.ports.post({ kind: 'refused', clientId, reason: this.ports.translate('It could not be saved: {0}', reason) });
    }
  }

  /** The page had asked for it already, and did not hear our answer. */
  #madeBefore(clientId: string): string | undefined {
    return this.ports.store.board.byKey({ kind: 'person' }, clientId)?.id;
  }
}

/** A field that the form left empty is taken off the card; one that it left as it was is not the form's to write. */
function editOf(taskId: string, { title, prompt, agent, priority }: CardDraft, was: CardDraft | undefined): PersonCommand {
  return {
    ...{ kind: 'edit', taskId },
    ...(title !== was?.title && { title }),
    ...(prompt !== was?.prompt && { prompt }),
    ...(!(was && agent === was.agent) && (agent === undefined ? { cleared: ['agent'] } : { agent })),
    ...(priority !== undefined && priority !== was?.priority && { priority }),
  };
}
