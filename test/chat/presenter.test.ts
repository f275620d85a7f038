import { beforeEach, describe, expect, test } from 'vitest';
import { readLink } from '../../src/chat/link';
import { Presenter } from '../../src/chat/presenter';
import type { HostMessage } from '../../src/chat/protocol';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;
let posted: HostMessage[];
let done: string[];
let trusted: boolean;
let starting: boolean;
let presenter: Presenter;

function present(sessionId?: string): Presenter {
  const drafts = new Map<string, string>();
  return new Presenter(
    {
      sessions: house.sessions,
      clock: house.clock,
      agents: () => [
        { id: 'builtin', name: 'Holdfast' },
        { id: 'other', name: 'Other' },
      ],
      interruptions: { resume: () => ({ kind: 'refused', why: 'changed' }), dismiss: () => undefined, undoDismiss: () => undefined },
      onSeen: () => undefined,
      starting: () => starting,
      tell: () => undefined,
      trusted: () => trusted,
      sendKey: () => 'enter',
      drafts: { get: (id) => drafts.get(id) ?? '', set: (id, text) => void drafts.set(id, text) },
      translate: (text, ...args) => text.replace(/\{(\d)\}/g, (_, n: string) => String(args[Number(n)])),
      log: { warn: (message) => void done.push(`warn: ${message}`) },
    },
    {
      post: (message) => void posted.push(message),
      openLocation: (path, line, cwd) => void done.push(`open ${path}:${line ?? '-'} in ${cwd}`),
      openDiff: (diff) => void done.push(`diff ${diff.path}: ${diff.oldText ?? '(new)'} → ${diff.newText}`),
      openLink: (href) => void done.push(`link ${href}`),
      copy: (text) => void done.push(`copy ${text}`),
      run: (command) => void done.push(`run ${command}`),
    },
    sessionId,
  );
}

beforeEach(() => {
  house = new SessionHarness();
  posted = [];
  done = [];
  trusted = true;
  starting = false;
  presenter = present();
});

function send(text: string, clientId = 'client-a'): void {
  presenter.receive({ kind: 'prompt', clientId, sessionId: presenter.sessionId, text });
}

test('a view whose session can no longer be read begins with a new one, and says why in the log', async () => {
  send('Hello');
  await house.clock.tick(16);
  const later = new SessionHarness(house.store);
  later.store.open = () => {
    throw new Error('A folder is in the way.');
  };
  const { sessionId } = presenter;
  house = later;
  const next = present(sessionId);
  expect(next.sessionId).not.toBe(sessionId);
  expect(done).toEqual([expect.stringMatching(/^warn: .*A folder is in the way\./)]);
  expect(later.connector.requests).toEqual([]);
});

test('a new life of the view gets a snapshot, then numbered deltas, one per frame', async () => {
  presenter.receive({ kind: 'ready' });
  expect(posted).toMatchObject([{ kind: 'snapshot', seq: 1, snapshot: { items: [], draft: '', head: { title: '', agentFixed: false } } }]);
  send('Hello');
  await house.clock.tick(16);
  for (const word of ['a', 'b', 'c', 'd']) {
    house.connector.last.say(word);
  }
  await house.clock.tick(0);
  await house.clock.tick(16);
  const deltas = posted.filter((message) => message.kind === 'delta');
  expect(deltas.map(({ seq }) => seq)).toEqual([2, 3]);
  expect(deltas[1]?.changes.filter(({ kind }) => kind !== 'put')).toEqual([{ kind: 'append', id: expect.any(String) as string, text: 'bcd' }]);
  expect(posted.filter(({ kind }) => kind === 'ack')).toEqual([{ kind: 'ack', clientId: 'client-a' }]);
  house.connector.last.answer();
  await house.clock.tick(16);
  presenter.dispose();
  expect(house.clock.pending).toBe(0);
});

