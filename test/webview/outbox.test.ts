import { expect, test } from 'vitest';
import { readState } from '../../src/webview/bridge';
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
  expect(readState(undefined)).toEqual({ outbox: [] });
  expect(readState({ drafts: { a: 'of an earlier version' }, outbox: [entry('a'), { clientId: 1 }, null] })).toEqual({ outbox: [entry('a')] });
});
