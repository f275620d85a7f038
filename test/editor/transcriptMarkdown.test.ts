import { expect, test } from 'vitest';
import { transcriptMarkdown } from '../../src/editor/transcriptMarkdown';
import type { Item, UserItem } from '../../src/session/item';
import { english } from './english';

const head = { title: 'Fix *all* tests', agentName: 'Claude' };
const at = Date.UTC(2030, 0, 2, 3, 4, 5);

function markdown(...items: readonly Item[]): string {
  return transcriptMarkdown(head, items, english);
}

test('who said what, and when, can be read in order', () => {
  const text = markdown(
    { kind: 'user', id: '1', content: [{ kind: 'text', text: 'Please fix them.' }], at, state: 'done', origin: 'user' },
    { kind: 'message', id: '2', speaker: 'agent', content: [{ kind: 'text', text: '**Done.**' }], at },
  );
  expect(text).toBe(
    [
      '# Fix \\*all\\* tests',
      'Agent: Claude',
      '## You — 2030-01-02T03:04:05.000Z',
      'Please fix them.',
      '## Claude — 2030-01-02T03:04:05.000Z',
      '**Done.**\n',
    ].join('\n\n'),
  );
});

test('the output of a terminal stands with the tool call that shows it, and cannot leave its fence', () => {
  const text = markdown(
    { kind: 'terminal', id: 'terminal:t', output: '```\n# not a heading\n', truncated: false },
    {
      kind: 'tool',
      id: 'tool:c',
      callId: 'c',
      title: 'npm test',
      toolKind: 'execute',
      status: 'completed',
      content: [{ kind: 'terminal', terminalId: 't' }],
      locations: [{ path: '/a/b.ts', line: 3 }],
      startedAt: at,
    },
  );
  expect(text).toContain('### Tool: npm test — completed\n\n`/a/b.ts:3`\n\n````\n```\n# not a heading\n````');
});

test('a diff is told with its file', () => {
  const text = markdown({
    kind: 'tool',
    id: 'tool:c',
    callId: 'c',
    title: 'Edit',
    toolKind: 'edit',
    status: 'completed',
    content: [{ kind: 'diff', path: 'a.ts', oldText: 'old\n', newText: 'new\n' }],
    locations: [],
    startedAt: at,
  });
  expect(text).toContain('`a.ts`\n\n```diff\n-old\n+new\n```');
});

test('an end is said in words, and a plain one not at all', () => {
  expect(markdown({ kind: 'end', id: 'e', turnId: '1', outcome: { kind: 'cancelled', late: false }, at })).toContain('*Stopped by you.*');
  const plain = markdown({ kind: 'end', id: 'e', turnId: '1', outcome: { kind: 'answered', stopReason: 'end_turn', empty: false }, at });
  expect(plain).toBe('# Fix \\*all\\* tests\n\nAgent: Claude\n');
});

test('a title of several lines stays one heading', () => {
  expect(transcriptMarkdown({ title: 'a\n# b', agentName: 'x' }, [], english)).toContain('# a \\# b\n');
});

test('a prompt that did not arrive for certain says so, and one that did says nothing', () => {
  const asked = (state: UserItem['state']): string =>
    markdown({ kind: 'user', id: '1', content: [{ kind: 'text', text: 'Fix it.' }], at, state, origin: 'user' });
  expect(asked('queued')).toContain('Z\n\n*Not sent yet: it waits for its turn.*\n\nFix it.');
  expect(asked('sent')).toContain('*Sent, not confirmed by the agent yet.*');
  expect(asked('failed')).toContain('*This message failed.*');
  expect(asked('unknown')).toContain('*Claude did not confirm this message, so it may not have seen it.*');
  expect(asked('accepted')).toBe(asked('done'));
  expect(asked('done')).toContain('Z\n\nFix it.');
});

test('what the agent was told along with a prompt stands apart from what was typed', () => {
  const text = markdown({ kind: 'user', id: '1', content: [{ kind: 'text', text: 'What is a retry?' }], at, state: 'done', origin: 'user', note: '# A note' });
  expect(text).toContain('What is a retry?\n\n> Holdfast told the agent what had been interrupted\n\n```\n# A note\n```');
});

test('a tool without output has no empty block', () => {
  const text = markdown(
    { kind: 'terminal', id: 'terminal:t', output: '\n', truncated: false },
    {
      kind: 'tool',
      id: 'tool:c',
      callId: 'c',
      title: 'true',
      toolKind: 'execute',
      status: 'completed',
      content: [
        { kind: 'terminal', terminalId: 't' },
        { kind: 'content', content: { kind: 'text', text: '' } },
        { kind: 'content', content: { kind: 'text', text: '```console\n\n```' } },
      ],
      locations: [],
      startedAt: at,
    },
  );
  expect(text).toMatch(/### Tool: true — completed\n$/);
});
