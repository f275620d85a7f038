import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostTerminals } from '../../src/agent/hostTerminals';
import { systemClock } from '../../src/host/systemClock';
import { livenessOf } from '../../src/host/processIdentity';
import type { RequestPermissionResult } from '../../src/wire/acpClient';
import type { RequestMethod } from '../../src/wire/peer';
import { AgentHarness } from '../fakes/agentHarness';
import type { FakeScript } from '../fakes/fakeAgent';

let harness: AgentHarness;
let outside: string;
const begin = async (script: FakeScript = {}): Promise<void> => {
  const noLedger = { starting: () => undefined, started: () => undefined, ended: () => undefined };
  const startTerminal = hostTerminals({ loginEnvironment: async () => process.env, ledger: noLedger, mark: 'test' });
  harness = new AgentHarness(script, () => ({ startTerminal }));
  await harness.connect();
};
beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-outside-')));
});
afterEach(async () => {
  await harness.dispose();
  rmSync(outside, { recursive: true, force: true });
});

/** What the client answers, as it stands on the wire. */
function ask<R = unknown>(name: string, params: object, signal?: AbortSignal): Promise<R> {
  const method: RequestMethod<never, R> = { name, readParams: (raw) => raw as never, readResult: (raw) => raw as R };
  return harness.fakes.last.ask(method, params, signal);
}

