/** Sessions as people meet them, for pictures: each scene gets a view and plays the host. */
export const now = Date.now();

export const agents = [
  { id: 'builtin', name: 'Holdfast' },
  { id: 'codex', name: 'Codex' },
  { id: 'claude', name: 'Claude Code' },
];
export const frame = { agents, trusted: true, sendKey: 'enter' };
export const commands = [
  { name: 'help', description: 'What this agent can do' },
  { name: 'run', description: 'Run a command in the workspace, after asking', hint: 'command' },
  { name: 'review', description: 'Review the changes that are not committed yet', hint: 'optional focus' },
  { name: 'compact', description: 'Shorten the memory of this session' },
];
export const head = {
  sessionId: 's1',
  title: 'Fix the retry logic',
  agent: agents[1],
  agentFixed: true,
  state: { kind: 'idle' },
  commands,
  queueHeld: false,
};
const builtinHead = { ...head, title: '', agent: agents[0], agentFixed: false };

export const text = (kind, text) => ({ kind, text });
const user = (id, words, state = 'done', more = {}) => ({ kind: 'user', id, content: [{ kind: 'text', text: words }], at: now - 60_000, state, origin: 'user', ...more });
const message = (id, words, speaker = 'agent') => ({ kind: 'message', id, speaker, content: [{ kind: 'text', text: words }], at: now - 50_000 });
const tool = (id, more) => ({
  kind: 'tool', id: `tool:${id}`, callId: id, title: 'Read src/retry.ts', toolKind: 'read', status: 'completed', content: [], locations: [], startedAt: now - 40_000, endedAt: now - 38_000, ...more,
});

const oldText = `import { wait } from './time';

export async function retry<T>(run: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === attempts) {
        throw error;
      }
      await wait(1000);
    }
  }
}
`;
const newText = oldText.replace('attempts = 3', 'attempts = 3, delayMs = 250').replace('await wait(1000);', '// Twice as long after each failure, so that a busy server can recover.\n      await wait(delayMs * 2 ** (attempt - 1));');

const answer = `The retry waits a **fixed second**, so all clients come back at the same moment. I would change two things:

1. Wait *twice as long* after each failure, starting at \`250 ms\`.
2. Give up on errors that cannot go away, such as [HTTP 400](https://example.com/400).

\`\`\`ts
export function isPermanent(error: unknown): boolean {
  // 4xx will not get better by asking again.
  return error instanceof HttpError && error.status < 500;
}
\`\`\`

| Case | Before | After |
|---|--:|--:|
| 1st retry | 1,000 ms | 250 ms |
| 3rd retry | 1,000 ms | 1,000 ms |

> The tests in \`test/retry.test.ts\` use a fake clock, so they stay quick.

See [src/retry.ts](src/retry.ts#L12) for the loop.`;

const conversation = [
  user('t1', 'The retry hammers our server when it is down. Can you make it back off, and not retry errors that are permanent?'),
  message('m0', 'I should look at the retry helper and who calls it.', 'thought'),
  tool('1', { locations: [{ path: '/home/me/project/src/retry.ts', line: 3 }] }),
  tool('2', { title: 'Search for “retry(”', toolKind: 'search', content: [{ kind: 'content', content: { kind: 'text', text: '4 matches in 3 files' } }] }),
  message('m1', answer),
];
const diffTool = tool('3', {
  title: 'Edit src/retry.ts', toolKind: 'edit', status: 'completed',
  locations: [{ path: '/home/me/project/src/retry.ts', line: 3 }],
  content: [{ kind: 'diff', path: '/home/me/project/src/retry.ts', oldText, newText }],
});
const plan = {
  kind: 'plan', id: 'plan',
  entries: [
    { content: 'Find every caller of the retry helper', priority: 'medium', status: 'completed' },
    { content: 'Back off exponentially, with a test on the fake clock', priority: 'high', status: 'in_progress' },
    { content: 'Do not retry permanent errors', priority: 'medium', status: 'pending' },
    { content: 'Say so in the change log', priority: 'low', status: 'pending' },
  ],
};
const question = (more = {}) => ({
  kind: 'question', id: 'q1', title: 'Run npm test -- test/retry.test.ts', toolCallId: '9',
  content: [], locations: [], rawInput: { command: 'npm test -- test/retry.test.ts --reporter=verbose', cwd: '/home/me/project', timeout: 120000 },
  options: [
    { id: 'a', name: 'Allow', kind: 'allow_once' },
    { id: 'b', name: 'Allow this command for this session', kind: 'allow_always' },
    { id: 'c', name: 'Reject', kind: 'reject_once' },
  ],
  state: { kind: 'open' }, at: now, ...more,
});
const terminal = {
  kind: 'terminal', id: 'terminal:x', truncated: false,
  output: '> project@1.0.0 test\n> vitest run test/retry.test.ts\n\n \u001b[32m✓\u001b[39m waits twice as long after each failure \u001b[2m3ms\u001b[22m\n \u001b[32m✓\u001b[39m gives up at once on a permanent error\n \u001b[31m✗\u001b[39m resets after a success\n',
};
const runTool = (status = 'in_progress') =>
  tool('9', { title: 'npm test -- test/retry.test.ts', toolKind: 'execute', status, startedAt: now - 8_000, endedAt: status === 'in_progress' ? undefined : now, rawInput: { command: 'npm test -- test/retry.test.ts' }, content: [{ kind: 'terminal', terminalId: 'x' }] });