test('a view that missed deltas while hidden gets the whole picture when it comes back', async () => {
  presenter.receive({ kind: 'ready' });
  send('Hello');
  await house.clock.tick(16);
  presenter.hidden();
  const before = posted.length;
  house.connector.last.say('unseen');
  house.connector.last.answer();
  await house.clock.tick(100);
  expect(posted).toHaveLength(before);
  presenter.receive({ kind: 'ready' });
  const last = posted.at(-1);
  expect(last?.kind === 'snapshot' && outline(last.snapshot.items)).toEqual(['you: Hello [done]', 'agent: unseen']);
});

test('a prompt sent again after a lost acknowledgement is acknowledged again and taken once', async () => {
  presenter.receive({ kind: 'ready' });
  send('Hello');
  send('Hello');
  await house.clock.tick(16);
  expect(posted.filter(({ kind }) => kind === 'ack')).toHaveLength(2);
  expect(house.connector.last.prompts).toHaveLength(1);
});

test('a prompt that the view sends again after a restart finds its session, although nothing was on disk', async () => {
  const sessionId = 'remembered-by-the-view';
  presenter.receive({ kind: 'prompt', clientId: 'c', sessionId, text: 'Hello' });
  await house.clock.tick(0);
  expect(house.sessions.summaries().map(({ id }) => id)).toEqual([sessionId]);
});

test('in an untrusted folder a prompt is refused with the reason, and nothing is started', () => {
  trusted = false;
  presenter.receive({ kind: 'ready' });
  send('Hello');
  expect(posted.at(-1)).toMatchObject({ kind: 'refused', clientId: 'client-a', reason: expect.stringContaining('trusted') as string });
  expect(house.connector.requests).toEqual([]);
  trusted = true;
  presenter.frameChanged();
});

test('a prompt that the disk refuses comes back with the reason', () => {
  house.store.fails = new Error('No space left.');
  send('Hello');
  expect(posted.at(-1)).toMatchObject({ kind: 'refused', reason: 'The message could not be saved, so it was not sent: No space left.' });
});

test('a prompt for a session that another window has comes back; while that may be the closing predecessor it is left to be said again', async () => {
  send('Hello', 'first');
  await house.clock.tick(0);
  const successor = new SessionHarness(house.store, { leases: house.leases, window: 'successor', clock: house.clock });
  const { sessionId } = presenter;
  const predecessor = house;
  house = successor;
  starting = true;
  presenter = present(sessionId);
  posted = [];
  send('And then');
  expect(posted).toEqual([]);
  predecessor.sessions.interruptAll();
  predecessor.leases.die(predecessor.window);
  send('And then');
  expect(posted).toEqual([{ kind: 'ack', clientId: 'client-a' }]);
  await house.clock.tick(0);
  expect(successor.connector.last.prompts).toHaveLength(1);

  successor.sessions.interruptAll();
  starting = false;
  house = new SessionHarness(house.store, { leases: house.leases, window: 'another', clock: house.clock });
  presenter = present(sessionId);
  send('And now', 'other');
  expect(posted.at(-1)).toMatchObject({ kind: 'refused', clientId: 'other', reason: expect.stringContaining('another window') as string });
});

test('a prompt takes its own text out of the drafts, and nothing that was typed since', () => {
  const draft = (text: string): void => presenter.receive({ kind: 'draft', sessionId: presenter.sessionId, text });
  const shownDraft = (): string | undefined => {
    presenter.receive({ kind: 'ready' });
    const last = posted.at(-1);
    return last?.kind === 'snapshot' ? last.snapshot.draft : undefined;
  };
  draft('Hello');
  send('Hello');
  expect(shownDraft()).toBe('');
  draft('and then');
  send('Hello');
  expect(shownDraft()).toBe('and then');
});

test('a draft is kept per session and comes with the snapshot', () => {
  presenter.receive({ kind: 'draft', sessionId: presenter.sessionId, text: 'half a thou' });
  presenter.receive({ kind: 'ready' });
  expect(posted).toMatchObject([{ kind: 'snapshot', snapshot: { draft: 'half a thou' } }]);
});