describe('permission', () => {
  const options = [
    { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
    { optionId: 'no', name: 'Reject', kind: 'reject_once' },
  ];
  const request = { toolCall: { toolCallId: 't', title: 'rm -rf', rawInput: { command: 'rm' } }, options };
  const permission = (params: object = request, signal?: AbortSignal): Promise<RequestPermissionResult> =>
    ask('session/request_permission', params, signal);

  test('is asked of the human, whose choice is the answer', async () => {
    await begin();
    harness.listener.answer = async () => ({ kind: 'selected', optionId: 'no' });
    expect(await permission()).toEqual({ outcome: { outcome: 'selected', optionId: 'no' } });
    expect(harness.listener.questions[0]?.question).toEqual({
      tool: { callId: 't', title: 'rm -rf', rawInput: { command: 'rm' } },
      options: [
        { id: 'yes', name: 'Allow', kind: 'allow_once' },
        { id: 'no', name: 'Reject', kind: 'reject_once' },
      ],
    });
    expect(harness.listener.signs).toEqual(['request']);
  });

  test('that is withdrawn is cancelled', async () => {
    await begin();
    expect(await permission()).toEqual({ outcome: { outcome: 'cancelled' } });
  });

  test('is never given by an option that was not offered', async () => {
    await begin();
    harness.listener.answer = async () => ({ kind: 'selected', optionId: 'something-else' });
    expect(await permission()).toEqual({ outcome: { outcome: 'cancelled' } });
  });

  test('without options to choose from is cancelled and asked of nobody', async () => {
    await begin();
    expect(await permission({ ...request, options: [] })).toEqual({ outcome: { outcome: 'cancelled' } });
    expect(harness.listener.questions).toHaveLength(0);
  });

  test('that the agent takes back is withdrawn from the human', async () => {
    await begin();
    const withdrawn = new Promise<void>((resolve) => {
      harness.listener.answer = (_question, signal) =>
        new Promise((answer) =>
          signal.addEventListener('abort', () => {
            resolve();
            answer({ kind: 'withdrawn' });
          }),
        );
    });
    const takeBack = new AbortController();
    const asked = permission(request, takeBack.signal).catch(() => undefined);
    await harness.listener.until(() => harness.listener.questions.length === 1);
    takeBack.abort(new Error('Never mind.'));
    await Promise.all([withdrawn, asked]);
  });

  test('for a session that is not ours is refused', async () => {
    await begin();
    await expect(permission({ ...request, sessionId: 'somebody-else' })).rejects.toMatchObject({ code: -32002 });
    expect(harness.listener.signs).toEqual([]);
  });
});

describe('files', () => {
  const read = (path: string, more: object = {}): Promise<{ content: string }> => ask('fs/read_text_file', { path, ...more });
  const write = (path: string, content: string): Promise<unknown> => ask('fs/write_text_file', { path, content });

  test('are read from the disk', async () => {
    await begin();
    writeFileSync(join(harness.folder, 'a.txt'), 'on disk');
    expect(await read(join(harness.folder, 'a.txt'))).toEqual({ content: 'on disk' });
  });

  test('can be read before the session has a name', async () => {
    let content = '';
    await begin({
      onNew: async (agent) => {
        writeFileSync(join(agent.cwd, 'AGENTS.md'), 'Be kind.');
        const method: RequestMethod<never, { content: string }> = {
          name: 'fs/read_text_file',
          readParams: (raw) => raw as never,
          readResult: (raw) => raw as { content: string },
        };
        ({ content } = await agent.ask(method, { sessionId: 'to-be', path: join(agent.cwd, 'AGENTS.md') }));
        return 'to-be';
      },
    });
    expect(content).toBe('Be kind.');
  });

  test('are read as they stand in the editor, saved or not', async () => {
    await begin();
    const path = join(harness.folder, 'a.txt');
    writeFileSync(path, 'on disk');
    harness.editor.unsaved.set(path, 'in the editor');
    harness.editor.unsaved.set(join(harness.folder, 'new.txt'), 'not on disk at all');
    expect(await read(path)).toEqual({ content: 'in the editor' });
    expect(await read(join(harness.folder, 'new.txt'))).toEqual({ content: 'not on disk at all' });
  });

  test.each([
    [{ line: 2 }, 'two\nthree\n'],
    [{ line: 2, limit: 1 }, 'two'],
    [{ limit: 2 }, 'one\ntwo'],
    [{ line: 9 }, ''],
    [{ line: 0, limit: 1 }, 'one'],
  ])('are read in part: %o', async (part, content) => {
    await begin();
    writeFileSync(join(harness.folder, 'a.txt'), 'one\ntwo\nthree\n');
    expect(await read(join(harness.folder, 'a.txt'), part)).toEqual({ content });
  });

  test('that do not exist are answered with an error at once', async () => {
    await begin();
    await expect(read(join(harness.folder, 'AGENTS.md'))).rejects.toMatchObject({ code: -32002 });
    await expect(read(join(harness.folder, 'no', 'such', 'folder.md'))).rejects.toMatchObject({ code: -32002 });
  });

  test('that do not exist are empty for Gemini CLI, which could not create them otherwise', async () => {
    await begin({ name: 'gemini-cli' });
    expect(await read(join(harness.folder, 'new.txt'))).toEqual({ content: '' });
  });

  test('are written through the editor, and their folders made', async () => {
    await begin();
    const path = join(harness.folder, 'deep', 'down', 'a.txt');
    expect(await write(path, 'text')).toEqual({});
    expect(harness.editor.written).toEqual([{ path, text: 'text' }]);
    mkdirSync(join(harness.folder, 'deep', 'down', 'there'));
  });

  test.each(['read', 'write'])('that cannot be reached by a %s: outside, by dots, by links, by relative paths', async (how) => {
    await begin();
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    symlinkSync(outside, join(harness.folder, 'way-out'));
    symlinkSync(join(outside, 'secret.txt'), join(harness.folder, 'link.txt'));
    symlinkSync(join(outside, 'not-there-yet.txt'), join(harness.folder, 'dangling.txt'));
    const tries = [
      join(outside, 'secret.txt'),
      `${harness.folder}/../${outside.split('/').at(-1)}/secret.txt`,
      join(harness.folder, 'way-out', 'secret.txt'),
      join(harness.folder, 'way-out', 'new', 'file.txt'),
      join(harness.folder, 'link.txt'),
      join(harness.folder, 'dangling.txt'),
      `${harness.folder}-beside/a.txt`,
      'a.txt',
      '',
      `${harness.folder}/a\0b`,
    ];
    for (const path of tries) {
      await expect(how === 'read' ? read(path) : write(path, 'mine'), path).rejects.toMatchObject({ code: -32602 });
    }
    expect(harness.editor.written).toEqual([]);
  });

  test('inside are reached by links too, and by names that begin with dots', async () => {
    await begin();
    mkdirSync(join(harness.folder, 'real'));
    writeFileSync(join(harness.folder, 'real', '..a.txt'), 'inside');
    symlinkSync(join(harness.folder, 'real'), join(harness.folder, 'alias'));
    expect(await read(join(harness.folder, 'alias', '..a.txt'))).toEqual({ content: 'inside' });
  });

  test('are no folders', async () => {
    await begin();
    await expect(read(harness.folder)).rejects.toMatchObject({ code: -32602 });
    await expect(write(harness.folder, '')).rejects.toMatchObject({ code: -32602 });
  });
});

describe('terminals', () => {
  const script = (source: string): object => ({ command: process.execPath, args: ['-e', source] });
  const create = async (params: object): Promise<string> => (await ask<{ terminalId: string }>('terminal/create', params)).terminalId;
  const pidOf = async (terminalId: string): Promise<number> => {
    await harness.listener.until(() =>
      harness.listener.updates.some((update) => update.kind === 'terminal' && update.append?.includes('\n') === true),
    );
    return Number((await ask<{ output: string }>('terminal/output', { terminalId })).output.trim());
  };
  const sleeper = script('console.log(process.pid); setInterval(() => {}, 1000)');

  test('run a command, tell what it prints and how it ended', async () => {
    await begin();
    const terminalId = await create(script('console.log("hello"); process.exitCode = 3'));
    expect(await ask('terminal/wait_for_exit', { terminalId })).toMatchObject({ exitCode: 3 });
    expect(await ask('terminal/output', { terminalId })).toMatchObject({
      output: 'hello\n',
      truncated: false,
      exitStatus: { exitCode: 3 },
    });
    await harness.listener.until(() => harness.listener.updates.some((update) => update.kind === 'terminal' && update.exit !== undefined));
    expect(harness.listener.updates).toEqual([
      { kind: 'terminal', terminalId, append: 'hello\n' },
      { kind: 'terminal', terminalId, exit: { code: 3 } },
    ]);
    expect(harness.listener.signs).toContain('terminalOutput');
  });

  test('run in the session’s folder, or in another that exists', async () => {
    await begin();
    const where = script('process.stdout.write(process.cwd())');
    for (const [cwd, expected] of [
      [undefined, harness.folder],
      [outside, outside],
    ]) {
      const terminalId = await create({ ...where, cwd });
      await ask('terminal/wait_for_exit', { terminalId });
      expect(await ask('terminal/output', { terminalId })).toMatchObject({ output: expected });
    }
    await expect(create({ ...where, cwd: join(outside, 'nowhere') })).rejects.toMatchObject({ code: -32602 });
    await expect(create({ ...where, cwd: 'relative' })).rejects.toMatchObject({ code: -32602 });
  });

  test('whose command does not exist are refused with its name', async () => {
    await begin();
    await expect(create({ command: 'no-such-command-anywhere', args: ['x'] })).rejects.toThrow('no-such-command-anywhere');
  });

  test('that were never made, or were released, are unknown', async () => {
    await begin();
    await expect(ask('terminal/output', { terminalId: 'x' })).rejects.toMatchObject({ code: -32002 });
    const terminalId = await create(script(''));
    await ask('terminal/release', { terminalId });
    await expect(ask('terminal/output', { terminalId })).rejects.toMatchObject({ code: -32002 });
  });

  test('are killed when the agent says so, and stay readable', async () => {
    await begin();
    const terminalId = await create(sleeper);
    await pidOf(terminalId);
    await ask('terminal/kill', { terminalId });
    expect(await ask('terminal/wait_for_exit', { terminalId })).toHaveProperty('signal');
  });

  test('are not started any more once the window closes, also those that were asked for before', async () => {
    let begun = 0;
    let environmentAsked = (): void => undefined;
    let tellEnvironment: (environment: NodeJS.ProcessEnv) => void = () => undefined;
    const asked = new Promise<void>((resolve) => (environmentAsked = resolve));
    const environment = new Promise<NodeJS.ProcessEnv>((resolve) => (tellEnvironment = resolve));
    const startTerminal = hostTerminals({
      loginEnvironment: () => {
        environmentAsked();
        return environment;
      },
      ledger: { starting: () => void (begun += 1), started: () => undefined, ended: () => undefined },
      mark: 'test',
    });
    harness = new AgentHarness({}, () => ({ startTerminal }));
    await harness.connect();
    const refusals = [create(sleeper).catch(String)];
    await asked;
    harness.agents.closeAll();
    refusals.push(create(sleeper).catch(String));
    tellEnvironment(process.env);
    expect(await Promise.all(refusals)).toEqual([expect.stringContaining('closing'), expect.stringContaining('closing')]);
    expect(begun).toBe(0);
  });

  test('end with their session', async () => {
    await begin();
    const pid = await pidOf(await create(sleeper));
    await harness.closeAll();
    await dead(pid);
  });

  test('end with their agent', async () => {
    await begin();
    const pid = await pidOf(await create(sleeper));
    harness.fakes.last.die();
    await dead(pid);
  });

  test('that flood are told in part, and say so', async () => {
    await begin();
    const terminalId = await create(script('for (let n = 0; n < 40000; n += 1) console.log("x".repeat(100)); console.log("the end")'));
    await ask('terminal/wait_for_exit', { terminalId });
    await harness.listener.until(() => harness.listener.updates.some((update) => update.kind === 'terminal' && update.exit !== undefined));
    const told = harness.listener.updates.map((update) => (update.kind === 'terminal' ? (update.append ?? '') : ''));
    expect(told.join('').length).toBeLessThan(3_000_000);
    expect(told.join('').endsWith('the end\n')).toBe(true);
    expect(harness.listener.updates.some((update) => update.kind === 'terminal' && update.truncated)).toBe(true);
  });
});

/** Bounded: a kill is synchronous, the system needs a moment to carry it out. */
async function dead(pid: number): Promise<void> {
  const until = systemClock.now() + 2000;
  while (livenessOf({ pid }) !== 'dead') {
    expect(systemClock.now()).toBeLessThan(until);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
