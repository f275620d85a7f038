import { describe, expect, test } from 'vitest';
import * as acp from '../../src/wire/acp';

describe('the handshake', () => {
  test('an answer with no more than a version is enough', () => {
    expect(acp.initialize.readResult({ protocolVersion: 1 })).toEqual({ protocolVersion: 1, agentCapabilities: {}, authMethods: [] });
  });

  test('an answer without a version is invalid', () => {
    expect(() => acp.initialize.readResult({})).toThrow('result.protocolVersion should be a number.');
    expect(() => acp.initialize.readResult(null)).toThrow('result should be an object.');
  });

  test('capabilities are markers, whatever their spelling', () => {
    const sessionCapabilities = { list: {}, resume: true, close: null, delete: false, fork: {} };
    const { agentCapabilities } = acp.initialize.readResult({
      protocolVersion: 1,
      agentCapabilities: { loadSession: 'yes', promptCapabilities: { image: true, audio: 1 }, mcpCapabilities: null, sessionCapabilities },
    });
    expect(agentCapabilities).toEqual({ promptCapabilities: { image: true }, sessionCapabilities: { list: {}, resume: {}, fork: {} } });
  });

  test('login methods of every age are kept', () => {
    const { authMethods, agentInfo } = acp.initialize.readResult({
      protocolVersion: 1,
      agentInfo: { name: 'x' },
      authMethods: [
        { id: 'key', type: 'env_var', vars: ['KEY'], name: 'Key' },
        { id: 'term', type: 'terminal', args: ['login'], env: { A: '1' }, _meta: { 'terminal-auth': { command: 'x' } } },
        { id: 'bad', args: ['a', 1] },
        { name: 'no id' },
      ],
    });
    expect(agentInfo).toEqual({ name: 'x', version: '' });
    expect(authMethods).toEqual([
      { id: 'key', type: 'env_var', vars: ['KEY'], name: 'Key' },
      { id: 'term', type: 'terminal', args: ['login'], env: { A: '1' }, _meta: { 'terminal-auth': { command: 'x' } }, name: 'term' },
      { id: 'bad', name: 'bad' },
    ]);
  });

  test('our agent reads what a client says of itself', () => {
    const clientCapabilities = { fs: { readTextFile: true }, terminal: true, _meta: { terminal_output: true } };
    expect(acp.initialize.readParams({ protocolVersion: 1, clientCapabilities })).toEqual({ protocolVersion: 1, clientCapabilities });
    expect(acp.initialize.readParams({ protocolVersion: 1, clientCapabilities: null })).toMatchObject({ clientCapabilities: {} });
  });
});

describe('sessions', () => {
  test('a new one needs an id, and keeps modes and options', () => {
    const result = {
      sessionId: 's',
      modes: { currentModeId: 'ask', availableModes: [{ id: 'ask', name: 'Ask' }, 'x', { id: 'code' }] },
      configOptions: [],
      later: true,
    };
    expect(acp.sessionNew.readResult(result)).toEqual({
      ...result,
      modes: { currentModeId: 'ask', availableModes: [{ id: 'ask', name: 'Ask' }, { id: 'code', name: 'code' }] },
    });
    expect(() => acp.sessionNew.readResult({ modes: null })).toThrow('result.sessionId should be a string.');
  });

  test.each([null, undefined, 'ok', [], {}, { modes: null, configOptions: null }])('%j is an answer to loading', (raw) => {
    expect(acp.sessionLoad.readResult(raw)).toEqual({});
    expect(acp.sessionResume.readResult(raw)).toEqual({});
    expect(acp.sessionClose.readResult(null)).toEqual({});
  });

  test('a list leaves out what has no id', () => {
    const sessions = [{ sessionId: 'a', title: null, updatedAt: 5 }, { cwd: '/x' }, { sessionId: 'b', cwd: '/x', title: 'T' }];
    expect(acp.sessionList.readResult({ sessions, nextCursor: null })).toEqual({
      sessions: [{ sessionId: 'a' }, { sessionId: 'b', cwd: '/x', title: 'T' }],
    });
    expect(acp.sessionList.readParams(undefined)).toEqual({});
  });

  test('what opens a session is read, and a root that is not understood refuses it', () => {
    const server = { name: 'x', command: '/x', args: [], env: [] };
    expect(acp.sessionNew.readParams({ cwd: '/a', mcpServers: [server] })).toEqual({ cwd: '/a', mcpServers: [server] });
    expect(acp.sessionResume.readParams({ sessionId: 's', cwd: '/a' })).toEqual({ sessionId: 's', cwd: '/a', mcpServers: [] });
    expect(() => acp.sessionNew.readParams({ cwd: '/a', mcpServers: [7] })).toThrow('params.mcpServers[0] should be an object.');
    expect(() => acp.sessionNew.readParams({ cwd: '/a', additionalDirectories: ['/b', 7] })).toThrow('params.additionalDirectories[1]');
    expect(acp.sessionNew.readParams({ cwd: '/a', additionalDirectories: null }).additionalDirectories).toEqual([]);
    expect(() => acp.sessionNew.readParams({})).toThrow('params.cwd should be a string.');
  });

  test('options in groups are flattened and name their group', () => {
    const options = [
      { group: 'g', name: 'Group', options: [{ value: 'a', name: 'A' }, { name: 'no value' }] },
      { value: 'b' },
      { group: 'h', options: [{ value: 'c' }] },
    ];
    const configOptions = [{ type: 'select', id: 'model', currentValue: 'a', category: 'anything', options }];
    const result = acp.sessionLoad.readResult({ configOptions });
    const values = [
      { value: 'a', name: 'A', group: 'Group' },
      { value: 'b', name: 'b' },
      { value: 'c', name: 'c', group: 'h' },
    ];
    expect(result.configOptions).toEqual([{ ...configOptions[0], name: 'model', options: values }]);
    expect(acp.sessionLoad.readResult(result)).toEqual(result);
  });
});

