import { expect, test } from 'vitest';
import { readState } from '../../src/webview/bridge';
import { Drafts } from '../../src/webview/drafts';
import { Outbox } from '../../src/webview/outbox';
import type { OutboxEntry } from '../../src/webview/outbox';

const entry = (clientId: string): OutboxEntry => ({ clientId, sessionId: 's', text: `text of ${clientId}` });

function openOutbox(entries: readonly OutboxEntry[] = []): { outbox: Outbox; log: string[]; kept: () => readonly OutboxEntry[] } {
  const log: string[] = [];
  let kept = entries;
  const outbox = new Outbox(
    entries,
    ({ clientId }) => log.push(`send ${clientId}`),
    (next) => {
      kept = next;
      log.push(`keep ${next.length}`);
    },
  );
  return { outbox, log, kept: () => kept };
}

test('a prompt is kept before it is sent', () => {
  const { outbox, log } = openOutbox();
  outbox.add(entry('a'));
  expect(log).toEqual(['keep 1', 'send a']);
});

test('a prompt leaves the outbox only when it is settled, and then once', () => {
  const { outbox, kept } = openOutbox();
  outbox.add(entry('a'));
  outbox.add(entry('b'));
  expect(outbox.settle('a')).toEqual(entry('a'));
  expect(outbox.settle('a')).toBeUndefined();
  expect(kept()).toEqual([entry('b')]);
});

test('prompts of an earlier life of the view are sent again with their ids', () => {
  const { outbox, log } = openOutbox([entry('a'), entry('b')]);
  outbox.sendAgain();
  expect(log).toEqual(['send a', 'send b']);
});

test('kept state of another shape is read as far as it can be used', () => {
  expect(readState(undefined)).toEqual({ drafts: {}, outbox: [] });
  expect(readState({ drafts: { a: 'text', b: 5 }, outbox: [entry('a'), { clientId: 1 }, null] })).toEqual({
    drafts: { a: 'text' },
    outbox: [entry('a')],
  });
});

class Desk {
  kept: Readonly<Record<string, string>> = {};
  told: string[] = [];
  timers: (() => void)[] = [];
  readonly drafts = new Drafts({
    load: () => this.kept,
    save: (drafts) => (this.kept = drafts),
    tell: (sessionId, text) => this.told.push(`${sessionId}: ${text}`),
    after: (_ms, run) => {
      this.timers.push(run);
      return () => (this.timers = this.timers.filter((timer) => timer !== run));
    },
  });
}

test('a draft is kept with every key and told once when typing pauses', () => {
  const desk = new Desk();
  desk.drafts.show('s', '');
  desk.drafts.type('h');
  desk.drafts.type('hi');
  expect(desk.kept).toEqual({ s: 'hi' });
  expect(desk.told).toEqual([]);
  desk.timers.splice(0).forEach((run) => run());
  expect(desk.told).toEqual(['s: hi']);
});

test('another session has its own draft, and the one left behind is told at once', () => {
  const desk = new Desk();
  desk.drafts.show('s', '');
  desk.drafts.type('mine');
  desk.drafts.show('t', 'told before');
  expect(desk.told).toEqual(['s: mine']);
  expect(desk.drafts.text.value).toBe('told before');
  desk.drafts.show('s', 'old');
  expect(desk.drafts.text.value).toBe('mine');
});

test('a refused prompt comes back in front of what is being typed, in its own session', () => {
  const desk = new Desk();
  desk.drafts.show('s', '');
  desk.drafts.type('new words');
  desk.drafts.putBack('s', 'refused');
  desk.drafts.putBack('t', 'refused elsewhere');
  expect(desk.drafts.text.value).toBe('refused\n\nnew words');
  expect(desk.kept).toEqual({ s: 'refused\n\nnew words', t: 'refused elsewhere' });
});

test('an empty draft is forgotten', () => {
  const desk = new Desk();
  desk.drafts.show('s', '');
  desk.drafts.type('words');
  desk.drafts.type('');
  expect(desk.kept).toEqual({});
});
