// The board's page alone, in a plain browser with a host played by the test: its manners with the keyboard, the focus, dragging, forms and
// what agents write.
import { rm } from 'node:fs/promises';
import { expect, test as base } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { Card } from '../../src/boardView/card';
import type { CardDetail } from '../../src/boardView/cardDetail';
import type { BoardFrame, BoardSnapshot } from '../../src/boardView/protocol';
import { bundleView, openBoard } from '../webview/harness/page.mjs';
import type { PlainBoard } from '../webview/harness/page.mjs';

const frame: BoardFrame = {
  agents: [{ id: 'codex', name: 'Codex' }],
  defaultAgent: 'Codex',
  trusted: true,
  dispatching: { mode: 'manual', by: 'nobody', running: 0, limit: 2 },
};

function card(id: string, status: Card['status'], title: string, more: Partial<Card> = {}): Card {
  const nothing = { createdAt: 0, priority: 0, attempts: 0, comments: 0, waitsFor: 0, diagnostics: [] };
  return { id, status, title, statusAt: Date.now(), agent: 'Codex', ...nothing, ...more };
}

const cards = [
  card('todo', 'todo', 'Waits', { waitsFor: 1 }),
  card('first', 'ready', 'First', { statusAt: 1 }),
  card('second', 'ready', 'Second', { statusAt: 2, held: { kind: 'capacity', running: 2, limit: 2 } }),
  card('blocked', 'blocked', 'Stuck', { block: { kind: 'needs_input', reason: 'Which key?' }, sessionId: 's' }),
];
const shown = (more: Partial<BoardSnapshot> = {}): { readonly kind: 'snapshot'; readonly snapshot: BoardSnapshot } => ({ kind: 'snapshot', snapshot: { frame, cards, ...more } });

function detailOf(of: Card, more: Partial<CardDetail> = {}): CardDetail {
  const nothing = { artifacts: [], blockReasons: [], parents: [], children: [], comments: [], attempts: [], history: [] };
  return { card: of, title: of.title, prompt: 'Do it.', createdAt: 1, createdBy: 'person', ...nothing, ...more };
}

