/** Boards as people meet them, for pictures: each scene gets a page and plays the host. */
export const now = Date.now();
const minutes = 60_000;
const hours = 60 * minutes;

export const agents = [
  { id: 'builtin', name: 'Holdfast' },
  { id: 'codex', name: 'Codex' },
  { id: 'claude', name: 'Claude Code' },
];
export const frame = { agents, defaultAgent: 'Codex', trusted: true, dispatching: { mode: 'manual', by: 'nobody', running: 2, limit: 2 } };

export const card = (id, status, title, more = {}) => ({
  id, status, title, statusAt: now - 12 * minutes, createdAt: now - 60 * minutes, priority: 0, agent: 'Codex', attempts: 0, comments: 0, waitsFor: 0, diagnostics: [], ...more,
});
const long = 'averyveryverylongwordwithoutanyplacetobreakit_'.repeat(5);

export const cards = [
  card('t1', 'todo', 'Write the release notes', { waitsFor: 2 }),
  card('t2', 'todo', 'Remove the old retry helper', { waitsFor: 1, agent: 'Claude Code' }),
  card('t3', 'ready', 'Back off exponentially in the retry loop', { priority: 1, held: { kind: 'capacity', running: 2, limit: 2 } }),
  card('t4', 'ready', 'Update the dependency list', { held: { kind: 'cooldown', until: now + 4 * minutes }, attempts: 1, lastEnd: { outcome: 'rate_limited', detail: 'You have hit your usage limit.' } }),
  card('t5', 'ready', 'Explain the flaky test in test/session/anyOrder.test.ts', { statusAt: now - 2 * hours, held: { kind: 'manual' }, diagnostics: [{ rule: 'strandedInReady', severity: 'warning', facts: { since: now - 2 * hours }, actions: ['run', 'archive'] }] }),
  card('t6', 'running', 'Do not retry permanent errors', { attempts: 1, comments: 2, worker: { state: 'working', where: 'here', since: now - 7 * minutes, beatAt: now - 20_000, note: 'npm test -- test/retry.test.ts' }, sessionId: 's6' }),
  card('t7', 'running', 'Migrate the settings page to the new tokens', { attempts: 2, agent: 'Claude Code', worker: { state: 'working', where: 'here', since: now - 31 * minutes, beatAt: now - 50_000, waitingSince: now - 9 * minutes }, sessionId: 's7' }),
  card('t8', 'blocked', 'Sign the macOS build', { attempts: 1, statusAt: now - 3 * hours, block: { kind: 'needs_input', reason: 'I need the signing identity; which of the two certificates in the key chain is ours?' }, sessionId: 's8' }),
  card('t9', 'blocked', 'Make the integration tests pass on Windows', { attempts: 4, statusAt: now - 26 * hours, block: { kind: 'gave_up', reason: 'Gave up after 2 failed attempts: exit code 1: Error: spawn EPERM' }, diagnostics: [{ rule: 'cycling', severity: 'critical', facts: { count: 3, reasons: ['spawn EPERM', 'spawn EPERM again', 'the path is too long'] }, actions: ['unblock', 'edit', 'openTranscript'] }, { rule: 'stuckInBlocked', severity: 'warning', facts: { since: now - 26 * hours }, actions: ['unblock'] }], sessionId: 's9' }),
  card('t10', 'review', 'Speed up the start of the language server', { attempts: 1, statusAt: now - 40 * minutes, summary: 'The server loads its grammar lazily now; a start takes 45 ms instead of 210 ms. One test was changed, please look at it.', sessionId: 's10' }),
  card('t11', 'done', 'Fix the typo on the welcome page', { attempts: 1, statusAt: now - 5 * hours, summary: 'Fixed in package.nls.json.', sessionId: 's11' }),
  card('t12', 'done', 'Add a test for the empty board', { attempts: 3, statusAt: now - 49 * hours, summary: 'Added.' }),
];