/** What was interrupted five minutes ago, and what stands above the card. */
const interrupted = (way, reason = { kind: 'answering' }, by = 'shutdown', items = [...conversation.slice(0, 3), message('half', 'I found two places that')]) => (view) =>
  view.snapshot({
    frame, draft: '',
    head: { ...head, queueHeld: items.some(({ state }) => state === 'queued'), state: { kind: 'interrupted', turn: { turnId: 't1', reason, by, lastSignAt: now - 310_000, way } } },
    items: [...items.filter(({ state }) => state !== 'queued'), { kind: 'end', id: 'e1', turnId: 't1', at: now - 300_000, outcome: { kind: 'interrupted', by } }, ...items.filter(({ state }) => state === 'queued')],
  });
const elsewhere = (turn, wish) => (view) =>
  view.snapshot({ frame, head: { ...head, state: { kind: 'elsewhere', turn, wish } }, items: [...conversation.slice(0, 3), message('half', 'I found two places that')], draft: 'and then add a test for it' });

const stderr = ['Error: Cannot find module "./native/linux-x64.node"', '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)', '    at Object.<anonymous> (/home/me/.npm/_npx/codex-acp/index.js:12:9)', 'Node.js v24.21.0'];
const long = 'averyveryverylongwordwithoutanyplacetobreakit_'.repeat(6);

