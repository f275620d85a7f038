/**
 * What one view shows, and what it asks for. The presenter outlives the lives of its view: each life says `ready`, gets a numbered
 * snapshot, and numbered deltas from then on, at most one per frame, while it is in sight; a hidden view gets nothing.
 */
import type { Cancel, Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { Unsubscribe } from '../base/event';
import type { ToolContent } from '../session/content';
import type { PromptReceipt } from '../session/promptQueue';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';
import { headOf, sameHead } from './head';
import { readLink } from './link';
import { PendingChanges } from './pending';
import type { AgentChoice, Frame, HostMessage, SessionHead, ViewCommand, ViewMessage } from './protocol';
import { readViewMessage } from './readViewMessage';
import { sayRefusal } from './words';

export interface ViewSurface {
  /** Delivers to the current life of the view; dropped while there is none. */
  post(message: HostMessage): void;
  /** Opens a file on the user's click; `line` is 1-based, a relative path is below `cwd`. */
  openLocation(path: string, line: number | undefined, cwd: string): void;
  openDiff(diff: DiffToOpen): void;
  openLink(href: string): void;
  copy(text: string): void;
  run(command: ViewCommand, sessionId: string): void;
}

export interface DiffToOpen {
  /** Names the diff among all others. */
  readonly key: string;
  readonly path: string;
  /** Absent for a new file. */
  readonly oldText?: string;
  readonly newText: string;
}

export interface PresenterPorts {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly agents: () => readonly AgentChoice[];
  readonly trusted: () => boolean;
  readonly interruptions: InterruptedWork;
  /** A person has the session in sight, and has seen how it ended. */
  readonly onSeen: (sessionId: string) => void;
  /** The window is so young that its predecessor may still be closing. */
  readonly starting: () => boolean;
  /** Something that was asked here cannot be done. */
  readonly tell: (severity: 'warning', text: string) => void;
  readonly sendKey: () => 'enter' | 'ctrlEnter';
  readonly drafts: { get(sessionId: string): string; set(sessionId: string, text: string): void };
  readonly translate: (text: string, ...args: readonly (string | number)[]) => string;
  readonly log: { warn(message: string): void };
}

/** What was interrupted, as much of it as a view decides. */
export interface InterruptedWork {
  resume(sessionId: string): PromptReceipt;
  dismiss(sessionId: string): void;
  undoDismiss(sessionId: string): void;
}

/** Deltas are sent at most this often: one frame. */
const frameMs = 16;

/** What concerns one session and nothing else. */
type SessionMessage = Exclude<Extract<ViewMessage, { sessionId: string }>, { kind: 'prompt' | 'draft' | 'run' }>;

type Life =
  | { readonly kind: 'away' }
  | { readonly kind: 'shown'; seq: number; frame: Frame; head: SessionHead; readonly pending: PendingChanges; flush: Cancel | undefined };

export class Presenter {
  #session: Session;
  #life: Life = { kind: 'away' };
  #unsubscribe: Unsubscribe;
  readonly #switched = new Emitter<string>();
  readonly onDidChangeSession = this.#switched.event;
  readonly #disposed = new Emitter<void>();
  readonly onDidDispose = this.#disposed.event;

  constructor(
    private readonly ports: PresenterPorts,
    private readonly surface: ViewSurface,
    sessionId?: string,
  ) {
    this.#session = this.#remembered(sessionId) ?? ports.sessions.create();
    this.#unsubscribe = this.#listen();
  }

  get sessionId(): string {
    return this.#session.id;
  }

  /** Whether a person has this session in sight. */
  isShowing(sessionId: string): boolean {
    return this.#life.kind === 'shown' && this.sessionId === sessionId;
  }

  get title(): string {
    return this.#session.record.title;
  }

  receive(raw: unknown): void {
    const message = readViewMessage(raw);
    if (message) {
      this.#obey(message);
    } else {
      this.ports.log.warn(`The chat view sent something that is no message: ${JSON.stringify(raw)?.slice(0, 200)}`);
    }
  }

  show(sessionId: string): void {
    const session = this.ports.sessions.find(sessionId);
    if (session) {
      this.#switchTo(session);
    }
  }

  showNew(agent?: string): void {
    this.#switchTo(this.ports.sessions.create(agent));
  }

  focusComposer(): void {
    if (this.#life.kind === 'shown') {
      this.surface.post({ kind: 'focusComposer' });
    }
  }

  /** The view is hidden or gone; what it missed comes with the snapshot of its next life. */
  hidden(): void {
    if (this.#life.kind === 'shown') {
      this.#life.flush?.();
      this.#life = { kind: 'away' };
    }
  }

  /** Agents, trust or a setting changed. */
  frameChanged(): void {
    this.#flushSoon();
  }

  dispose(): void {
    this.hidden();
    this.#unsubscribe();
    this.#disposed.fire();
  }

  #obey(message: ViewMessage): void {
    switch (message.kind) {
      case 'ready':
        return this.#snapshot();
      case 'prompt':
        return this.#prompt(message);
      case 'draft':
        return this.ports.drafts.set(message.sessionId, message.text);
      case 'openLocation':
        return this.surface.openLocation(message.path, message.line, this.#session.record.cwd);
      case 'openLink': {
        const target = readLink(message.href);
        if (target?.kind === 'address') {
          this.surface.openLink(target.href);
        } else if (target?.kind === 'file') {
          this.surface.openLocation(target.path, target.line, this.#session.record.cwd);
        }
        return;
      }
      case 'copy':
        return this.surface.copy(message.text);
      case 'run':
        return this.surface.run(message.command, message.sessionId);
      default: {
        const session = this.ports.sessions.find(message.sessionId);
        return session && this.#direct(session, message);
      }
    }
  }

  #direct(session: Session, message: SessionMessage): void {
    switch (message.kind) {
      case 'stop':
        return session.stop();
      case 'forceStop':
        return session.forceStop();
      case 'answer':
        return session.answer(message.questionId, message.optionId);
      case 'withdraw':
        return void session.withdraw(message.turnId);
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
        const receipt = this.ports.interruptions.resume(session.id);
        return receipt.kind === 'refused' ? this.ports.tell('warning', sayRefusal(receipt, this.ports.translate)) : undefined;
      }
      case 'dismiss':
        return this.ports.interruptions.dismiss(session.id);
      case 'undoDismiss':
        return this.ports.interruptions.undoDismiss(session.id);
      case 'takeOver':
        return session.takeOver();
      case 'chooseAgent':
        if (this.ports.agents().some(({ id }) => id === message.agent)) {
          session.chooseAgent(message.agent);
        }
        return;
      case 'openDiff': {
        const diff = diffAt(session, message.itemId, message.index);
        return diff && this.surface.openDiff(diff);
      }
    }
  }

  #prompt({ clientId, sessionId, text, place }: Extract<ViewMessage, { kind: 'prompt' }>): void {
    if (!this.ports.trusted()) {
      const reason = this.ports.translate('No agent is started in a folder that you have not trusted. Your text is kept.');
      return this.surface.post({ kind: 'refused', clientId, reason });
    }
    const session = this.#findOrAdopt(sessionId);
    const receipt = session.prompt({ clientId, content: [{ kind: 'text', text }], origin: 'user', ...(place && { place }) });
    if (receipt.kind === 'refused') {
      if (receipt.why === 'elsewhere' && this.ports.starting()) {
        // The predecessor lets go of it in a moment. The view keeps what is not answered, and says it again.
        return;
      }
      return this.surface.post({ kind: 'refused', clientId, reason: sayRefusal(receipt, this.ports.translate) });
    }
    // A prompt that is said again must not take away what was typed since.
    if (this.ports.drafts.get(sessionId).trim() === text) {
      this.ports.drafts.set(sessionId, '');
    }
    this.surface.post({ kind: 'ack', clientId });
  }

  /** The session that was shown before a reload. One that cannot be read must not take the view, and with it the product, along. */
  #remembered(sessionId: string | undefined): Session | undefined {
    try {
      return sessionId === undefined ? undefined : this.#findOrAdopt(sessionId);
    } catch (error) {
      this.ports.log.warn(`The session that was shown before cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #findOrAdopt(sessionId: string): Session {
    // An id that is not known is that of a session in which nothing was asked before the window was reloaded.
    return this.ports.sessions.find(sessionId) ?? this.ports.sessions.create(undefined, sessionId);
  }

  #switchTo(session: Session): void {
    if (session === this.#session) {
      return;
    }
    this.#unsubscribe();
    this.#session = session;
    this.#unsubscribe = this.#listen();
    if (this.#life.kind === 'shown') {
      this.#snapshot();
    }
    this.#switched.fire(session.id);
  }

  #listen(): Unsubscribe {
    return this.#session.conversation.onDidChange((changes) => {
      if (this.#life.kind === 'shown') {
        for (const change of changes) {
          this.#life.pending.add(change);
        }
        this.#flushSoon();
      }
    });
  }

  #snapshot(): void {
    const seq = this.#life.kind === 'shown' ? this.#life.seq + 1 : 1;
    if (this.#life.kind === 'shown') {
      this.#life.flush?.();
    }
    const frame = this.#frame();
    const head = this.#head();
    this.#life = { kind: 'shown', seq, frame, head, pending: new PendingChanges(), flush: undefined };
    const items = this.#session.transcript.items();
    this.surface.post({ kind: 'snapshot', seq, snapshot: { frame, head, items, draft: this.ports.drafts.get(this.sessionId) } });
    this.ports.onSeen(this.sessionId);
  }

  #flushSoon(): void {
    if (this.#life.kind === 'shown') {
      this.#life.flush ??= this.ports.clock.after(frameMs, () => this.#flush());
    }
  }

  #flush(): void {
    const life = this.#life;
    if (life.kind !== 'shown') {
      return;
    }
    life.flush = undefined;
    const changes = life.pending.take();
    const [frame, head] = [this.#frame(), this.#head()];
    const newFrame = JSON.stringify(frame) !== JSON.stringify(life.frame);
    const newHead = !sameHead(head, life.head);
    if (changes.length === 0 && !newFrame && !newHead) {
      return;
    }
    life.seq += 1;
    life.frame = frame;
    life.head = head;
    this.surface.post({ kind: 'delta', seq: life.seq, changes, ...(newHead ? { head } : {}), ...(newFrame ? { frame } : {}) });
  }

  #frame(): Frame {
    return { agents: this.ports.agents(), trusted: this.ports.trusted(), sendKey: this.ports.sendKey() };
  }

  #head(): SessionHead {
    return headOf(this.#session, this.ports.agents());
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
