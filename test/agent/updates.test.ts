import { describe, expect, test } from 'vitest';
import { toAgentUpdates } from '../../src/agent/updates';
import { readSessionUpdate } from '../../src/wire/acpUpdate';

/** As it comes over the wire. */
const told = (update: object): readonly unknown[] => toAgentUpdates(readSessionUpdate(update, 'update'));

describe('messages', () => {
  test.each([
    ['agent_message_chunk', 'agent'],
    ['agent_thought_chunk', 'thought'],
    ['user_message_chunk', 'user'],
  ])('%s is spoken by the %s', (sessionUpdate, speaker) => {
    const content = { type: 'text', text: 'Hi' };
    expect(told({ sessionUpdate, content })).toEqual([{ kind: 'message', speaker, content: { kind: 'text', text: 'Hi' } }]);
    expect(told({ sessionUpdate, content, messageId: 'm1' })).toMatchObject([{ messageId: 'm1' }]);
  });

  test('of kinds that nobody knows keep what they carry', () => {
    const content = { type: 'hologram', data: 42 };
    expect(told({ sessionUpdate: 'agent_message_chunk', content })).toEqual([
      { kind: 'message', speaker: 'agent', content: { kind: 'unknown', type: 'hologram', raw: content } },
    ]);
  });
});

describe('tool calls', () => {
  test('with everything', () => {
    expect(
      told({
        sessionUpdate: 'tool_call',
        toolCallId: 't1',
        title: 'Edit a.ts',
        kind: 'edit',
        status: 'in_progress',
        content: [
          { type: 'diff', path: '/w/a.ts', oldText: null, newText: 'new' },
          { type: 'content', content: { type: 'text', text: 'done' } },
          { type: 'terminal', terminalId: 'term' },
          { type: 'chart', points: [] },
        ],
        locations: [
          { path: '/w/a.ts', line: 3 },
          { path: '/w/b.ts', line: 0 },
          { path: '/w/c.ts', line: null },
        ],
        rawInput: { a: 1 },
        rawOutput: 'out',
      }),
    ).toEqual([
      {
        kind: 'tool',
        tool: {
          callId: 't1',
          title: 'Edit a.ts',
          toolKind: 'edit',
          status: 'in_progress',
          content: [
            { kind: 'diff', path: '/w/a.ts', newText: 'new' },
            { kind: 'content', content: { kind: 'text', text: 'done' } },
            { kind: 'terminal', terminalId: 'term' },
            { kind: 'unknown', type: 'chart', raw: { type: 'chart', points: [] } },
          ],
          locations: [{ path: '/w/a.ts', line: 3 }, { path: '/w/b.ts' }, { path: '/w/c.ts' }],
          rawInput: { a: 1 },
          rawOutput: 'out',
        },
      },
    ]);
  });

  test('that were never announced are patches like any other, and say nothing that was not said', () => {
    expect(told({ sessionUpdate: 'tool_call_update', toolCallId: 't9', status: 'completed' })).toEqual([
      { kind: 'tool', tool: { callId: 't9', status: 'completed' } },
    ]);
  });

  test('with bad fields lose only those', () => {
    expect(told({ sessionUpdate: 'tool_call', toolCallId: 't', title: 7, status: 'exploded', kind: 'juggle', content: 'no' })).toEqual([
      { kind: 'tool', tool: { callId: 't' } },
    ]);
  });

  test('without an id cannot be shown, and are kept', () => {
    const update = { sessionUpdate: 'tool_call', title: 'Nameless' };
    expect(told(update)).toEqual([{ kind: 'unknown', raw: update }]);
  });
});

