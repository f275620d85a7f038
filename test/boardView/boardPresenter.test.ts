import { afterEach, expect, test } from 'vitest';
import { BoardPresenter } from '../../src/boardView/boardPresenter';
import type { WorkerSigns } from '../../src/boardView/card';
import type { BoardSurface } from '../../src/boardView/port';
import type { BoardHostMessage, BoardPageCommand } from '../../src/boardView/protocol';
import { english } from '../editor/english';
import { FakeClock } from '../fakes/fakeClock';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

class Page implements BoardSurface {
  posted: BoardHostMessage[] = [];
  acted: unknown[] = [];
  readonly warnings: string[] = [];
  readonly seen: string[] = [];
  readonly clock = new FakeClock();
  readonly board = new FakeTaskBoard();
  signs: WorkerSigns | undefined;
  #made = 0;
  readonly presenter = new BoardPresenter(
    {
      board: this.board,
      clock: this.clock,
      agents: () => ({ agents: [{ id: 'codex', name: 'Codex' }] }),
      cards: { agentName: (agent) => agent ?? 'Codex', signsOf: () => this.signs },
      trusted: () => true,
      seen: (taskId) => this.seen.push(taskId),
      newId: () => `new${(this.#made += 1)}`,
      translate: english,
      log: { warn: (message) => this.warnings.push(message) },
    },
    this,
  );

  post(message: BoardHostMessage): void {
    this.posted.push(message);
  }

  act(message: unknown): void {
    this.acted.push(message);
  }

  run(command: BoardPageCommand): void {
    this.acted.push(command);
  }

  /** What was posted since it was asked last. */
  heard(): readonly BoardHostMessage[] {
    return this.posted.splice(0);
  }

  ready(taskId?: string): Extract<BoardHostMessage, { kind: 'snapshot' }> {
    this.presenter.receive({ kind: 'ready', taskId });
    const [snapshot] = this.heard();
    if (snapshot?.kind !== 'snapshot') {
      throw new Error('There was no snapshot.');
    }
    return snapshot;
  }

  async deltas(): Promise<readonly Extract<BoardHostMessage, { kind: 'delta' }>[]> {
    await this.clock.tick(50);
    return this.heard().filter((message) => message.kind === 'delta');
  }
}

let page = new Page();

afterEach(() => {
  page.presenter.dispose();
  expect(page.clock.pending).toBe(0);
  page = new Page();
});

test('a page that is ready gets every card, and from then on only those that look different', async () => {
  page.board.adds('a');
  page.board.adds('b');
  const { seq, snapshot } = page.ready();
  expect(snapshot.cards.map(({ id }) => id)).toEqual(['a', 'b']);
  page.board.does({ kind: 'block', taskId: 'a', reason: 'No key.' });
  page.board.does({ kind: 'comment', taskId: 'a', text: 'Which one?' });
  const [delta, ...more] = await page.deltas();
  expect(more).toEqual([]);
  expect(delta?.seq).toBe(seq + 1);
  expect(delta?.cards).toMatchObject([{ id: 'a', status: 'blocked', comments: 1, block: { kind: 'untyped', reason: 'No key.' } }]);
});

test('a page that is not there is told nothing, and no timer waits for it', () => {
  page.board.adds('a');
  expect(page.heard()).toEqual([]);
  page.ready();
  page.presenter.hidden();
  page.board.adds('b');
  expect(page.heard()).toEqual([]);
  expect(page.clock.pending).toBe(0);
});

test('a child of a task that is done is drawn anew, because it waits no more', async () => {
  page.board.adds('parent');
  page.board.adds('child', { parents: ['parent'] });
  expect(page.ready().snapshot.cards).toMatchObject([{ waitsFor: 0 }, { id: 'child', status: 'todo', waitsFor: 1 }]);
  page.board.does({ kind: 'complete', taskId: 'parent', summary: 'Done.' });
  const [delta] = await page.deltas();
  expect(delta?.cards.find(({ id }) => id === 'child')).toMatchObject({ status: 'ready', waitsFor: 0 });
});