/** What each scene shows first. */
export const scenes = {
  empty: (view) => view.snapshot({ frame, head: builtinHead, items: [], draft: '' }),
  emptyAgent: (view) => view.snapshot({ frame, head: { ...builtinHead, agent: agents[2] }, items: [], draft: '' }),
  untrusted: (view) => view.snapshot({ frame: { ...frame, trusted: false }, head: builtinHead, items: [], draft: '' }),
  answer: (view) => view.snapshot({ frame, head: { ...head, usage: { used: 48_000, size: 200_000 } }, items: conversation, draft: '' }),
  streaming: async (view) => {
    const working = { ...head, state: { kind: 'working', since: now - 12_000, what: 'npm test -- test/retry.test.ts' } };
    await view.snapshot({ frame, head: working, items: [...conversation.slice(0, 3), message('m2', '')], draft: '' });
    for (const chunk of answer.slice(0, 560).match(/[\s\S]{1,17}/g)) {
      await view.delta([{ kind: 'append', id: 'm2', text: chunk }]);
    }
  },
  starting: (view) => view.snapshot({ frame, head: { ...head, state: { kind: 'starting', since: now - 14_000, slow: false } }, items: [user('t1', 'Hello there', 'sent')], draft: '' }),
  diff: (view) => view.snapshot({ frame, head, items: [conversation[0], plan, diffTool, runTool('completed'), terminal, message('m3', 'Done. All three tests pass.')], draft: '' }),
  running: (view) => view.snapshot({ frame, head: { ...head, state: { kind: 'working', since: now - 21_000, what: 'npm test' } }, items: [conversation[0], diffTool, runTool(), terminal], draft: '' }),
  permission: (view) => view.snapshot({ frame, head: { ...head, state: { kind: 'waitingForYou', since: now - 5_000 } }, items: [conversation[0], ...conversation.slice(2, 3), question()], draft: '' }),
  permissionDiff: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'waitingForYou', since: now - 95_000 } }, draft: '',
      items: [
        conversation[0],
        question({ id: 'q0', title: 'Read .env', state: { kind: 'answered', optionId: 'c', name: 'Reject' }, rawInput: { path: '.env' } }),
        question({ id: 'q3', title: 'Run rm -rf build', state: { kind: 'withdrawn' }, rawInput: undefined }),
        question({ id: 'q2', title: 'Edit src/retry.ts', rawInput: undefined, content: [{ kind: 'diff', path: '/home/me/project/src/retry.ts', oldText, newText }] }),
      ],
    }),
  failed: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'gone', failure: { kind: 'exited', exit: { code: 1 }, stderr } } }, draft: 'and then add a test for it',
      items: [user('t1', 'Make the retry back off', 'unknown'), { kind: 'end', id: 'e1', turnId: 't1', at: now, outcome: { kind: 'failed', failure: { kind: 'exited', exit: { code: 1 }, stderr } } }],
    }),
  notFound: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'gone', failure: { kind: 'commandNotFound', command: 'codex-acp', searched: ['/usr/local/bin', '/usr/bin'] } } }, draft: '', items: [],
    }),
  ends: (view) =>
    view.snapshot({
      frame, head, draft: '',
      items: [
        user('t1', 'First'), message('a', 'Half an ans'), { kind: 'end', id: 'e1', turnId: 't1', at: now, outcome: { kind: 'cancelled', late: false } },
        { kind: 'notice', id: 'n1', severity: 'warning', at: now, text: { kind: 'agent', title: 'You are close to your usage limit', description: 'It resets at 18:00.' } },
        { kind: 'notice', id: 'n2', severity: 'info', at: now, text: { kind: 'newAgentSession' } },
        user('t2', 'Second'), { kind: 'end', id: 'e2', turnId: 't2', at: now, outcome: { kind: 'interrupted', by: 'shutdown' } },
        tool('11', { status: 'failed', title: 'Fetch https://example.com/data.json', toolKind: 'fetch', content: [{ kind: 'content', content: { kind: 'text', text: 'getaddrinfo ENOTFOUND example.com' } }] }),
        tool('12', { status: 'cancelled', title: 'Delete build/', toolKind: 'delete' }),
        user('t3', 'Third'), { kind: 'end', id: 'e3', turnId: 't3', at: now, outcome: { kind: 'failed', failure: { kind: 'rpc', code: -32603, message: 'Internal error', detail: 'model overloaded' } } },
      ],
    }),
  queued: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'stopping', since: now - 6_000, force: 'byItself' }, queueHeld: true }, draft: '',
      items: [...conversation.slice(0, 3), user('t2', 'Then add a line to the change log', 'queued'), user('t3', `And tell me which of the callers are affected by this, with the file names ${long}`, 'queued')],
    }),
  waiting: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'queued', since: now - 6_000, running: 4 } }, draft: '',
      items: [...conversation.slice(0, 3), user('t2', 'Then add a line to the change log', 'queued')],
    }),
  longTurn: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'working', since: now - 1_870_000, what: 'npm test', attention: { kind: 'long' } } }, draft: '', items: conversation.slice(0, 3),
    }),
  repeating: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'working', since: now - 95_000, what: 'npm test', attention: { kind: 'repeating', what: 'npm test -- test/retry.test.ts', times: 6 } } }, draft: '',
      items: conversation.slice(0, 3),
    }),
  quietLong: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'working', since: now - 500_000, what: 'npm test', silence: { kind: 'long', since: now - 460_000, endsAfterMs: 900_000 } } }, draft: '',
      items: conversation.slice(0, 3),
    }),
  deaf: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'stopping', since: now - 6_000, force: 'byHand' } }, draft: '',
      items: [...conversation.slice(0, 3), user('t2', 'Then add a line to the change log', 'queued')],
    }),
  unknown: (view) =>
    view.snapshot({
      frame, head, draft: '',
      items: [user('t1', 'Make the retry back off', 'unknown'), { kind: 'end', id: 'e1', turnId: 't1', at: now, outcome: { kind: 'stalled', silentMs: 900_000 } }],
    }),
  interrupted: interrupted('resume'),
  interruptedTool: interrupted('resume', { kind: 'tool', title: 'npm test -- test/retry.test.ts', effect: 'unknown' }, 'crash', [conversation[0], diffTool, runTool('unfinished')]),
  interruptedRead: interrupted('resume', { kind: 'tool', title: 'Read src/retry.ts', effect: 'none' }),
  interruptedQuestion: interrupted('resume', { kind: 'question', title: 'Run npm test -- test/retry.test.ts' }, 'shutdown', [conversation[0], question({ state: { kind: 'withdrawn' } })]),
  interruptedUnsure: interrupted('resume', { kind: 'unsure' }, 'crash', [user('t1', 'Make the retry back off', 'unknown'), user('t2', 'Then add a line to the change log', 'queued')]),
  interruptedLong: interrupted('resume', { kind: 'tool', title: `npm run ${'averyveryverylongwordwithoutanyplacetobreakit_'.repeat(6)}`, effect: 'unknown' }),
  parked: interrupted('untrusted'),
  agentMissing: interrupted('agentMissing'),
  dismissed: interrupted('dismissed'),
  freshStart: interrupted('freshStart'),
  resumed: (view) =>
    view.snapshot({
      frame, draft: '', head: { ...head, state: { kind: 'working', since: now - 3_000, what: undefined } },
      items: [...conversation.slice(0, 3), message('half', 'I found two places that'), { kind: 'end', id: 'e1', turnId: 't1', at: now, outcome: { kind: 'interrupted', by: 'shutdown' } }, user('t2', 'The note', 'accepted', { origin: 'recovery' }), message('rest', 'The second place is the loop itself.')],
    }),
  accompanied: async (view) => {
    const note = '[Note from Holdfast, not written by the user] About 5 minutes ago, the editor window was closed or reloaded while you were working on the user’s last request.\n\nThe user now says something new.';
    await view.snapshot({
      frame, draft: '', head: { ...head, state: { kind: 'working', since: now - 3_000, what: undefined } },
      items: [...conversation.slice(0, 3), message('half', 'I found two places that'), { kind: 'end', id: 'e1', turnId: 't1', at: now, outcome: { kind: 'interrupted', by: 'shutdown' } }, user('t2', 'Leave that. What is a retry?', 'accepted', { note }), message('rest', 'A retry is one more try.')],
    });
    await view.settled();
    await view.page.getByRole('button', { name: 'Holdfast told the agent what had been interrupted' }).click();
  },
  elsewhere: elsewhere('none', 'none'),
  elsewhereRunning: elsewhere('running', 'none'),
  elsewhereAsked: elsewhere('running', 'asked'),
  elsewhereRefused: elsewhere('running', 'refused'),
  long: (view) =>
    view.snapshot({
      frame, head: { ...head, state: { kind: 'working', since: now - 4_000_000, what: `npm run ${long}` } }, draft: `A draft\nof several lines\n${long}`,
      items: [user('t1', `Look at ${long}`), message('a', `# ${long}\n\n- ${long}\n- \`${long}\`\n\n\`\`\`sh\n${long} ${long}\n\`\`\`\n\n| ${long} | b |\n|---|---|\n| ${long} | c |`), tool('13', { title: long, locations: [{ path: `/home/${long}/x.ts` }] }), question({ title: `Run ${long}`, rawInput: { command: long } })],
    }),
  commands: async (view) => {
    await view.snapshot({ frame, head, items: conversation, draft: '' });
    await view.settled();
    await view.page.getByRole('textbox', { name: 'Message' }).fill('/r');
  },
  scrolled: async (view) => {
    await view.snapshot({ frame, head: { ...head, state: { kind: 'working', since: now, what: undefined } }, items: [...conversation, { ...message('m9', answer) }], draft: '' });
    await view.settled();
    await view.page.mouse.move(200, 200);
    await view.page.mouse.wheel(0, -400);
  },
};
