import { expect, test } from 'vitest';
import { OwnTerminals } from '../../src/agent/ownTerminals';
import { toAgentUpdates } from '../../src/agent/updates';
import type { AgentUpdate } from '../../src/session/port';
import { readSessionUpdate } from '../../src/wire/acpUpdate';

/** As Codex sends them. */
function updates(update: Readonly<Record<string, unknown>>): readonly AgentUpdate[] {
  return toAgentUpdates(readSessionUpdate({ toolCallId: 'c', ...update }, 'update'));
}

const begun = updates({
  sessionUpdate: 'tool_call',
  title: 'echo hello',
  content: [{ type: 'terminal', terminalId: 'c' }],
  _meta: { terminal_info: { terminal_id: 'c' } },
});
const printed = updates({ sessionUpdate: 'tool_call_update', _meta: { terminal_output: { terminal_id: 'c', data: 'hello\n' } } });

function finished(rawOutput: unknown): readonly AgentUpdate[] {
  return updates({
    sessionUpdate: 'tool_call_update',
    status: 'completed',
    rawOutput,
    _meta: { terminal_exit: { terminal_id: 'c', exit_code: 0, signal: null } },
  });
}

test('a terminal that ends unheard is given the output of its finished call', () => {
  const own = new OwnTerminals();
  expect(own.complete(begun)).toEqual(begun);
  expect(own.complete(finished({ aggregated_output: 'hello\n', stdout: 'hello\n' }))).toContainEqual({
    kind: 'terminal',
    terminalId: 'c',
    append: 'hello\n',
    exit: { code: 0 },
  });
});

test('output that was heard is not told twice', () => {
  const own = new OwnTerminals();
  own.complete(begun);
  own.complete(printed);
  const end = finished({ aggregated_output: 'hello\n' });
  expect(own.complete(end)).toEqual(end);
});

test('a raw output of another shape changes nothing', () => {
  for (const raw of [undefined, null, 'hello', 7, [], { stdout: '' }, { stdout: 7 }]) {
    const end = finished(raw);
    expect(new OwnTerminals().complete(end)).toEqual(end);
  }
});