describe('a turn', () => {
  test('any end of it is an end', () => {
    expect(acp.sessionPrompt.readResult({ stopReason: 'end_turn' }).stopReason).toBe('end_turn');
    expect(acp.sessionPrompt.readResult({ stopReason: 'bored' }).stopReason).toBe('bored');
    expect(acp.sessionPrompt.readResult({}).stopReason).toBe('unknown');
    expect(acp.sessionPrompt.readResult(null).stopReason).toBe('unknown');
  });

  test('usage keeps its good numbers', () => {
    const usage = { totalTokens: 3, inputTokens: -1, outputTokens: '2', thoughtTokens: null };
    expect(acp.sessionPrompt.readResult({ stopReason: 'end_turn', usage }).usage).toEqual({ totalTokens: 3 });
  });

  test('a prompt is read with blocks that we do not know', () => {
    const prompt = [{ type: 'text', text: 'a' }, { type: 'new' }];
    expect(acp.sessionPrompt.readParams({ sessionId: 's', prompt }).prompt).toEqual([prompt[0], { type: 'unknown', raw: { type: 'new' } }]);
    expect(() => acp.sessionPrompt.readParams({ sessionId: 's' })).toThrow('params.prompt should be a list.');
  });
});

describe('what an agent asks', () => {
  const toolCall = { toolCallId: 't' };

  test('a question keeps every option that can be chosen, of any kind', () => {
    const options = [
      { optionId: 'a', name: 'Allow', kind: 'allow_once' },
      { optionId: 'b', name: 'Allow too', kind: 'allow_once' },
      { optionId: 'c', kind: 'ask_mother' },
      { optionId: 'd' },
      { name: 'no id' },
    ];
    const { options: read } = acp.requestPermission.readParams({ sessionId: 's', toolCall, options });
    const unnamed = [
      { optionId: 'c', name: 'c', kind: 'ask_mother' },
      { optionId: 'd', name: 'd', kind: 'unknown' },
    ];
    expect(read).toEqual([options[0], options[1], ...unnamed]);
  });

  test.each([
    { toolCall, options: [] },
    { sessionId: 's', options: [] },
    { sessionId: 's', toolCall: {}, options: [] },
    { sessionId: 's', toolCall },
  ])('a question that cannot be asked (%j) is invalid', (params) => {
    expect(() => acp.requestPermission.readParams(params)).toThrow('should be');
  });

  test.each([
    null,
    {},
    { outcome: null },
    { outcome: 'selected' },
    { outcome: { outcome: 'selected' } },
    { outcome: { outcome: 'approved', optionId: 'a' } },
  ])('an answer that is no plain choice (%j) approves nothing', (raw) => {
    expect(acp.requestPermission.readResult(raw)).toEqual({ outcome: { outcome: 'cancelled' } });
  });

  test('a choice is a choice', () => {
    const answer = { outcome: { outcome: 'selected', optionId: 'a' } };
    expect(acp.requestPermission.readResult(answer)).toEqual(answer);
  });

  test('a command that is not understood in full is refused, not run in part', () => {
    const base = { sessionId: 's', command: 'rm' };
    expect(acp.terminalCreate.readParams({ ...base, args: null, cwd: null, outputByteLimit: -5 })).toEqual({ ...base, args: [], env: [] });
    const whole = { ...base, args: ['-r'], env: [{ name: 'A', value: '1' }], cwd: '/a', outputByteLimit: 9 };
    expect(acp.terminalCreate.readParams(whole)).toEqual(whole);
    expect(() => acp.terminalCreate.readParams({ ...base, args: ['-r', 7] })).toThrow('params.args[1] should be a string.');
    expect(() => acp.terminalCreate.readParams({ ...base, args: '-r' })).toThrow('params.args should be a list.');
    expect(() => acp.terminalCreate.readParams({ ...base, env: [{ name: 'A' }] })).toThrow('params.env[0].value should be a string.');
    expect(() => acp.terminalCreate.readParams({ ...base, cwd: 7 })).toThrow('params.cwd should be a string.');
  });

  test('files', () => {
    const file = { sessionId: 's', path: '/a' };
    expect(acp.readTextFile.readParams({ ...file, line: 2, limit: 'all' })).toEqual({ ...file, line: 2 });
    expect(acp.writeTextFile.readParams({ ...file, content: '' })).toEqual({ ...file, content: '' });
    expect(() => acp.writeTextFile.readParams(file)).toThrow('params.content should be a string.');
    expect(() => acp.readTextFile.readResult({})).toThrow('result.content should be a string.');
    expect(acp.writeTextFile.readResult(null)).toEqual({});
  });

  test('how a command ended', () => {
    expect(acp.terminalWaitForExit.readResult({ exitCode: null, signal: 'SIGKILL' })).toEqual({ signal: 'SIGKILL' });
    expect(acp.terminalOutput.readResult({ output: 'x', exitStatus: null })).toEqual({ output: 'x', truncated: false });
    const exitStatus = { exitCode: 0 };
    expect(acp.terminalOutput.readResult({ output: 'x', truncated: true, exitStatus }).exitStatus).toEqual(exitStatus);
    expect(() => acp.terminalKill.readParams({ sessionId: 's' })).toThrow('params.terminalId should be a string.');
  });
});
