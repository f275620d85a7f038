/**
 * A window that is killed: the product under plain Node, and a person in it who asks, types, takes back, stops and goes on, as the seed
 * says, until the end comes. Everything is told to the one who kills, behind the moment at which the product promised it.
 */
import { createInterface } from 'node:readline';
import { setImmediate as turnOfTheLoop, setTimeout as wait } from 'node:timers/promises';
import type { HostMessage, SessionHead } from '../../src/chat/protocol';
import type { ViewSurface } from '../../src/chat/surface';
import { systemClock } from '../../src/host/systemClock';
import type { Change, UserItem } from '../../src/session/item';
import { agentObeys } from './agent';
import { labelAt, labelled, randomFrom } from './conversation';
import type { Random } from './conversation';
import { dieAt, report } from './mortality';
import { openApp } from './openApp';
import type { Order } from './order';

/** As a chat view keeps it, as much as the person looks at. */
class View implements ViewSurface {
  readonly prompts = new Map<string, UserItem>();
  readonly acknowledged: string[] = [];
  head: SessionHead | undefined;
  /** Of the answers: how many parts were shown. */
  readonly #pieces = new Map<string, number>();

  constructor(private readonly session: string) {}

  post(message: HostMessage): void {
    switch (message.kind) {
      case 'snapshot':
        this.head = message.snapshot.head;
        return message.snapshot.items.forEach((item) => item.kind === 'user' && this.prompts.set(item.id, item));
      case 'delta':
        this.head = message.head ?? this.head;
        return message.changes.forEach((change) => this.#shown(change));
      case 'ack':
        this.acknowledged.push(message.clientId);
        return report(['acknowledged', this.session, message.clientId]);
      case 'refused':
        return report(['refused', this.session, `${message.clientId}: ${message.reason}`]);
      case 'focusComposer':
        return;
    }
  }

  labels(state: UserItem['state']): readonly { readonly id: string; readonly label: string }[] {
    return [...this.prompts.values()].filter((item) => item.state === state).map((item) => ({ id: item.id, label: this.#label(item) }));
  }

  openLocation(): void {}
  openDiff(): void {}
  openLink(): void {}
  copy(): void {}
  run(): void {}

  #shown(change: Change): void {
    if (change.kind === 'remove') {
      this.prompts.delete(change.id);
    } else if (change.kind === 'append') {
      this.#read(change.text);
    } else if (change.item.kind === 'message') {
      change.item.content.forEach((content) => content.kind === 'text' && this.#read(content.text));
    } else if (change.item.kind === 'user') {
      this.prompts.set(change.item.id, change.item);
      report(['state', this.session, this.#label(change.item), change.item.state]);
    }
  }

  #read(text: string): void {
    for (const [, answer, index] of text.matchAll(/«([\w-]+):(\d+)»/g)) {
      this.#pieces.set(answer!, Number(index) + 1);
      report(['told', this.session, answer!, Number(index) + 1]);
    }
  }

  #label({ content }: UserItem): string {
    const [first] = content;
    return (first?.kind === 'text' && labelAt(first.text)) || 'recovery';
  }
}

class Person {
  #count = 0;

  constructor(
    private readonly order: Order,
    private readonly session: string,
    private readonly view: View,
    private readonly send: (message: object) => void,
    private readonly isThere: (turnId: string) => boolean,
    private readonly random: Random,
  ) {}

  /** One thing that a person does; often nothing, where there is nothing of the kind to do. */
  act(): void {
    const [roll, sessionId] = [this.random.below(100), this.session];
    if (roll < 50) {
      this.#ask(this.#newLabel('p'));
    } else if (roll < 60 && this.view.acknowledged.length > 0) {
      // As a view does that did not hear the acknowledgement.
      this.#ask(this.view.acknowledged[this.random.below(this.view.acknowledged.length)]!);
    } else if (roll < 72) {
      const label = this.#newLabel('d');
      report(['drafting', sessionId, label]);
      this.send({ kind: 'draft', sessionId, text: labelled(label, this.order.bytes) });
      report(['drafted', sessionId, label]);
    } else if (roll < 82) {
      const queued = this.view.labels('queued');
      const chosen = queued[this.random.below(queued.length)];
      if (chosen) {
        report(['withdrawing', sessionId, chosen.label]);
        this.send({ kind: 'withdraw', sessionId, turnId: chosen.id });
        report([this.isThere(chosen.id) ? 'kept' : 'withdrawn', sessionId, chosen.label]);
      }
    } else if (roll < 90 && this.view.head?.state.kind === 'working') {
      report(['stopping', sessionId, '']);
      this.send({ kind: 'stop', sessionId });
      report(['stopped', sessionId, '']);
    } else if (roll < 96 && this.view.head?.state.kind === 'interrupted') {
      report(['resuming', sessionId]);
      this.send({ kind: 'resume', sessionId });
    } else if (this.view.head?.queueHeld === true) {
      this.send({ kind: 'sendQueued', sessionId });
    }
  }

  #ask(label: string): void {
    if (this.view.labels('queued').length < 20) {
      report(['asking', this.session, label]);
      this.send({ kind: 'prompt', clientId: label, sessionId: this.session, text: labelled(label, this.order.bytes) });
    }
  }

  #newLabel(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.order.round}-${this.order.sessions.indexOf(this.session) + 1}-${this.#count}`;
  }
}

async function live(order: Order): Promise<void> {
  dieAt(order.diesAt ?? {});
  agentObeys(order);
  const { app } = openApp(order.folder, systemClock);
  const random = randomFrom(order.seed);
  const people = order.sessions.map((session) => {
    const view = new View(session);
    const presenter = app.present(view, session);
    presenter.receive({ kind: 'ready' });
    const isThere = (turnId: string): boolean => app.sessions.find(session)?.transcript.get(turnId) !== undefined;
    return new Person(order, session, view, (message) => presenter.receive(message), isThere, random);
  });
  report(['opened']);
  for (let done = 0; done < mostActs; done += 1) {
    people[random.below(people.length)]!.act();
    await (random.chance(0.6) ? turnOfTheLoop() : wait(random.below(5)));
  }
  report(['tired']);
}

/** The killing may come late on a busy machine; what is done until then is bounded. */
const mostActs = 100;

createInterface({ input: process.stdin }).once('line', (line) => void live(JSON.parse(line) as Order));
report(['ready']);
