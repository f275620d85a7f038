import { expect, test } from 'vitest';
import { sessionUpdate } from '../../src/wire/acp';
import type { SessionUpdate } from '../../src/wire/acpUpdate';

const chunk = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Hi' } };
const call = { sessionUpdate: 'tool_call', toolCallId: 't' };
const patch = { sessionUpdate: 'tool_call_update', toolCallId: 't' };
const select = { type: 'select', id: 'model', name: 'Model', currentValue: 'a', options: [{ value: 'a', name: 'A' }] };

test.each<[string, unknown, unknown?]>([
  ['a chunk', { ...chunk, messageId: 'm' }],
  ['a chunk of the user', { ...chunk, sessionUpdate: 'user_message_chunk' }],
  ['a thought', { ...chunk, sessionUpdate: 'agent_thought_chunk' }],
  ['unknown fields and _meta', { ...chunk, extra: { deep: [1] }, _meta: { traceparent: 'x' } }],
  ['a message id that is null', { ...chunk, messageId: null }, chunk],
  ['_meta that is no object', { ...chunk, _meta: 7 }, chunk],
  [
    'an image',
    { ...chunk, content: { type: 'image', data: 'AA==', mimeType: 'image/png', uri: null } },
    { ...chunk, content: { type: 'image', data: 'AA==', mimeType: 'image/png' } },
  ],
  ['a sound', { ...chunk, content: { type: 'audio', data: 'AA==', mimeType: 'audio/wav' } }],
  ['a link', { ...chunk, content: { type: 'resource_link', uri: 'file:///a', name: 'a', size: 3, annotations: { priority: 1 } } }],
  [
    'a link without a name',
    { ...chunk, content: { type: 'resource_link', uri: 'file:///a' } },
    { ...chunk, content: { type: 'resource_link', uri: 'file:///a', name: '' } },
  ],
  ['a resource', { ...chunk, content: { type: 'resource', resource: { uri: 'file:///a', text: 'x' } } }],
  [
    'an unknown block',
    { ...chunk, content: { type: 'video', url: 'x' } },
    { ...chunk, content: { type: 'unknown', raw: { type: 'video', url: 'x' } } },
  ],
  ['a text without text', { ...chunk, content: { type: 'text' } }, { ...chunk, content: { type: 'unknown', raw: { type: 'text' } } }],

  ['a tool call', { ...call, title: 'Run', name: 'bash', kind: 'execute', status: 'pending', rawInput: { command: 'ls' }, rawOutput: 'x' }],
  ['a tool call without a title', call],
  ['bad values in a tool call', { ...call, title: 7, kind: 'dance', status: 'maybe', content: 'x', locations: {} }, call],
  ['nulls in a tool call', { ...patch, title: null, content: null, rawInput: null }, patch],
  ['an empty content, which replaces', { ...patch, content: [], locations: [] }],
  ['a cancelled call', { ...patch, status: 'cancelled' }],
  [
    'a new file',
    { ...patch, content: [{ type: 'diff', path: '/a', newText: 'x', oldText: null }] },
    { ...patch, content: [{ type: 'diff', path: '/a', newText: 'x' }] },
  ],
  [
    'a terminal that an agent owns',
    { ...patch, content: [{ type: 'terminal', terminalId: 'x' }], _meta: { terminal_output: { data: 'y' } } },
  ],
  [
    'bad items in content and locations',
    { ...patch, content: [1, null, { type: 'content', content: chunk.content }], locations: ['/a', { path: '/b', line: 'x' }] },
    { ...patch, content: [{ type: 'content', content: chunk.content }], locations: [{ path: '/b' }] },
  ],
  [
    'unknown tool content',
    { ...patch, content: [{ type: 'hologram' }] },
    { ...patch, content: [{ type: 'unknown', raw: { type: 'hologram' } }] },
  ],

  ['a plan', { sessionUpdate: 'plan', entries: [{ content: 'a', priority: 'high', status: 'completed' }] }],
  [
    'a loose plan',
    { sessionUpdate: 'plan', entries: [{ content: 'a', priority: 'urgent' }, 'b', { status: 'pending' }] },
    { sessionUpdate: 'plan', entries: [{ content: 'a', priority: 'medium', status: 'pending' }] },
  ],
  ['commands', { sessionUpdate: 'available_commands_update', availableCommands: [{ name: 'a', description: 'A', input: { hint: 'h' } }] }],
  [
    'loose commands',
    { sessionUpdate: 'available_commands_update', availableCommands: [{ name: 'a', input: null }, { description: 'b' }] },
    { sessionUpdate: 'available_commands_update', availableCommands: [{ name: 'a', description: '' }] },
  ],
  ['a mode', { sessionUpdate: 'current_mode_update', currentModeId: 'ask' }],
  [
    'a mode by its other name',
    { sessionUpdate: 'current_mode_update', modeId: 'ask', x: 1 },
    { sessionUpdate: 'current_mode_update', currentModeId: 'ask', x: 1 },
  ],
  [
    'options',
    { sessionUpdate: 'config_option_update', configOptions: [select, { type: 'boolean', id: 'b', name: 'B', currentValue: true }] },
  ],
  [
    'an unknown option',
    { sessionUpdate: 'config_option_update', configOptions: [{ type: 'slider', id: 's' }, 4] },
    { sessionUpdate: 'config_option_update', configOptions: [{ type: 'unknown', raw: { type: 'slider', id: 's' } }] },
  ],
  ['a title that is cleared', { sessionUpdate: 'session_info_update', title: null, updatedAt: '2026-11-20T00:00:00Z' }],
  ['only _meta', { sessionUpdate: 'session_info_update', _meta: { a: 1 } }],
  ['usage', { sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 0.5, currency: 'USD' } }],
  [
    'usage with a bad cost',
    { sessionUpdate: 'usage_update', used: 1, size: 2, cost: 'free' },
    { sessionUpdate: 'usage_update', used: 1, size: 2 },
  ],
  ['a notice', { sessionUpdate: 'notice', severity: 'warning', title: 'T', description: 'D' }],
  ['a notice of no known severity', { sessionUpdate: 'notice', severity: 'gossip', title: 'T' }],
  ['a notice of no severity', { sessionUpdate: 'notice', title: 'T' }, { sessionUpdate: 'notice', severity: 'info', title: 'T' }],
  ['a compaction', { sessionUpdate: 'compaction_update', compactionId: 'c', status: 'completed', summary: [chunk.content], error: null }],
  ['a piece of a summary', { sessionUpdate: 'compaction_summary_chunk', compactionId: 'c', content: chunk.content }],
])('%s is read', (_name, update, expected = update) => {
  expect(read(update)).toEqual(expected);
});