describe('terminals of the agent’s own', () => {
  const call = { sessionUpdate: 'tool_call_update', toolCallId: 't' };
  const tool = { kind: 'tool', tool: { callId: 't' } };

  test('begin, print and end in the meta of a tool call', () => {
    const _meta = {
      terminal_info: { terminal_id: 'x', cwd: '/w' },
      terminal_output: { terminal_id: 'x', data: 'hello\n' },
      terminal_exit: { terminal_id: 'x', exit_code: 0, signal: null },
    };
    expect(told({ ...call, _meta })).toEqual([
      tool,
      { kind: 'terminal', terminalId: 'x' },
      { kind: 'terminal', terminalId: 'x', append: 'hello\n' },
      { kind: 'terminal', terminalId: 'x', exit: { code: 0 } },
    ]);
  });

  test('print in the other word for it as well', () => {
    expect(told({ ...call, _meta: { terminal_output_delta: { terminal_id: 'x', data: 'more' } } })).toEqual([
      tool,
      { kind: 'terminal', terminalId: 'x', append: 'more' },
    ]);
  });

  test('that make no sense are left out', () => {
    for (const _meta of [
      { terminal_output: 'x' },
      { terminal_output: { data: 'x' } },
      { terminal_exit: null },
      { terminal_output: { terminal_id: 'x', data: 5 } },
    ]) {
      expect(told({ ...call, _meta })).toEqual([tool]);
    }
  });
});

describe('everything else', () => {
  test.each<readonly [object, unknown]>([
    [
      {
        sessionUpdate: 'plan',
        entries: [{ content: 'a', priority: 'high', status: 'completed', _meta: {} }, { content: 'b' }, { nonsense: 1 }],
      },
      {
        kind: 'plan',
        entries: [
          { content: 'a', priority: 'high', status: 'completed' },
          { content: 'b', priority: 'medium', status: 'pending' },
        ],
      },
    ],
    [
      {
        sessionUpdate: 'available_commands_update',
        availableCommands: [{ name: 'a', description: 'A', input: { hint: 'what' } }, { name: 'b' }],
      },
      {
        kind: 'commands',
        commands: [
          { name: 'a', description: 'A', hint: 'what' },
          { name: 'b', description: '' },
        ],
      },
    ],
    [
      { sessionUpdate: 'current_mode_update', currentModeId: 'plan' },
      { kind: 'mode', modeId: 'plan' },
    ],
    [
      { sessionUpdate: 'current_mode_update', modeId: 'plan' },
      { kind: 'mode', modeId: 'plan' },
    ],
    [
      { sessionUpdate: 'session_info_update', title: 'T', updatedAt: 'now' },
      { kind: 'title', title: 'T' },
    ],
    [
      { sessionUpdate: 'session_info_update', title: null },
      { kind: 'title', title: undefined },
    ],
    [
      { sessionUpdate: 'usage_update', used: 5, size: 10 },
      { kind: 'usage', used: 5, size: 10 },
    ],
    [
      { sessionUpdate: 'usage_update', used: 5, size: 10, cost: { amount: 0.1, currency: 'USD' } },
      { kind: 'usage', used: 5, size: 10, cost: { amount: 0.1, currency: 'USD' } },
    ],
    [
      { sessionUpdate: 'notice', severity: 'warning', title: 'Careful' },
      { kind: 'notice', severity: 'warning', title: 'Careful' },
    ],
    [
      { sessionUpdate: 'notice', severity: 'cosmic', title: 'Well', description: 'then' },
      { kind: 'notice', severity: 'info', title: 'Well', description: 'then' },
    ],
    [
      { sessionUpdate: 'compaction_update', compactionId: 'c', status: 'in_progress' },
      { kind: 'compaction', id: 'c', status: 'in_progress' },
    ],
  ])('%o', (update, own) => {
    expect(told(update)).toEqual([own]);
  });

  test('has its options passed on whole', () => {
    const option = { id: 'model', name: 'Model', type: 'select', currentValue: 'a', options: [{ value: 'a', name: 'A' }] };
    expect(told({ sessionUpdate: 'config_option_update', configOptions: [option] })).toMatchObject([{ kind: 'config', options: [option] }]);
  });

  test.each([
    { sessionUpdate: 'subagent_update', subagentId: 's' },
    { sessionUpdate: 'session_info_update', _meta: { busy: true } },
    { sessionUpdate: 'compaction_summary_chunk', compactionId: 'c', content: { type: 'text', text: 'long' } },
    { sessionUpdate: 'usage_update', used: 'many' },
    { nothing: 'at all' },
  ])('that cannot be shown is kept, and is a sign of life: %o', (update) => {
    expect(told(update)).toMatchObject([{ kind: 'unknown' }]);
  });
});
