/**
 * One life of the chat view: the picture of the session, what the user types, and the line to the host, put together. Components read its
 * signals and call its verbs; nothing else posts a message.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { HostMessage, ViewCommand } from '../chat/protocol';
import { Announcer } from './announcer';
import type { Bridge } from './bridge';
import { newClientId } from './clientId';
import { Drafts } from './drafts';
import { Follow } from './follow';
import { readHostMessage } from './hostMessage';
import { Link } from './link';
import { Outbox } from './outbox';
import type { OutboxEntry } from './outbox';
import { Store } from './store';
import { t } from './translate';

/** How long a prompt may stay unconfirmed before it is said again; the host takes each once. */
const sayAgainMs = 5_000;

export interface ViewTime {
  frame(run: () => void): void;
  after(ms: number, run: () => void): () => void;
}

export class View {
  readonly store = new Store();
  readonly follow = new Follow();
  readonly announcer: Announcer;
  readonly link: Link<HostMessage>;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  /** Why the last prompt was not taken; gone with the next change of the text. */
  readonly refusal = signal<string | undefined>(undefined);
  /** Counts the wishes for the caret in the composer. */
  readonly focusWishes = signal(0);

  constructor(
    private readonly bridge: Bridge,
    private readonly time: ViewTime,
  ) {
    this.announcer = new Announcer((ms, run) => void time.after(ms, run));
    this.outbox = new Outbox(
      bridge.load().outbox,
      (entry) => bridge.post({ kind: 'prompt', ...entry }),
      (outbox) => bridge.save({ outbox }),
    );
    this.drafts = new Drafts({
      tell: (sessionId, text) => bridge.post({ kind: 'draft', sessionId, text }),
      after: (ms, run) => time.after(ms, run),
    });
    this.link = new Link<HostMessage>({
      read: readHostMessage,
      ask: () => {
        bridge.post({ kind: 'ready' });
        this.outbox.sendAgain();
      },
      take: (messages) => messages.forEach((message) => this.#take(message)),
      frame: (run) => time.frame(run),
      after: (ms, run) => time.after(ms, run),
    });
  }

  open(): void {
    this.link.open();
  }

  get sessionId(): string {
    return this.store.head.value?.sessionId ?? '';
  }

  /** Takes the text out of the composer only because the outbox has it safe. */
  send(): void {
    const text = this.drafts.text.value.trim();
    if (text === '' || this.sessionId === '') {
      return;
    }
    this.#ask(text);
    this.drafts.type('');
  }

  type(text: string): void {
    this.refusal.value = undefined;
    this.drafts.type(text);
  }

  stop(): void {
    this.bridge.post({ kind: 'stop', sessionId: this.sessionId });
  }

  forceStop(): void {
    this.bridge.post({ kind: 'forceStop', sessionId: this.sessionId });
  }

  answer(questionId: string, optionId: string): void {
    this.bridge.post({ kind: 'answer', sessionId: this.sessionId, questionId, optionId });
  }

  withdraw(turnId: string): void {
    this.bridge.post({ kind: 'withdraw', sessionId: this.sessionId, turnId });
  }

  edit(turnId: string, text: string): void {
    this.withdraw(turnId);
    this.drafts.putBack(text);
    this.wishFocus();
  }

  sendQueued(): void {
    this.bridge.post({ kind: 'sendQueued', sessionId: this.sessionId });
  }

  retry(): void {
    this.bridge.post({ kind: 'retry', sessionId: this.sessionId });
  }

  askAtReset(how: 'askAtReset' | 'doNotAskAtReset'): void {
    this.bridge.post({ kind: how, sessionId: this.sessionId });
  }

  keepWaiting(): void {
    this.bridge.post({ kind: 'keepWaiting', sessionId: this.sessionId });
  }

  /** Of interrupted work, or of a session that is open elsewhere. */
  decide(what: 'resume' | 'dismiss' | 'undoDismiss' | 'takeOver'): void {
    this.bridge.post({ kind: what, sessionId: this.sessionId });
  }

  letGoOn(): void {
    this.bridge.post({ kind: 'letGoOn', sessionId: this.sessionId });
  }

  /** Goes on after a turn that ended too early: a prompt like any other, but before what was asked meanwhile. */
  goOn(): void {
    this.#ask(t('Please continue where you stopped.'), { place: 'first' });
  }

  chooseAgent(agent: string): void {
    this.bridge.post({ kind: 'chooseAgent', sessionId: this.sessionId, agent });
  }

  openLocation(path: string, line: number | undefined): void {
    this.bridge.post({ kind: 'openLocation', path, ...(line === undefined ? {} : { line }) });
  }

  openDiff(itemId: string, index: number): void {
    this.bridge.post({ kind: 'openDiff', sessionId: this.sessionId, itemId, index });
  }

  openLink(href: string): void {
    this.bridge.post({ kind: 'openLink', href });
  }

  copy(text: string): void {
    this.bridge.post({ kind: 'copy', text });
    this.announcer.say(t('Copied'));
  }

  run(command: ViewCommand): void {
    this.bridge.post({ kind: 'run', command, sessionId: this.sessionId });
  }

  wishFocus(): void {
    this.focusWishes.value += 1;
  }

  #take(message: HostMessage): void {
    switch (message.kind) {
      case 'snapshot': {
        const before = this.store.head.value?.sessionId;
        const other = before !== message.snapshot.head.sessionId;
        this.store.show(message.snapshot);
        this.drafts.show(message.snapshot.head.sessionId, message.snapshot.draft);
        if (other) {
          this.bridge.save({ sessionId: message.snapshot.head.sessionId });
          this.refusal.value = undefined;
          this.follow.jumpToEnd();
        }
        if (other && before !== undefined) {
          // What was refused while another session was shown is given back now.
          this.outbox.sendAgain();
        }
        break;
      }
      case 'delta':
        this.store.apply(message.changes, message.head, message.frame);
        break;
      case 'ack':
        this.outbox.settle(message.clientId);
        break;
      case 'refused':
        this.#giveBack(message.clientId, message.reason);
        break;
      case 'focusComposer':
        this.wishFocus();
        break;
    }
  }

  /** A prompt of a session that is not shown stays in the outbox until it is: there is no composer to put it into. */
  #giveBack(clientId: string, reason: string): void {
    const isHere = this.outbox.entries.value.some((entry) => entry.clientId === clientId && entry.sessionId === this.sessionId);
    const entry = isHere ? this.outbox.settle(clientId) : undefined;
    if (entry !== undefined) {
      this.drafts.putBack(entry.text);
      this.refusal.value = reason;
    }
  }

  #ask(text: string, more: Pick<OutboxEntry, 'place'> = {}): void {
    this.refusal.value = undefined;
    const entry = { clientId: newClientId(), sessionId: this.sessionId, text, ...more };
    this.outbox.add(entry);
    this.follow.jumpToEnd();
    this.time.after(sayAgainMs, () => this.#sayAgain(entry.clientId));
  }

  #sayAgain(clientId: string): void {
    const entry = this.outbox.entries.value.find((candidate) => candidate.clientId === clientId);
    if (entry !== undefined) {
      this.bridge.post({ kind: 'prompt', ...entry });
      this.time.after(sayAgainMs, () => this.#sayAgain(clientId));
    }
  }
}

const ViewContext = createContext<View | undefined>(undefined);
export const ViewProvider = ViewContext.Provider;

export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) {
    throw new Error('a component stands outside its view');
  }
  return view;
}