test.each([
  { sessionUpdate: 'subagent_update', name: 'x' },
  { sessionUpdate: 'constructor' },
  { sessionUpdate: 7 },
  {},
  { sessionUpdate: 'agent_message_chunk' },
  { sessionUpdate: 'agent_message_chunk', content: 'bare' },
  { sessionUpdate: 'tool_call', title: 'no id' },
  { sessionUpdate: 'plan', entries: 'none' },
  { sessionUpdate: 'current_mode_update' },
  { sessionUpdate: 'usage_update', used: 'many', size: 1 },
  { sessionUpdate: 'notice', description: 'no title' },
  { sessionUpdate: 'unknown' },
])('%j is kept as unknown, whole', (raw) => {
  expect(read(raw)).toEqual({ sessionUpdate: 'unknown', raw });
});

test('what was read can be stored and read again', () => {
  const options = { sessionUpdate: 'config_option_update', configOptions: [{ type: 'x' }] };
  for (const raw of [{ sessionUpdate: 'new', content: 1 }, { ...chunk, content: { type: 'video' } }, options]) {
    const once = read(raw);
    expect(read(JSON.parse(JSON.stringify(once)))).toEqual(once);
  }
});

test('reading changes nothing of what was sent', () => {
  const sent = { sessionUpdate: 'tool_call', toolCallId: 't', title: null, content: [{ type: 'x' }] };
  const copy = structuredClone(sent);
  read(sent);
  expect(sent).toEqual(copy);
});

test('an own field called __proto__ changes no prototype', () => {
  const update = read(JSON.parse('{"sessionUpdate":"notice","title":"T","__proto__":{"severity":"error"}}'));
  expect(update).toMatchObject({ severity: 'info' });
  expect(Object.getPrototypeOf(update)).toBe(Object.prototype);
});

test.each([[undefined], [{ update: chunk }], [{ sessionId: 7, update: chunk }], [{ sessionId: 's' }], [{ sessionId: 's', update: 'x' }]])(
  'a notification that says nothing usable (%j) is invalid',
  (params) => {
    expect(() => sessionUpdate.readParams(params)).toThrow(/^params(\.\w+)? should be/);
  },
);

test('a switch over the kinds is exhaustive', () => {
  // Fails to compile when a kind is missing: `never` takes nothing.
  const describe = (update: SessionUpdate): string => {
    switch (update.sessionUpdate) {
      case 'user_message_chunk':
      case 'agent_message_chunk':
      case 'agent_thought_chunk':
        return update.content.type;
      case 'tool_call':
      case 'tool_call_update':
        return update.toolCallId;
      case 'plan':
        return `${update.entries.length}`;
      case 'available_commands_update':
        return `${update.availableCommands.length}`;
      case 'current_mode_update':
        return update.currentModeId;
      case 'config_option_update':
        return `${update.configOptions.length}`;
      case 'session_info_update':
        return update.title ?? '';
      case 'usage_update':
        return `${update.used}`;
      case 'notice':
        return update.title;
      case 'compaction_update':
      case 'compaction_summary_chunk':
        return update.compactionId;
      case 'unknown':
        return JSON.stringify(update.raw);
      default: {
        const nothing: never = update;
        return nothing;
      }
    }
  };
  expect(describe(read({ sessionUpdate: 'new' }))).toBe('{"sessionUpdate":"new"}');
});

function read(update: unknown): SessionUpdate {
  return sessionUpdate.readParams({ sessionId: 's', update }).update;
}
