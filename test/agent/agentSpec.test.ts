import { describe, expect, test } from 'vitest';
import { readAgentSpecs } from '../../src/agent/agentSpec';

describe('the agents of the settings', () => {
  test('are none when nothing is set', () => {
    expect(readAgentSpecs(undefined)).toEqual({ specs: [], problems: [] });
    expect(readAgentSpecs({})).toEqual({ specs: [], problems: [] });
  });

  test('need no more than a command', () => {
    expect(readAgentSpecs({ mine: { command: ' my-agent ' } }).specs).toEqual([
      { id: 'mine', name: 'mine', launch: { kind: 'command', command: 'my-agent', args: [], env: {} } },
    ]);
  });

  test('may say all of it, and what Zed says besides', () => {
    const entry = {
      type: 'custom',
      command: 'npx',
      args: ['-y', 'agent'],
      env: { KEY: 'x', PORT: 8080, DEBUG: true },
      cwd: '/tmp',
      idleTimeoutSeconds: 1.5,
      toolIdleTimeoutSeconds: -1,
      protocolVersion: 1,
      favorite: 'kept out',
    };
    expect(readAgentSpecs({ mine: entry })).toEqual({
      specs: [
        {
          id: 'mine',
          name: 'mine',
          launch: { kind: 'command', command: 'npx', args: ['-y', 'agent'], env: { KEY: 'x', PORT: '8080', DEBUG: 'true' }, cwd: '/tmp' },
          idleTimeoutMs: 1500,
          toolIdleTimeoutMs: 0,
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['builtin', { command: 'x' }, 'built-in agent'],
    [' ', { command: 'x' }, 'name'],
    ['a', 'my-agent', 'object'],
    ['a', null, 'object'],
    ['a', {}, 'no “command”'],
    ['a', { command: 7 }, '“command”'],
    ['a', { command: '  ' }, '“command”'],
    ['a', { command: 'x', args: '--acp' }, '“args”'],
    ['a', { command: 'x', args: [1] }, '“args”'],
    ['a', { command: 'x', env: ['A=1'] }, '“env”'],
    ['a', { command: 'x', env: { A: { b: 1 } } }, '“A”'],
    ['a', { command: 'x', env: { 'A=B': 'c' } }, '“A=B”'],
    ['a', { command: 'x', cwd: 'here' }, '“cwd”'],
    ['a', { command: 'x', idleTimeoutSeconds: '5' }, '“idleTimeoutSeconds”'],
    ['a', { command: 'x', toolIdleTimeoutSeconds: Infinity }, '“toolIdleTimeoutSeconds”'],
    ['a', { command: 'x', protocolVersion: 2 }, '“protocolVersion”'],
  ])('that are wrong are named with the problem, and the others stay: %s %o', (id, entry, words) => {
    const { specs, problems } = readAgentSpecs({ [id]: entry, good: { command: 'good' } });
    expect(specs.map((spec) => spec.id)).toEqual(['good']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.agent).toBe(id);
    expect(problems[0]?.problem).toContain(words);
  });

  test('never show a value of the environment in a problem', () => {
    expect(JSON.stringify(readAgentSpecs({ a: { command: 'x', env: { KEY: ['hush'] } } }).problems)).not.toContain('hush');
  });

  test('that are no object at all are one problem', () => {
    expect(readAgentSpecs([{ command: 'x' }]).problems).toHaveLength(1);
  });
});