test('a new task is written once, however often the page asks for it', () => {
  page.ready();
  const asked = { kind: 'create', clientId: 'c1', draft: { title: 'Tidy up', prompt: 'Please tidy up.', priority: 1 } };
  page.presenter.receive(asked);
  page.presenter.receive(asked);
  expect(page.heard()).toEqual([
    { kind: 'ack', clientId: 'c1', taskId: 'new1' },
    { kind: 'ack', clientId: 'c1', taskId: 'new1' },
  ]);
  expect(page.board.store.board.tasks()).toMatchObject([{ id: 'new1', title: 'Tidy up', status: 'ready', priority: 1 }]);
});

test('what the board refuses comes back with its reason, and what the disk refuses too', () => {
  page.ready();
  page.presenter.receive({ kind: 'create', clientId: 'c1', draft: { title: ' ', prompt: 'x' } });
  page.board.fails = new Error('ENOSPC');
  page.presenter.receive({ kind: 'create', clientId: 'c2', draft: { title: 'T', prompt: 'x' } });
  expect(page.heard()).toEqual([
    { kind: 'refused', clientId: 'c1', reason: 'The task needs a title.' },
    { kind: 'refused', clientId: 'c2', reason: 'It could not be saved: ENOSPC' },
  ]);
});

test('an edit that leaves the agent empty takes it off the card', () => {
  page.board.adds('a', { agent: 'codex' });
  page.ready();
  page.presenter.receive({ kind: 'edit', clientId: 'c', taskId: 'a', draft: { title: 'Other', prompt: 'Do that.' } });
  expect(page.board.store.board.get('a')).toMatchObject({ title: 'Other', prompt: 'Do that.' });
  expect(page.board.store.board.get('a')?.agent).toBeUndefined();
});

test('an edit leaves alone what another window has changed since the form was opened, where the form did not', () => {
  page.board.adds('a', { agent: 'codex', prompt: 'Do this.' });
  page.ready();
  const was = { title: page.board.store.board.get('a')?.title ?? '', prompt: 'Do this.', agent: 'codex', priority: 0 };
  page.board.store.change({ kind: 'edit', by: { kind: 'person' }, taskId: 'a', prompt: 'Do that.', priority: 3, cleared: ['agent'] });
  page.presenter.receive({ kind: 'edit', clientId: 'c', taskId: 'a', draft: { ...was, title: 'Other' }, was });
  expect(page.board.store.board.get('a')).toMatchObject({ title: 'Other', prompt: 'Do that.', priority: 3 });
  expect(page.board.store.board.get('a')?.agent).toBeUndefined();
});

test('the open card is told in full, and again when something happens to it', async () => {
  page.board.adds('a', { prompt: 'Line one.\nLine two.' });
  page.board.adds('b');
  page.ready();
  page.presenter.receive({ kind: 'open', taskId: 'a' });
  expect(page.heard()).toMatchObject([{ kind: 'delta', cards: [], detail: { prompt: 'Line one.\nLine two.', history: [{ what: { kind: 'created' } }] } }]);
  page.board.does({ kind: 'comment', taskId: 'b', text: 'Elsewhere.' });
  expect((await page.deltas()).map(({ detail }) => detail)).toEqual([undefined]);
  const runId = page.board.claims('a');
  page.board.does({ kind: 'bind', taskId: 'a', runId, sessionId: 'session-1', by: { kind: 'holdfast' } });
  const [delta] = await page.deltas();
  expect(delta?.detail).toMatchObject({ attempts: [{ number: 1, transcript: 'there' }], history: [{ what: { kind: 'claimed' } }, { what: { kind: 'created' } }] });
  expect(page.board.historyReads).toBe(1);
});

test('a page that comes back gets the card that was open with its snapshot', () => {
  page.board.adds('a');
  expect(page.ready('a').snapshot.detail?.title).toBe('Task a');
  expect(page.presenter.openTaskId).toBe('a');
  expect(page.seen).toEqual(['a']);
  expect(page.ready().snapshot.detail).toBeUndefined();
});

