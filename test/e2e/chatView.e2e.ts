// The chat view alone, in a plain browser with a host played by the test: its manners with focus, scrolling, keys and lost messages, which
// are slow or impossible to bring about in a whole VS Code.
import { rm } from 'node:fs/promises';
import { expect, test as base } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { Frame, SessionHead, Snapshot } from '../../src/chat/protocol';
import type { Item, QuestionItem } from '../../src/session/item';
import { bundleView, openView } from '../webview/harness/page.mjs';
import type { PlainView } from '../webview/harness/page.mjs';

const frame: Frame = { agents: [{ id: 'a', name: 'Codex' }, { id: 'b', name: 'Claude' }], trusted: true, sendKey: 'enter' };
const head: SessionHead = {
  sessionId: 's',
  title: '',
  agent: { id: 'a', name: 'Codex' },
  agentFixed: false,
  state: { kind: 'idle' },
  commands: [
    { name: 'help', description: 'What it can do' },
    { name: 'review', description: 'Look at changes', hint: 'focus' },
  ],
  queueHeld: false,
};
const working: SessionHead = { ...head, state: { kind: 'working', since: Date.now(), what: 'npm test' } };
const shown = (items: readonly Item[], change: Partial<Snapshot> = {}): Snapshot => ({ frame, head, items, draft: '', ...change });
const message = (id: string, text: string): Item => ({ kind: 'message', id, speaker: 'agent', content: [{ kind: 'text', text }], at: 0 });
const user = (id: string, text: string, state: 'queued' | 'done' = 'done'): Item => ({
  kind: 'user', id, content: [{ kind: 'text', text }], at: 0, state, origin: 'user',
});
const question: QuestionItem = {
  kind: 'question', id: 'q', title: 'npm test', toolKind: 'execute', content: [], locations: [], rawInput: { command: 'npm test -- --all' }, state: { kind: 'open' }, at: 0,
  options: [
    { id: 'no', name: 'Reject', kind: 'reject_once' },
    { id: 'ever', name: 'Allow all', kind: 'allow_always' },
    { id: 'yes', name: 'Allow', kind: 'allow_once' },
  ],
};
const long = (count: number): Item[] => Array.from({ length: count }, (_, n) => message(`m${n}`, `Message ${n}\n\nwith *two* paragraphs`));

