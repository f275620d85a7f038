/**
 * One session of the built-in agent. It answers one prompt at a time and keeps what was said. Idle, or one turn: a second prompt is
 * refused, because queueing is the client's affair. What cannot be written to the history is reported and the turn goes on: the client
 * keeps a conversation of its own.
 */
import { nanoid } from 'nanoid';
import { errorCode, sessionUpdate } from '../wire/acp';
import type { ToolCallStatus } from '../wire/acpContent';
import type { PromptParams, PromptResult } from '../wire/acpSession';
import type { SessionUpdate } from '../wire/acpUpdate';
import { RpcError } from '../wire/peer';
import { commands, respond } from './commands/respond';
import type { StoredSession } from './sessionStore';
import { Turn } from './turn';
import type { TurnContext } from './turn';

export type SessionContext = Omit<TurnContext, 'sessionId' | 'cwd' | 'allowedCommands'>;

export class Session {
  readonly id: string;
  readonly #allowedCommands = new Set<string>();
  #turn: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

  constructor(
    private readonly stored: StoredSession,
    private readonly context: SessionContext,
    private readonly onProblem: (problem: string) => void,
  ) {
    this.id = stored.record.sessionId;
  }

  /** Settles when the turn has ended, however it ended. The signal is one way to cancel it, `cancel` the other. */
  async prompt(content: PromptParams['prompt'], signal: AbortSignal): Promise<PromptResult> {
    if (this.#turn) {
      throw new RpcError(errorCode.invalidRequest, 'This session is still answering the prompt before. Cancel it, or wait for its end.');
    }
    const stop = new AbortController();
    const answer = this.#answer(content, stop.signal);
    // One that fails has ended as well.
    this.#turn = { stop, ended: answer.catch(() => undefined) };
    const onAbort = (): void => stop.abort();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) {
      onAbort();
    }
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#turn = undefined;
    }
  }

  cancel(): void {
    this.#turn?.stop.abort();
  }

  /** Tells the whole history again, in order. */
  replay(): void {
    const updates = this.stored.updates();
    for (const update of this.#turn ? updates : settled(updates)) {
      this.#send(update);
    }
  }

  moveTo(cwd: string): void {
    if (cwd !== this.stored.record.cwd) {
      this.#keep(() => this.stored.update({ cwd }));
    }
  }

  announceCommands(): void {
    const availableCommands = commands.map(({ name, description, hint }) => ({ name, description, ...(hint ? { input: { hint } } : {}) }));
    this.#send({ sessionUpdate: 'available_commands_update', availableCommands });
  }

  /** Settles when its turn has ended, which a cancelled one does soon. */
  async close(): Promise<void> {
    this.cancel();
    await this.#turn?.ended;
    this.stored.close();
  }

  async #answer(content: PromptParams['prompt'], signal: AbortSignal): Promise<PromptResult> {
    try {
      const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      this.#begin(content, text);
      const around = { ...this.context, sessionId: this.id, cwd: this.stored.record.cwd, allowedCommands: this.#allowedCommands };
      await respond(text, new Turn(nanoid(), around, signal, (shown, kept) => this.#tell(shown, kept)));
      return { stopReason: signal.aborted ? 'cancelled' : 'end_turn' };
    } catch (error) {
      // Whatever a cancelled command trips over on its way out is part of being cancelled.
      if (signal.aborted) {
        return { stopReason: 'cancelled' };
      }
      throw error;
    }
  }

  #begin(content: PromptParams['prompt'], text: string): void {
    const messageId = nanoid();
    for (const block of content) {
      this.#keep(() => this.stored.append({ sessionUpdate: 'user_message_chunk', messageId, content: block }));
    }
    const updatedAt = new Date(this.context.clock.wall()).toISOString();
    const info = { title: this.stored.record.title ?? titleOf(text), updatedAt };
    this.#keep(() => this.stored.update(info));
    this.#send({ sessionUpdate: 'session_info_update', ...info });
  }

  #tell(shown: SessionUpdate, kept: SessionUpdate): void {
    this.#keep(() => this.stored.append(kept));
    this.#send(shown);
  }

  #send(update: SessionUpdate): void {
    this.context.client.notify(sessionUpdate, { sessionId: this.id, update });
  }

  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.onProblem(`Session ${this.id} is not fully kept: ${String(error)}`);
    }
  }
}

const titleLimit = 60;

function titleOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ') || 'Untitled';
  return line.length <= titleLimit ? line : `${line.slice(0, titleLimit - 1)}…`;
}

/** With an end for every tool call that never came to one, because this process was ended in the middle of it. */
function settled(updates: readonly SessionUpdate[]): readonly SessionUpdate[] {
  const lastStatus = new Map<string, ToolCallStatus | undefined>();
  for (const update of updates) {
    if (update.sessionUpdate === 'tool_call' || update.sessionUpdate === 'tool_call_update') {
      lastStatus.set(update.toolCallId, update.status);
    }
  }
  const open = [...lastStatus].filter(([, status]) => status === 'pending' || status === 'in_progress');
  return [...updates, ...open.map(([toolCallId]) => ({ sessionUpdate: 'tool_call_update', toolCallId, status: 'failed' }) as const)];
}