export const detail = {
  card: cards[8],
  title: cards[8].title,
  prompt: 'The integration tests fail on Windows since we spawn agents through a shell.\n\nFind out why, and make them pass there without breaking them elsewhere. Do not skip any of them.',
  createdAt: now - 60 * hours, createdBy: 'person', artifacts: [],
  block: { at: now - 26 * hours, reason: 'Gave up after 2 failed attempts: exit code 1: Error: spawn EPERM\n    at ChildProcess.spawn (node:internal/child_process:421:11)' },
  blockReasons: ['spawn EPERM', 'spawn EPERM again'],
  parents: [{ id: 't11', title: 'Fix the typo on the welcome page', status: 'done' }],
  children: [{ id: 't1', title: 'Write the release notes', status: 'todo' }],
  comments: [
    { at: now - 30 * hours, by: 'person', text: 'Have a look at test/host/windowsMachine.test.ts, which fakes it.' },
    { at: now - 27 * hours, by: 'worker', text: 'The fake covers the path, not the permission.' },
  ],
  attempts: [
    { runId: 'r4', number: 4, startedAt: now - 27 * hours, endedAt: now - 26 * hours, outcome: 'crashed', detail: 'exit code 1: Error: spawn EPERM', transcript: 'there' },
    { runId: 'r3', number: 3, startedAt: now - 29 * hours, endedAt: now - 28 * hours, outcome: 'timed_out', detail: 'There was no activity for 15 min.', transcript: 'there' },
    { runId: 'r2', number: 2, startedAt: now - 40 * hours, endedAt: now - 39 * hours, outcome: 'blocked', detail: 'the path is too long', transcript: 'there' },
    { runId: 'r1', number: 1, startedAt: now - 50 * hours, endedAt: now - 50 * hours, outcome: 'spawn_failed', detail: 'codex-acp was not found', transcript: 'none' },
  ],
  history: [
    { seq: 90, at: now - 26 * hours, by: 'holdfast', what: { kind: 'ended', outcome: 'crashed', status: 'blocked', detail: 'exit code 1' } },
    { seq: 88, at: now - 27 * hours, by: 'person', what: { kind: 'claimed', attempt: 4 } },
    { seq: 70, at: now - 28 * hours, by: 'person', what: { kind: 'unblocked', comment: 'Try it with shell: false' } },
    { seq: 2, at: now - 60 * hours, by: 'person', what: { kind: 'created' } },
  ],
};

const show = (view, shown, more = {}) => view.numbered({ kind: 'snapshot', snapshot: { frame, cards: shown, ...more } });
const statuses = ['todo', 'ready', 'running', 'blocked', 'review', 'done', 'done', 'done'];
export const many = (count) =>
  Array.from({ length: count }, (_, index) => {
    const like = cards.find(({ status }) => status === statuses[index % statuses.length]);
    return { ...like, id: `m${index}`, title: `${like.title} (${index + 1})`, statusAt: now - index * minutes, diagnostics: index % 9 === 0 ? like.diagnostics : [] };
  });

export const scenes = {
  board: (view) => show(view, cards),
  empty: (view) => show(view, []),
  many: (view) => show(view, many(1000)),
  paused: (view) => show(view, cards, { frame: { ...frame, dispatching: { ...frame.dispatching, mode: 'auto', by: 'us', paused: { at: now } } } }),
  fault: (view) => show(view, cards, { frame: { ...frame, trusted: false, fault: 'The board’s file was changed by hand and could not be read: the last good state is shown, and the changed file is kept aside.' } }),
  hostile: (view) => show(view, [card('x1', 'ready', `<img src=x onerror=alert(1)> ${long}`), card('x2', 'blocked', 'שלום עולם', { block: { kind: 'untyped', reason: `${long} \u202e<b>bold</b>` } }), ...cards.slice(0, 3)]),
  rare: (view) => show(view, [...cards, card('r1', 'triage', 'Something that an agent noticed'), card('r2', 'scheduled', 'Nightly clean-up', { scheduledAt: now + 5 * hours })]),
  detail: async (view) => {
    await show(view, cards);
    await view.page.getByRole('button', { name: 'Make the integration tests pass on Windows', exact: true }).click();
    await view.numbered({ kind: 'delta', cards: [], detail });
  },
  menu: async (view) => {
    await show(view, cards);
    await view.page.getByRole('button', { name: 'Back off exponentially in the retry loop', exact: true }).focus();
    await view.page.keyboard.press('m');
  },
  form: async (view) => {
    await show(view, cards);
    await view.page.getByRole('button', { name: 'New Task', exact: true }).click();
    await view.page.getByLabel('Title').fill('Make the board quick with 1,000 cards');
    await view.page.getByRole('button', { name: 'Create task' }).click();
  },
};