const test = base.extend<{ view: PlainView; open: (options?: Parameters<typeof openView>[2]) => Promise<PlainView> }, { bundle: string }>({
  bundle: [
    async ({}, use) => {
      const folder = await bundleView();
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  open: async ({ page, bundle }, use) => {
    const views: PlainView[] = [];
    await use(async (options) => {
      const view = await openView(page, bundle, options);
      views.push(view);
      return view;
    });
    // The security policy refused nothing, and nothing threw.
    expect(views.flatMap((view) => view.problems)).toEqual([]);
  },
  view: async ({ open }, use) => use(await open()),
});

test.describe('the composer', () => {
  test('keeps a prompt until the host confirms it, and sends it again in the next life of the view', async ({ open, page }) => {
    const first = await open();
    await first.snapshot(shown([]));
    await page.getByRole('textbox', { name: 'Message' }).fill('do it');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('article', { name: 'You' })).toContainText('Sending…');
    const [sent] = await first.posted('prompt');
    expect(sent).toMatchObject({ sessionId: 's', text: 'do it' });

    const second = await open({ state: await first.kept() });
    await expect.poll(async () => second.posted('prompt')).toEqual([sent]);
    await second.snapshot(shown([user('t1', 'do it')]));
    await second.send({ kind: 'ack', clientId: sent?.clientId ?? '' });
    await expect(page.getByRole('article', { name: 'You' })).toHaveCount(1);
    expect(await second.kept()).toMatchObject({ outbox: [] });
  });

  test('gives a refused prompt back with the reason, in front of what was typed since', async ({ view, page }) => {
    await view.snapshot(shown([]));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('first');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await input.fill('second');
    const [sent] = await view.posted('prompt');
    await view.send({ kind: 'refused', clientId: sent?.clientId ?? '', reason: 'The disk is full.' });
    await expect(page.getByRole('alert')).toHaveText('The disk is full.');
    await expect(input).toHaveValue('first\n\nsecond');
    await input.press('End');
    await input.pressSequentially('!');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('sends by Enter or by Ctrl+Enter, as set, and makes a line of Shift+Enter', async ({ view, page }) => {
    await view.snapshot(shown([]));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('one');
    await input.press('Shift+Enter');
    await input.pressSequentially('two');
    await input.press('Enter');
    await view.snapshot(shown([], { frame: { ...frame, sendKey: 'ctrlEnter' } }));
    await view.settled();
    await input.fill('three');
    await input.press('Enter');
    await input.pressSequentially('four');
    await input.press('Control+Enter');
    expect((await view.posted('prompt')).map((prompt) => prompt.text)).toEqual(['one\ntwo', 'three\nfour']);
  });

  test('does not send while a character is composed', async ({ view, page }) => {
    await view.snapshot(shown([]));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('にほ');
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await view.posted('prompt')).toEqual([]);
    await expect(input).toHaveValue('にほ');
  });

  test('offers the agent’s commands to the keyboard, and Escape only closes the list', async ({ view, page }) => {
    await view.snapshot(shown([], { head: working }));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('/');
    const list = page.getByRole('listbox', { name: 'Commands' });
    await expect(list.getByRole('option')).toHaveCount(2);
    await input.press('ArrowDown');
    await expect(list.getByRole('option', { selected: true })).toContainText('/review');
    await input.press('Escape');
    await expect(list).toHaveCount(0);
    expect(await view.posted('stop')).toEqual([]);
    await input.fill('/re');
    await input.press('Enter');
    await expect(input).toHaveValue('/review ');
    expect(await view.posted('prompt')).toEqual([]);
  });

  test('stops the turn when Escape is pressed twice within a second; the first press only closes what is open', async ({ open, page }) => {
    await page.clock.install();
    const view = await open();
    await view.snapshot(shown([user('t1', 'go')], { head: working }));
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveAttribute('title', 'Stop (Escape twice)');
    await page.clock.pauseAt(Date.now() + 60_000);
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.press('Escape');
    await page.clock.runFor(1_100);
    await input.press('Escape');
    await input.press('x');
    await input.press('Escape');
    await input.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
    await input.press('Escape');
    await input.dispatchEvent('keydown', { key: 'Escape', repeat: true });
    expect(await view.posted('stop')).toEqual([]);
    await page.clock.resume();

    await input.fill('/');
    await expect(page.getByRole('listbox', { name: 'Commands' })).toBeVisible();
    await page.clock.pauseAt(Date.now() + 120_000);
    await input.press('Escape');
    expect(await view.posted('stop')).toEqual([]);
    await input.press('Escape');
    expect(await view.posted('stop')).toEqual([{ kind: 'stop', sessionId: 's' }]);
    await page.clock.resume();
    await expect(page.getByRole('listbox', { name: 'Commands' })).toHaveCount(0);
  });

  test('walks through the prompts of the session from the edge of the text', async ({ view, page }) => {
    await view.snapshot(shown([user('t1', 'first'), user('t2', 'second')]));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('typed');
    await input.press('Home');
    await input.press('ArrowUp');
    await expect(input).toHaveValue('second');
    await input.press('ArrowUp');
    await expect(input).toHaveValue('first');
    await input.press('End');
    await input.press('ArrowDown');
    await expect(input).toHaveValue('second');
    await input.press('ArrowDown');
    await expect(input).toHaveValue('typed');
  });

  test('takes text while the agent works, offers Stop, and Force stop when stopping takes long', async ({ view, page }) => {
    await view.snapshot(shown([user('t1', 'go')], { head: working }));
    await expect(page.getByRole('status')).toContainText('Working');
    await page.getByRole('textbox', { name: 'Message' }).fill('and then');
    await page.getByRole('textbox', { name: 'Message' }).press('Enter');
    expect(await view.posted('prompt')).toHaveLength(1);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    expect(await view.posted('stop')).toEqual([{ kind: 'stop', sessionId: 's' }]);
    await view.delta([], { ...head, state: { kind: 'stopping', since: Date.now(), force: 'byItself' } });
    await expect(page.getByRole('status')).toContainText('Stopping…');
    await page.getByRole('button', { name: 'Force stop' }).click();
    expect(await view.posted('forceStop')).toHaveLength(1);
  });

  test('tells the draft while it is typed, and shows what the host kept in the next life', async ({ open, page }) => {
    const first = await open();
    await first.snapshot(shown([]));
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially('half a thought');
    await expect.poll(async () => (await first.posted('draft')).at(-1)?.text).toBe('half a thought');
    expect((await first.posted('draft'))[0]?.text).toBe('h');
    const second = await open({ state: await first.kept() });
    await second.snapshot(shown([], { draft: 'half a thought, and more' }));
    await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought, and more');
  });

  test('gives a prompt that was refused while another session was shown back when its own is shown', async ({ view, page }) => {
    const other: SessionHead = { ...head, sessionId: 'other' };
    await view.snapshot(shown([]));
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('mine');
    await input.press('Enter');
    const [sent] = await view.posted('prompt');
    await view.snapshot(shown([], { head: other }));
    await view.send({ kind: 'refused', clientId: sent?.clientId ?? '', reason: 'The disk is full.' });
    await view.settled();
    await expect(input).toHaveValue('');
    await view.snapshot(shown([], { draft: 'typed there' }));
    await expect.poll(async () => (await view.posted('prompt')).length).toBeGreaterThan(2);
    await view.send({ kind: 'refused', clientId: sent?.clientId ?? '', reason: 'The disk is full.' });
    await expect(input).toHaveValue('mine\n\ntyped there');
  });

  test('lists queued prompts with Edit and Remove, and puts an edited one into the text', async ({ view, page }) => {
    await view.snapshot(shown([user('t1', 'go'), user('t2', 'later', 'queued')], { head: working }));
    const queue = page.getByRole('list', { name: 'Queued messages' });
    await expect(queue.getByRole('listitem')).toContainText('later');
    await expect(page.getByRole('article', { name: 'You' })).toHaveCount(1);
    await queue.getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('later');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    await queue.getByRole('button', { name: 'Remove' }).click();
    expect((await view.posted('withdraw')).map((withdrawn) => withdrawn.turnId)).toEqual(['t2', 't2']);
  });
});

test.describe('a permission request', () => {
  test('shows the exact command and the agent’s options in its order, with nothing chosen and no focus taken', async ({ view, page }) => {
    await view.snapshot(shown([], { head: working }));
    await page.getByRole('textbox', { name: 'Message' }).fill('typing');
    await view.delta([{ kind: 'put', item: question }], { ...head, state: { kind: 'waitingForYou', since: Date.now() } });
    const card = page.getByRole('group', { name: 'Permission request: npm test' });
    await expect(card).toContainText('npm test -- --all');
    await expect(card.getByRole('heading')).toHaveText('Run this command? npm test');
    await expect(card.getByRole('button')).toHaveText(['Reject', 'Allow all (always)', 'Allow']);
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    await page.keyboard.press('Enter');
    expect(await view.posted('answer')).toEqual([]);
  });

  test('says which answer lasts, unless the agent’s own name for it does', async ({ view, page }) => {
    const names = ['Allow all', 'Always allow', 'Allow for this Session', 'Yes, and don\'t ask again', 'Yes, and don’t ask again'];
    const options = names.map((name, n) => ({ id: `o${n}`, name, kind: 'allow_always' }));
    await view.snapshot(shown([{ ...question, options }], { head: working }));
    await expect(page.getByRole('group', { name: 'Permission request: npm test' }).getByRole('button')).toHaveText(['Allow all (always)', ...names.slice(1)]);
  });

  test('answered by keyboard puts the caret back into the composer, answered elsewhere leaves it alone', async ({ view, page }) => {
    await view.snapshot(shown([question], { head: { ...head, state: { kind: 'waitingForYou', since: Date.now() } } }));
    const card = page.getByRole('group', { name: 'Permission request: npm test' });
    await card.getByRole('button', { name: 'Allow', exact: true }).press('Enter');
    expect(await view.posted('answer')).toEqual([{ kind: 'answer', sessionId: 's', questionId: 'q', optionId: 'yes' }]);
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    await view.delta([{ kind: 'put', item: { ...question, state: { kind: 'answered', optionId: 'yes', name: 'Allow' } } }]);
    await expect(card).toContainText('Allowed once');
    await expect(card.getByRole('button')).toHaveCount(0);
    await view.delta([{ kind: 'put', item: { ...question, id: 'q2' } }]);
    await page.getByRole('log', { name: 'Conversation' }).focus();
    await view.delta([{ kind: 'put', item: { ...question, id: 'q2', state: { kind: 'withdrawn' } } }]);
    await expect(card.last()).toContainText('Withdrawn');
    await expect(page.getByRole('log', { name: 'Conversation' })).toBeFocused();
  });
});

test.describe('the conversation', () => {
  test('is followed at its end, and stays where the reader scrolled to', async ({ view, page }) => {
    await view.snapshot(shown(long(40), { head: working }));
    await expect.poll(async () => (await view.scrolled()).toEnd).toBeLessThan(2);
    await view.delta([{ kind: 'append', id: 'm39', text: '\n\nmore\n\nand more' }]);
    await view.settled();
    expect((await view.scrolled()).toEnd).toBeLessThan(2);

    await page.mouse.move(200, 200);
    await page.mouse.wheel(0, -300);
    const jump = page.getByRole('button', { name: 'Jump to latest' });
    await expect(jump).toBeVisible();
    await view.settled();
    const before = (await view.scrolled()).top;
    await view.delta([{ kind: 'append', id: 'm39', text: '\n\nstill more' }, { kind: 'put', item: message('m40', 'new') }]);
    await view.settled();
    expect(Math.abs((await view.scrolled()).top - before)).toBeLessThan(2);
    await jump.press('Enter');
    await expect.poll(async () => (await view.scrolled()).toEnd).toBeLessThan(2);
    await expect(jump).toHaveCount(0);
  });

  test('goes on being followed when the page moves by itself', async ({ view, page }) => {
    await view.snapshot(shown(long(40), { head: working }));
    await expect.poll(async () => (await view.scrolled()).toEnd).toBeLessThan(2);
    // As a browser does that keeps an anchor in place while something above it shrinks.
    await page.getByRole('log', { name: 'Conversation' }).evaluate((log) => (log.scrollTop -= 120));
    await expect.poll(async () => (await view.scrolled()).toEnd).toBeLessThan(2);
    await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
  });

  test('no longer follows when the reader opens a tool call', async ({ view, page }) => {
    const tool: Item = {
      kind: 'tool', id: 'tool:1', callId: '1', title: 'Read a.ts', toolKind: 'read', status: 'completed', startedAt: 0, endedAt: 2_000, locations: [],
      content: [{ kind: 'content', content: { kind: 'text', text: 'line\n\n'.repeat(60) } }],
    };
    await view.snapshot(shown([...long(10), tool], { head: working }));
    const group = page.getByRole('group', { name: 'Read a.ts' });
    await expect(group).toContainText('Done');
    await group.getByRole('button', { expanded: false }).click();
    await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  });

  test('leaves the output of a command open when it ends, until the next turn, and what was closed by hand closed', async ({ view, page }) => {
    const run = (id: string, status: 'in_progress' | 'completed'): Item => ({
      kind: 'tool', id, callId: id, title: `run ${id}`, toolKind: 'execute', status, startedAt: 0, locations: [],
      content: [{ kind: 'terminal', terminalId: id }],
      ...(status === 'completed' ? { endedAt: 2_000 } : {}),
    });
    const row = (id: string): Locator => page.getByRole('group', { name: `run ${id}` }).getByRole('button', { name: `run ${id}` });
    await view.snapshot(shown([user('t1', 'go'), run('a', 'in_progress'), run('b', 'in_progress'), run('c', 'completed')], { head: working }));
    await row('b').click();
    await view.delta([{ kind: 'put', item: run('a', 'completed') }, { kind: 'put', item: run('b', 'completed') }], head);
    await expect(page.getByRole('group', { name: 'run a' })).toContainText('Done');
    await expect(row('a')).toHaveAttribute('aria-expanded', 'true');
    await expect(row('b')).toHaveAttribute('aria-expanded', 'false');
    await expect(row('c')).toHaveAttribute('aria-expanded', 'false');
    await view.delta([{ kind: 'put', item: user('t2', 'later', 'queued') }]);
    await view.settled();
    await expect(row('a')).toHaveAttribute('aria-expanded', 'true');
    await view.delta([{ kind: 'put', item: user('t2', 'later') }], working);
    await expect(row('a')).toHaveAttribute('aria-expanded', 'false');
  });

  test('is followed again when what was opened is closed and the end is in sight', async ({ view, page }) => {
    const tool: Item = {
      kind: 'tool', id: 'tool:1', callId: '1', title: 'Read a.ts', toolKind: 'read', status: 'completed', startedAt: 0, endedAt: 2_000, locations: [],
      content: [{ kind: 'content', content: { kind: 'text', text: 'line\n\n'.repeat(60) } }],
    };
    await view.snapshot(shown([...long(10), tool], { head: working }));
    const row = page.getByRole('group', { name: 'Read a.ts' }).getByRole('button', { name: 'Read a.ts' });
    const jump = page.getByRole('button', { name: 'Jump to latest' });
    await row.click();
    await expect(jump).toBeVisible();
    await row.click();
    await expect(jump).toHaveCount(0);
    await view.snapshot(shown([tool], { head: { ...working, sessionId: 'short' } }));
    await row.click();
    await expect(row).toHaveAttribute('aria-expanded', 'true');
    await expect(jump).toHaveCount(0);
  });

  test('scrolls alone: the page itself is never higher than the window', async ({ view, page }) => {
    await view.snapshot(shown([...long(40), { kind: 'plan', id: 'p', entries: [{ content: 'Look', priority: 'high', status: 'pending' }] }], { head: working }));
    await view.settled();
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  });

  test('shows the end of a long session, and what stands before on demand, without losing the place', async ({ view, page }) => {
    await view.snapshot(shown(long(1_000)));
    await expect(page.getByText('Message 999')).toBeVisible();
    expect(await page.getByRole('article').count()).toBeLessThan(200);
    const earlier = page.getByRole('button', { name: 'Show earlier messages' });
    // By the keyboard: who goes there is not called back to the end.
    await earlier.focus();
    const first = page.getByText(/^Message 880$/);
    await expect(first).toBeVisible();
    await earlier.click();
    await view.settled();
    await expect(first).toBeInViewport();
    await expect(page.getByText(/^Message 760$/)).toHaveCount(1);
  });

  test('asks for a snapshot when a delta is missing', async ({ view, page }) => {
    await view.snapshot(shown([message('a', 'one')]));
    await view.send({ kind: 'delta', seq: 5, changes: [{ kind: 'append', id: 'a', text: ' three' }] });
    await expect.poll(async () => (await view.posted('ready')).length).toBe(2);
    await view.send({ kind: 'snapshot', seq: 9, snapshot: shown([message('a', 'one two three')]) });
    await expect(page.getByRole('article', { name: 'Codex' })).toHaveText(/one two three/);
  });

  test('draws streamed Markdown as it would have drawn it whole, and leaves closed blocks alone', async ({ view, page }) => {
    const text = '# Title\n\nA *paragraph*.\n\n3. three\n4. four\n   - inner\n\n```ts\nconst a = 1 < 2;\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 | 4 |\n\n> quoted\n\nThe end.';
    await view.snapshot(shown([message('whole', text), message('streamed', '')], { head: working }));
    const streamed = page.locator('.markdown').nth(1);
    const chunks = text.match(/[\s\S]{1,7}/g) ?? [];
    for (const chunk of chunks.slice(0, 8)) {
      await view.delta([{ kind: 'append', id: 'streamed', text: chunk }]);
    }
    await view.settled();
    const title = await streamed.locator('h1').elementHandle();
    for (const chunk of chunks.slice(8)) {
      await view.delta([{ kind: 'append', id: 'streamed', text: chunk }]);
    }
    await view.delta([], head);
    await view.settled();
    expect(await title?.isVisible()).toBe(true);
    await expect(streamed.locator('ol')).toHaveAttribute('start', '3');
    expect(await streamed.innerHTML()).toBe(await page.locator('.markdown').first().innerHTML());
  });

  test('opens links through the host, and drops those that would run something', async ({ view, page }) => {
    await view.snapshot(shown([message('a', '[web](https://example.com/) [file](src/a.ts#L12) [bad](command:quit) <script>x</script>')]));
    await page.getByRole('link', { name: 'web' }).click();
    await page.getByRole('link', { name: 'file' }).press('Enter');
    await expect(page.getByRole('link', { name: 'bad' })).toHaveCount(0);
    expect(await view.posted('openLink')).toEqual([{ kind: 'openLink', href: 'https://example.com/' }]);
    expect(await view.posted('openLocation')).toEqual([{ kind: 'openLocation', path: 'src/a.ts', line: 12 }]);
  });

  test('shows a terminal as it grows, its end only when it is long', async ({ view, page }) => {
    const tool: Item = {
      kind: 'tool', id: 'tool:1', callId: '1', title: 'npm test', toolKind: 'execute', status: 'in_progress', startedAt: Date.now(), locations: [],
      content: [{ kind: 'terminal', terminalId: 'x' }],
    };
    await view.snapshot(shown([tool], { head: working }));
    await view.delta([{ kind: 'put', item: { kind: 'terminal', id: 'terminal:x', output: 'begin\n', truncated: false } }]);
    await view.delta([{ kind: 'append', id: 'terminal:x', text: `${'line\n'.repeat(4_000)}\u001b[32mthe end\u001b[0m\n` }]);
    const output = page.getByLabel('Output');
    await expect(output).toContainText('the end');
    await expect(output).not.toContainText('begin');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(output).toContainText('begin');
  });

  test('says in an alert why the agent is gone, once, with ways on', async ({ view, page }) => {
    const failure = { kind: 'exited', exit: { code: 7 }, stderr: ['TypeError: no'] } as const;
    await view.snapshot(
      shown([user('t', 'go'), { kind: 'end', id: 'e', turnId: 't', at: 0, outcome: { kind: 'failed', failure } }], { head: { ...head, state: { kind: 'gone', failure } } }),
    );
    await expect(page.getByRole('alert')).toHaveCount(1);
    await expect(page.getByRole('alert')).toContainText('exit code 7');
    await expect(page.getByRole('alert')).toContainText('TypeError: no');
    await page.getByRole('button', { name: 'Restart agent' }).click();
    await page.getByRole('button', { name: 'Show log' }).click();
    expect((await view.posted('run')).map((run) => run.command)).toEqual(['restartAgent', 'showLog']);
  });

  test('tells a screen reader finished blocks, not every chunk', async ({ view, page }) => {
    await view.snapshot(shown([message('a', '')], { head: working }));
    await view.settled();
    await view.delta([{ kind: 'append', id: 'a', text: 'First block.\n\nSecond bl' }]);
    await expect(page.locator('[aria-live=polite]')).toHaveText('First block.');
    await expect(page.getByRole('log', { name: 'Conversation' })).toHaveAttribute('aria-live', 'off');
  });
});

test('an untrusted folder says why nothing is started, and how to change that', async ({ view, page }) => {
  await view.snapshot(shown([], { frame: { ...frame, trusted: false } }));
  await expect(page.getByText('not trusted')).toBeVisible();
  await page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
  expect(await view.posted('run')).toEqual([{ kind: 'run', command: 'manageTrust', sessionId: 's' }]);
  await view.snapshot(shown([]));
  await expect(page.getByRole('button', { name: 'Manage Workspace Trust' })).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Examples' })).toBeVisible();
});

test('an example fills the composer and sends nothing', async ({ view, page }) => {
  await view.snapshot(shown([]));
  await page.getByRole('list', { name: 'Examples' }).getByRole('button').first().click();
  await expect(page.getByRole('textbox', { name: 'Message' })).not.toHaveValue('');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  expect(await view.posted('prompt')).toEqual([]);
});

test('the agent can be chosen until the session has begun', async ({ view, page }) => {
  await view.snapshot(shown([]));
  await page.getByRole('combobox', { name: 'Agent' }).selectOption('Claude');
  expect(await view.posted('chooseAgent')).toEqual([{ kind: 'chooseAgent', sessionId: 's', agent: 'b' }]);
  await view.snapshot(shown([user('t', 'go')], { head: { ...head, agentFixed: true } }));
  await expect(page.getByRole('combobox', { name: 'Agent' })).toBeDisabled();
});

test('speaks the user’s language', async ({ open, page }) => {
  const view = await open({ language: 'de', bundle: { Message: 'Nachricht', Send: 'Senden', 'Jump to latest': 'Zum Ende' } });
  await view.snapshot(shown([]));
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Senden', exact: true })).toBeVisible();
});

for (const theme of ['light', 'highContrast'] as const) {
  test(`nothing is wider than 300 pixels, from left or from right (${theme})`, async ({ open }) => {
    const word = 'averylongwordwithoutanyplacetobreak_'.repeat(8);
    for (const direction of ['ltr', 'rtl'] as const) {
      const view = await open({ theme, width: 300, direction });
      const items = [user('t', word), message('m', `# ${word}\n\n- \`${word}\`\n\n\`\`\`\n${word}\n\`\`\`\n\n| ${word} |\n|---|\n| x |`), { ...question, title: word }];
      await view.snapshot(shown(items, { head: { ...head, state: { kind: 'working', since: 0, what: word } } }));
      await view.settled();
      expect(await view.tooWideBy()).toBe(0);
    }
  });
}