const test = base.extend<{ board: PlainBoard; open: (options?: Parameters<typeof openBoard>[2]) => Promise<PlainBoard> }, { bundle: string }>({
  bundle: [
    async ({}, use) => {
      const folder = await bundleView('src/webview/board/main.tsx');
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  open: async ({ page, bundle }, use) => {
    const boards: PlainBoard[] = [];
    await use(async (options) => {
      const board = await openBoard(page, bundle, { width: 1300, ...options });
      boards.push(board);
      return board;
    });
    // The security policy refused nothing, and nothing threw.
    expect(boards.flatMap(({ problems }) => problems)).toEqual([]);
  },
  board: async ({ open }, use) => {
    const board = await open();
    await board.numbered(shown());
    await use(board);
  },
});

test('columns are named lists, cards articles whose state is words', async ({ board, page }) => {
  const ready = page.getByRole('region', { name: /^Ready/ });
  await expect(ready.getByRole('list', { name: /^Ready.*2 tasks/ }).getByRole('listitem')).toHaveCount(2);
  await expect(ready.getByRole('article', { name: 'Second' })).toContainText('held: 2 of 2 workers are busy');
  await ready.getByRole('button', { name: 'Run “Second” now' }).click();
  expect(await board.posted('act')).toEqual([{ kind: 'act', taskId: 'second', action: 'run' }]);
  await expect(page.getByRole('button', { name: 'Stuck', exact: true })).toHaveAccessibleDescription(/needs input: Which key\?/);
  await expect(page.getByRole('region', { name: /^Triage/ })).toHaveCount(0);
  expect(await board.tooWideBy()).toBe(0);
});

test('one card is a stop of Tab, and arrows go to the others', async ({ board, page }) => {
  const title = (name: string): Locator => page.getByRole('button', { name, exact: true });
  expect(await page.locator('.card-title[tabindex="0"]').count()).toBe(1);
  await title('Waits').focus();
  await page.keyboard.press('ArrowRight');
  await expect(title('First')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(title('Second')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(title('Stuck')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(title('First')).toBeFocused();
  expect(await page.locator('.card-title[tabindex="0"]').count()).toBe(1);
  await board.numbered({ kind: 'delta', cards: [card('first', 'blocked', 'First', { block: { kind: 'untyped', reason: 'No.' } })] });
  // It was drawn in another column, and still has the keyboard.
  await expect(page.getByRole('region', { name: /^Blocked/ }).getByRole('button', { name: 'First', exact: true })).toBeFocused();
});

test('a menu on the keyboard offers what can be done and where it can be moved, and leaves quietly', async ({ board, page }) => {
  await page.getByRole('button', { name: 'First', exact: true }).focus();
  await page.keyboard.press('m');
  const menu = page.getByRole('menu', { name: 'Actions for “First”' });
  await expect(menu.getByRole('menuitem', { name: 'Open', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'First', exact: true })).toBeFocused();
  expect(await board.posted('move')).toEqual([]);

  await page.keyboard.press('m');
  await menu.getByRole('group', { name: 'Move to' }).getByRole('menuitem', { name: /^Done/ }).click();
  expect(await board.posted('move')).toEqual([{ kind: 'move', taskId: 'first', to: 'done' }]);

  await expect(page.getByRole('button', { name: 'First', exact: true })).toBeFocused();
  await page.keyboard.press('m');
  await expect(menu.getByRole('menuitem', { name: 'Open', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await board.posted('act')).toEqual([{ kind: 'act', taskId: 'first', action: 'run' }]);
});

test('a card can be dragged to where it may go, and nowhere else', async ({ board, page }) => {
  const article = page.getByRole('article', { name: 'First' });
  await article.dragTo(page.getByRole('region', { name: /^Review/ }));
  await article.dragTo(page.getByRole('region', { name: /^Running/ }));
  expect(await board.posted('move')).toEqual([{ kind: 'move', taskId: 'first', to: 'running' }]);
});

test('an open card tells everything, its buttons do what they say, and Escape goes back to it', async ({ board, page }) => {
  await page.getByRole('button', { name: 'Stuck', exact: true }).press('Enter');
  expect(await board.posted('open')).toEqual([{ kind: 'open', taskId: 'blocked' }]);
  const stuck = cards[3] ?? card('blocked', 'blocked', 'Stuck');
  const attempts = [{ runId: 'r1', number: 1, startedAt: 1, endedAt: 2, outcome: 'blocked', detail: 'Which key?', transcript: 'there' }] as const;
  const history = [{ seq: 1, at: 1, by: 'person', what: { kind: 'created' } }] as const;
  await board.numbered({ kind: 'delta', cards: [], detail: detailOf(stuck, { attempts, history, block: { at: 1, reason: 'Which key?' } }) });
  const pane = page.getByRole('region', { name: 'Task: Stuck' });
  await expect(pane.getByRole('heading', { name: 'Stuck' })).toBeVisible();
  await expect(pane).toBeFocused();
  await expect(pane.getByRole('region', { name: 'Problems' })).toContainText('Which key?');
  await pane.getByRole('button', { name: 'Unblock…' }).click();
  expect(await board.posted('act')).toEqual([{ kind: 'act', taskId: 'blocked', action: 'unblock' }]);
  await pane.getByRole('button', { name: 'Open the transcript of attempt 1' }).click();
  expect(await board.posted('transcript')).toEqual([{ kind: 'transcript', taskId: 'blocked', runId: 'r1' }]);
  await pane.getByText('History').click();
  await expect(pane.getByText('Created', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pane).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Stuck', exact: true })).toBeFocused();
});

test('the keyboard stays in an open card whose buttons change: by what was pressed, or while the editor asks something', async ({ board, page }) => {
  const worker = { state: 'working', where: 'here', since: Date.now() } as const;
  const running = card('first', 'running', 'First', { worker });
  await board.numbered({ kind: 'delta', cards: [running] });
  await page.getByRole('button', { name: 'First', exact: true }).press('Enter');
  await board.numbered({ kind: 'delta', cards: [], detail: detailOf(running) });
  const pane = page.getByRole('region', { name: 'Task: First' });
  await pane.getByRole('button', { name: 'Stop' }).press('Enter');
  const ready = card('first', 'ready', 'First');
  await board.numbered({ kind: 'delta', cards: [ready], detail: detailOf(ready) });
  await expect(pane.getByRole('button', { name: 'Run Now' })).toBeVisible();
  await expect(pane).toBeFocused();
  // A change that takes nothing away leaves the keyboard where it is.
  await pane.getByRole('button', { name: 'Edit…' }).focus();
  const discussed = card('first', 'ready', 'First', { comments: 1 });
  await board.numbered({ kind: 'delta', cards: [discussed], detail: detailOf(discussed, { comments: [{ at: 1, by: 'person', text: 'Hm.' }] }) });
  await expect(pane.getByRole('region', { name: /^Comments/ })).toContainText('Hm.');
  await expect(pane.getByRole('button', { name: 'Edit…' })).toBeFocused();
});

test('who writes a task for an agent without a model is told while they write', async ({ open, page }) => {
  const board = await open();
  await board.numbered(shown({ frame: { ...frame, agents: [{ id: 'builtin', name: 'Built-in agent' }, ...frame.agents], defaultAgent: 'Built-in agent', commandsOnly: ['builtin', ''] } }));
  await page.getByRole('button', { name: 'New task' }).click();
  const hint = page.getByText('works only at commands', { exact: false });
  await expect(hint).toHaveCount(0);
  await page.getByLabel('What the agent should do').fill('Tidy up.');
  await expect(hint).toBeVisible();
  await page.getByLabel('Agent', { exact: true }).selectOption('codex');
  await expect(hint).toHaveCount(0);
  await page.getByLabel('Agent', { exact: true }).selectOption('builtin');
  await page.getByLabel('What the agent should do').fill('/run npm test');
  await expect(hint).toHaveCount(0);
});

test('a new task that is typed on while it is saved is one task, and what is new is an edit of it', async ({ board, page }) => {
  await page.getByRole('button', { name: 'New task' }).click();
  await page.getByLabel('Title').fill('Tidy up');
  const prompt = page.getByLabel('What the agent should do');
  await prompt.fill('Please.');
  await prompt.press('Control+Enter');
  const [asked] = await board.posted('create');
  await prompt.pressSequentially(' Now.');
  await board.send({ kind: 'ack', clientId: asked?.clientId ?? '', taskId: 'new' });
  await expect(page.getByRole('heading', { name: 'Edit task' })).toBeVisible();
  await expect(prompt).toBeFocused();
  await prompt.press('Control+Enter');
  expect(await board.posted('create')).toHaveLength(1);
  expect(await board.posted('edit')).toMatchObject([{ taskId: 'new', draft: { prompt: 'Please. Now.' }, was: { prompt: 'Please.' } }]);
});

test('a new task is kept while it is typed, also for the next life of the page, and said once', async ({ open, page }) => {
  const first = await open();
  await first.numbered(shown());
  await page.getByRole('button', { name: 'New task' }).click();
  await expect(page.getByLabel('Title')).toBeFocused();
  await page.keyboard.type('Tidy up');
  await page.getByRole('button', { name: 'Create task' }).click();
  await expect(page.getByRole('alert')).toHaveText('Say what the agent should do.');
  expect(await first.posted('create')).toEqual([]);
  await page.getByLabel('What the agent should do').fill('Please.');

  const second = await open({ state: await first.kept() });
  await second.numbered(shown());
  await page.getByRole('button', { name: 'New task' }).click();
  await expect(page.getByLabel('Title')).toHaveValue('Tidy up');
  await page.getByLabel('What the agent should do').press('Control+Enter');
  const [asked] = await second.posted('create');
  expect(asked).toMatchObject({ draft: { title: 'Tidy up', prompt: 'Please.', priority: 0 } });
  await second.send({ kind: 'refused', clientId: asked?.clientId ?? '', reason: 'The board is full.' });
  await expect(page.getByRole('alert')).toHaveText('The board is full.');
  await page.getByRole('button', { name: 'Create task' }).click();
  await second.send({ kind: 'ack', clientId: asked?.clientId ?? '', taskId: 'new' });
  await expect(page.getByLabel('Title')).toHaveCount(0);
  expect((await second.posted('create')).map(({ clientId }) => clientId)).toEqual([asked?.clientId, asked?.clientId]);
  expect(await second.kept()).toMatchObject({ forms: [] });
});

test('a card that was just made is named by its detail, which may come first', async ({ board, page }) => {
  await page.getByRole('button', { name: 'New task' }).click();
  await page.getByLabel('Title').fill('Brand new');
  await page.getByLabel('What the agent should do').fill('Do it.');
  await page.getByRole('button', { name: 'Create task' }).click();
  const [asked] = await board.posted('create');
  await board.send({ kind: 'ack', clientId: asked?.clientId ?? '', taskId: 'new' });
  const made = card('new', 'ready', 'Brand new');
  await board.numbered({ kind: 'delta', cards: [], detail: detailOf(made) });
  await expect(page.getByRole('region', { name: 'Task: Brand new' })).toBeVisible();
  await board.numbered({ kind: 'delta', cards: [made] });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Brand new', exact: true })).toBeFocused();
});

test('editing begins with what stands on the card, however late that comes', async ({ board, page }) => {
  await board.send({ kind: 'show', place: { kind: 'edit', taskId: 'first' } });
  await expect.poll(async () => board.posted('open')).toHaveLength(1);
  await board.numbered({ kind: 'delta', cards: [], detail: detailOf(cards[1] ?? card('first', 'ready', 'First'), { prompt: 'Line one.\nLine two.', agentId: 'codex' }) });
  await expect(page.getByLabel('What the agent should do')).toHaveValue('Line one.\nLine two.');
  await page.getByLabel('Agent', { exact: true }).selectOption('');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await board.posted('edit')).toMatchObject([{ taskId: 'first', draft: { title: 'First', prompt: 'Line one.\nLine two.' } }]);
  expect((await board.posted('edit'))[0]?.draft.agent).toBeUndefined();
});

test('what happens on the board takes no focus, and is told to screen readers', async ({ board, page }) => {
  await page.getByRole('button', { name: 'New task' }).focus();
  await board.numbered({ kind: 'delta', cards: [card('first', 'done', 'First'), card('new', 'ready', 'New one')] });
  await expect(page.getByRole('article', { name: 'New one' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New task' })).toBeFocused();
  await expect(page.locator('[aria-live=polite]')).toContainText('“First” is now Done');
});

test('a gap in the numbers asks for the whole again, with the card that is open', async ({ board, page }) => {
  await page.getByRole('button', { name: 'First', exact: true }).click();
  await board.send({ kind: 'delta', seq: 99, cards: [] });
  await expect.poll(async () => (await board.posted('ready')).at(-1)).toEqual({ kind: 'ready', taskId: 'first' });
});

test('what agents write is text, in either direction, and no wider than its card', async ({ open, page }) => {
  const board = await open({ width: 300, direction: 'rtl' });
  const word = 'x'.repeat(300);
  const hostile = '<img src=x onerror="document.title=\'broken\'"> **bold** [link](command:workbench.action.quit)';
  await board.numbered(shown({ cards: [card('a', 'blocked', `${hostile} ${word}`, { block: { kind: 'untyped', reason: `${hostile} ${word}` } })] }));
  await expect(page.getByRole('article')).toContainText('<img src=x');
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.getByRole('article').getByRole('link').count()).toBe(0);
  expect(await board.tooWideBy()).toBe(0);
});

test('high contrast and 300 px fit every part of the page', async ({ open, page }) => {
  const board = await open({ theme: 'highContrast', width: 300 });
  await board.numbered(shown());
  expect(await board.tooWideBy()).toBe(0);
  await page.getByRole('button', { name: 'First', exact: true }).click();
  await board.numbered({ kind: 'delta', cards: [], detail: detailOf(cards[1] ?? card('first', 'ready', 'First'), { prompt: 'y'.repeat(2_000) }) });
  await expect(page.getByRole('region', { name: 'Task: First' })).toBeVisible();
  expect(await board.tooWideBy()).toBe(0);
});
