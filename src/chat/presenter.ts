/**
 * What one view shows, and what it asks for. The presenter outlives the lives of its view: each life says `ready` and gets the picture
 * (`picture.ts`) anew. What a click asks of a session is carried out in `sessionOrders.ts`.
 */
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { Unsubscribe } from '../base/event';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';
import { headOf } from './head';
import { readLink } from './link';
import { Picture } from './picture';
import type { AgentChoice, ViewMessage } from './protocol';
import { readViewMessage } from './readViewMessage';
import { carryOut } from './sessionOrders';
import type { SessionOrderPorts } from './sessionOrders';
import type { ViewSurface } from './surface';
import { sayRefusal } from './words';

export interface PresenterPorts extends SessionOrderPorts {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly agents: () => readonly AgentChoice[];
  readonly trusted: () => boolean;
  /** A person has the session in sight, and has seen how it ended. */
  readonly onSeen: (sessionId: string) => void;
  /** The window is so young that its predecessor may still be closing. */
  readonly starting: () => boolean;
  readonly sendKey: () => 'enter' | 'ctrlEnter';
  readonly drafts: { get(sessionId: string): string; set(sessionId: string, text: string): void };
  readonly log: { warn(message: string): void };
}

export class Presenter {
  #session: Session;
  readonly #picture: Picture;
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
    this.#picture = new Picture({
      clock: ports.clock,
      post: (message) => surface.post(message),
      frame: () => ({ agents: ports.agents(), trusted: ports.trusted(), sendKey: ports.sendKey() }),
      head: () => headOf(this.#session, ports.agents()),
    });
    this.#session = this.#remembered(sessionId) ?? ports.sessions.create();
    this.#unsubscribe = this.#listen();
  }

  get sessionId(): string {
    return this.#session.id;
  }

  /** Whether a person has this session in sight. */
  isShowing(sessionId: string): boolean {
    return this.#picture.isShown && this.sessionId === sessionId;
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
    if (this.#picture.isShown) {
      this.surface.post({ kind: 'focusComposer' });
    }
  }

  /** The view is hidden or gone; what it missed comes with the snapshot of its next life. */
  hidden(): void {
    this.#picture.hide();
  }

  /** Agents, trust or a setting changed. */
  frameChanged(): void {
    this.#picture.changed([]);
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
        return session && carryOut(message, session, this.ports, this.surface);
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
    if (this.#picture.isShown) {
      this.#snapshot();
    }
    this.#switched.fire(session.id);
  }

  #listen(): Unsubscribe {
    return this.#session.conversation.onDidChange((changes) => this.#picture.changed(changes));
  }

  #snapshot(): void {
    this.#picture.snapshot(this.#session.transcript.items(), this.ports.drafts.get(this.sessionId));
    this.ports.onSeen(this.sessionId);
  }
}