test('the agent can be chosen until the first prompt', async () => {
  presenter.receive({ kind: 'chooseAgent', sessionId: presenter.sessionId, agent: 'other' });
  presenter.receive({ kind: 'chooseAgent', sessionId: presenter.sessionId, agent: 'nobody' });
  send('Hello');
  presenter.receive({ kind: 'chooseAgent', sessionId: presenter.sessionId, agent: 'builtin' });
  await house.clock.tick(0);
  expect(house.connector.requests).toMatchObject([{ agent: 'other' }]);
});

test('showing another session switches the picture and keeps the first one running', async () => {
  presenter.receive({ kind: 'ready' });
  send('one');
  await house.clock.tick(16);
  const first = presenter.sessionId;
  presenter.showNew();
  expect(posted.at(-1)).toMatchObject({ kind: 'snapshot', snapshot: { items: [] } });
  house.connector.last.say('still here');
  await house.clock.tick(16);
  expect(posted.at(-1)).toMatchObject({ kind: 'snapshot' });
  presenter.show(first);
  expect(posted.at(-1)).toMatchObject({ kind: 'snapshot', snapshot: { head: { title: 'one', state: { kind: 'working' } } } });
});

test('a diff of a tool call is opened by its place', async () => {
  const session = await house.asked();
  presenter.show(session.id);
  const content = [
    { kind: 'content', content: { kind: 'text', text: 'x' } },
    { kind: 'diff', path: '/folder/a.ts', oldText: 'old', newText: 'new' },
  ] as const;
  house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', content } });
  await house.clock.tick(0);
  presenter.receive({ kind: 'openDiff', sessionId: session.id, itemId: 'tool:t', index: 1 });
  presenter.receive({ kind: 'openDiff', sessionId: session.id, itemId: 'tool:t', index: 0 });
  expect(done).toEqual(['diff /folder/a.ts: old → new']);
});

test('what is no message is dropped with a line in the log', () => {
  for (const junk of [undefined, 7, {}, { kind: 'nonsense' }, { kind: 'constructor' }, { kind: 'stop', sessionId: '../../etc' }, { kind: 'run', command: 'rm', sessionId: presenter.sessionId }]) {
    presenter.receive(junk);
  }
  expect(done).toHaveLength(7);
  expect(posted).toEqual([]);
});

describe('a link', () => {
  test.each([
    ['https://example.com/a', { kind: 'address', href: 'https://example.com/a' }],
    ['file:///a/b%20c.ts#L12', { kind: 'file', path: '/a/b c.ts', line: 12 }],
    ['file:///c:/a.ts', { kind: 'file', path: 'c:/a.ts' }],
    ['src/a.ts:12', { kind: 'file', path: 'src/a.ts', line: 12 }],
    ['src/a.ts:12:5', { kind: 'file', path: 'src/a.ts', line: 12 }],
    ['/a/b.ts#L3-L9', { kind: 'file', path: '/a/b.ts', line: 3 }],
    ['README.md', { kind: 'file', path: 'README.md' }],
    ['C:\\a\\b.ts', { kind: 'file', path: 'C:\\a\\b.ts' }],
    ['command:workbench.action.quit', undefined],
    ['javascript:alert(1)', undefined],
    ['vscode://x/y', undefined],
    ['data:text/html,x', undefined],
    ['#section', undefined],
    ['', undefined],
  ])('%s leads where it may', (href, target) => {
    expect(readLink(href)).toEqual(target);
  });
});

test('a reloaded window shows the session that the view remembers', async () => {
  const session = await house.asked('Remember me');
  const again = present(session.id);
  expect(again.title).toBe('Remember me');
  expect(again.sessionId).toBe(session.id);
  expect(ask(session, 'x')).toMatchObject({ kind: 'accepted' });
});