test('what no event tells is drawn when it becomes known, and looked for once a minute', async () => {
  page.board.adds('a');
  page.ready();
  page.board.held.set('a', { kind: 'capacity', running: 2, limit: 2 });
  page.board.dispatch = { ...page.board.dispatch, running: 2 };
  page.board.becomesKnown();
  const [delta] = await page.deltas();
  expect(delta).toMatchObject({ cards: [{ id: 'a', held: { kind: 'capacity' } }], frame: { dispatching: { running: 2 } } });
  page.board.wrong.set('a', [{ rule: 'strandedInReady', severity: 'warning', facts: { since: 0 }, actions: ['run'] }]);
  await page.clock.tick(60_000);
  expect(page.heard()).toMatchObject([{ kind: 'delta', cards: [{ id: 'a', diagnostics: [{ rule: 'strandedInReady' }] }] }]);
});

test('a worker that falls silent is said to be quiet, without an event of the board', async () => {
  page.board.adds('a');
  const runId = page.board.claims('a');
  page.board.does({ kind: 'bind', by: { kind: 'holdfast' }, taskId: 'a', runId, sessionId: 'session' });
  page.ready();
  page.signs = { quietSince: 7 };
  page.presenter.touch('a');
  expect((await page.deltas()).flatMap(({ cards }) => cards)).toMatchObject([{ id: 'a', worker: { quietSince: 7 } }]);
});

test('a worker that asks something needs you at once, and no longer when it was answered, whatever the board has heard', async () => {
  page.board.adds('a');
  const runId = page.board.claims('a');
  page.board.does({ kind: 'bind', by: { kind: 'holdfast' }, taskId: 'a', runId, sessionId: 'session' });
  page.ready();
  page.signs = { waitingSince: 7 };
  page.presenter.touch('a');
  expect((await page.deltas()).flatMap(({ cards }) => cards)).toMatchObject([{ id: 'a', worker: { waitingSince: 7 } }]);
  page.board.does({ kind: 'beat', by: { kind: 'holdfast' }, taskId: 'a', runId, ttlMs: 900_000, waiting: 'person' });
  page.signs = {};
  page.presenter.touch('a');
  expect((await page.deltas()).flatMap(({ cards }) => cards).at(-1)?.worker).not.toHaveProperty('waitingSince');
});

test('where the user wants to be is shown as soon as the page is there, once', () => {
  page.board.adds('a');
  page.presenter.show({ kind: 'card', taskId: 'a' });
  expect(page.heard()).toEqual([]);
  page.presenter.receive({ kind: 'ready' });
  expect(page.heard().at(-1)).toEqual({ kind: 'show', place: { kind: 'card', taskId: 'a' } });
  page.presenter.receive({ kind: 'ready' });
  expect(page.heard().map(({ kind }) => kind)).toEqual(['snapshot']);
});

test('moves and actions are left to the editor, which asks where something is missing', () => {
  page.board.adds('a');
  page.ready();
  page.presenter.receive({ kind: 'move', taskId: 'a', to: 'running' });
  page.presenter.receive({ kind: 'act', taskId: 'a', action: 'block' });
  page.presenter.receive({ kind: 'run', command: 'pauseBoard' });
  expect(page.acted).toEqual([{ kind: 'move', taskId: 'a', to: 'running' }, { kind: 'act', taskId: 'a', action: 'block' }, 'pauseBoard']);
});

test.each([
  [undefined],
  ['ready'],
  [{ kind: 'constructor' }],
  [{ kind: 'move', taskId: 'a', to: 'nowhere' }],
  [{ kind: 'move', taskId: '../a', to: 'done' }],
  [{ kind: 'act', taskId: 'a', action: 'format' }],
  [{ kind: 'run', command: 'workbench.action.quit' }],
  [{ kind: 'create', clientId: 'c', draft: { title: 'T' } }],
  [{ kind: 'comment', clientId: 'c', taskId: 'a', text: 'x'.repeat(300_000) }],
])('what is no message is dropped and noted: %o', (raw) => {
  page.board.adds('a');
  page.ready();
  page.presenter.receive(raw);
  expect(page.heard()).toEqual([]);
  expect(page.acted).toEqual([]);
  expect(page.warnings).toHaveLength(1);
});
