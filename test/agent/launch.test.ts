import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launcher } from '../../src/agent/launch';
import { livenessOf } from '../../src/host/processIdentity';
import type { ChildLedger } from '../../src/host/spawnChild';
import { systemClock } from '../../src/host/systemClock';
import { ndjsonPeer } from '../../src/wire/ndjson';
import { AgentHarness } from '../fakes/agentHarness';

/** A small ACP agent of 20 lines. `onPrompt` and `begin` are pieces of JavaScript. */
const agentScript = ({ begin = '', onPrompt = "answer({ stopReason: 'end_turn' })" } = {}): string => `
  ${begin};
  const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
  const say = (text) => send({
    method: 'session/update',
    params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } },
  });
  let rest = '';
  process.stdin.on('data', (bytes) => {
    const lines = (rest + bytes).split('\\n');
    rest = lines.pop();
    for (const { id, method } of lines.map((line) => JSON.parse(line))) {
      const answer = (result) => send({ id, result });
      if (method === 'initialize') answer({ protocolVersion: 1, agentCapabilities: {} });
      else if (method === 'session/new') answer({ sessionId: 's' });
      else if (method === 'session/prompt') { ${onPrompt} }
    }
  });`;

describe('an agent as a process', () => {
  let folder: string;
  let harness: AgentHarness;
  let ledger: ChildLedger & { readonly entries: Entry[]; readonly over: number[] };
  let inherited: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-launch-')));
    inherited = {
      PATH: process.env['PATH'],
      HOME: folder,
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_IPC_HOOK: 'x',
      NODE_OPTIONS: '--max-old-space-size=99',
      LANG: 'C',
    };
    const entries: Entry[] = [];
    const over: number[] = [];
    ledger = { entries, over, starting: () => undefined, started: (entry) => void entries.push(entry), ended: (pid) => void over.push(pid) };
    harness = new AgentHarness({}, (editor) => ({
      launch: launcher({
        clock: systemClock,
        editor,
        loginEnvironment: async () => inherited,
        ledger,
        mark: 'window-1',
        builtinStatePath: join(folder, 'builtin'),
      }),
    }));
  });
  afterEach(async () => {
    await harness.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const use = (agent: object): void => {
    harness.editor.own = { ...harness.editor.own, agents: { fake: agent } };
  };
  const useScript = (source: string, more: object = {}): void => use({ command: process.execPath, args: ['-e', source], ...more });
  const prompt = [{ kind: 'text', text: 'Hello' }] as const;

  test('answers a prompt, is written down while it lives, and ends when its session is closed', async () => {
    useScript(agentScript({ onPrompt: "say('hi'); answer({ stopReason: 'end_turn' })" }));
    const { link } = await harness.connect();
    expect(ledger.entries).toMatchObject([{ kind: 'agent', command: process.execPath }]);
    expect(await link.prompt(prompt)).toBe('end_turn');
    expect(harness.listener.text).toBe('hi');
    await link.close();
    expect(await link.gone).toEqual({ kind: 'exited', exit: { code: 0 }, stderr: [] });
    expect(ledger.over).toEqual([ledger.entries[0]?.pid]);
  });

  test('gets the login shell’s environment and what its setting adds, and nothing of the editor’s host', async () => {
    useScript(agentScript({ onPrompt: "say(JSON.stringify(process.env)); answer({ stopReason: 'end_turn' })" }), {
      env: { MY_KEY: 'mine' },
    });
    const { link } = await harness.connect();
    await link.prompt(prompt);
    const seen = JSON.parse(harness.listener.text) as Record<string, string>;
    expect(seen).toMatchObject({ LANG: 'C', MY_KEY: 'mine', HOLDFAST_MARK: expect.stringMatching(/^window-1\/./) as string });
    expect(Object.keys(seen).filter((name) => /^(VSCODE_|CODE_SERVER_|ELECTRON_)|^NODE_OPTIONS$/.test(name))).toEqual([]);
    expect(harness.editor.logged.join('\n')).not.toContain('mine');
  });

  test('that dies in mid-prompt is heard to its last byte', async () => {
    useScript(
      agentScript({
        onPrompt:
          "for (let n = 0; n < 5000; n += 1) say('x'); console.error('Segmentation fault'); process.exitCode = 9; process.stdin.destroy()",
      }),
    );
    const { link } = await harness.connect();
    await expect(link.prompt(prompt)).rejects.toMatchObject({
      failure: { kind: 'exited', exit: { code: 9 }, stderr: ['Segmentation fault'] },
    });
    expect(harness.listener.text).toHaveLength(5000);
    expect(await link.gone).toEqual({ kind: 'exited', exit: { code: 9 }, stderr: ['Segmentation fault'] });
  });

  test('that dies while nobody asks it anything is told with its exit and its last words, without keys', async () => {
    const die = "console.error('No credit left for sk-ant-abcdefghij'); process.exitCode = 3; process.stdin.destroy()";
    useScript(agentScript({ onPrompt: `answer({ stopReason: 'end_turn' }); setImmediate(() => { ${die} })` }));
    const { link } = await harness.connect();
    expect(await link.prompt(prompt)).toBe('end_turn');
    expect(await link.gone).toEqual({ kind: 'exited', exit: { code: 3 }, stderr: ['No credit left for sk-‹redacted›'] });
    expect(harness.editor.logged).toContain('fake: ended (3).');
  });

  test('that is killed from outside is told with its signal', async () => {
    useScript(agentScript({ onPrompt: 'say(String(process.pid))' }));
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    await harness.listener.until(() => harness.listener.text !== '');
    process.kill(Number(harness.listener.text), 'SIGKILL');
    await expect(turn).rejects.toMatchObject({ failure: { kind: 'exited', exit: { signal: 'SIGKILL' } } });
  });

  test('whose command does not exist is told with the places that were searched', async () => {
    inherited = { PATH: `${folder}:/nowhere` };
    use({ command: 'no-such-agent' });
    expect(await harness.failure()).toEqual({ kind: 'commandNotFound', command: 'no-such-agent', searched: [folder, '/nowhere'] });
  });

  test('that no interpreter can run is told with the reason', async () => {
    const path = join(folder, 'broken-agent');
    writeFileSync(path, '#!/no/such/interpreter\n');
    chmodSync(path, 0o755);
    use({ command: path });
    expect(await harness.failure()).toMatchObject({ kind: 'cannotStart', command: path });
  });

  test('is found on the login shell’s PATH', async () => {
    writeFileSync(join(folder, 'my-agent'), `#!${process.execPath}\n${agentScript()}`);
    chmodSync(join(folder, 'my-agent'), 0o755);
    inherited = { ...inherited, PATH: `${folder}:${process.env['PATH']}` };
    use({ command: 'my-agent' });
    expect((await harness.connect()).origin).toBe('fresh');
  });

  test('that fails at once is told with its exit and its last words, without keys', async () => {
    useScript("console.error('\\u001b[31mNo key: sk-ant-abcdefghij\\u001b[0m'); process.exit(4)");
    expect(await harness.failure()).toEqual({ kind: 'exited', exit: { code: 4 }, stderr: ['No key: sk-‹redacted›'] });
    expect(harness.editor.logged.join('\n')).toContain('stderr: No key: sk-‹redacted›');
    expect(harness.editor.logged.join('\n')).not.toContain('abcdefghij');
  });

  test('that is no agent at all is told with what it printed', async () => {
    useScript("console.log('total 3\\nREADME.md')");
    expect(await harness.failure()).toMatchObject({ kind: 'notAcp', sample: 'total 3\nREADME.md' });
  });

  test('whose start is stopped is gone', async () => {
    useScript('setInterval(() => {}, 1000)');
    const stop = new AbortController();
    const connecting = harness.connect({}, stop.signal);
    while (ledger.entries.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    stop.abort(new Error('Stopped.'));
    await expect(connecting).rejects.toThrow('Stopped.');
    await dead(ledger.entries[0]?.pid ?? 0);
  });

  test('that hears neither the end of its input nor the request to end is killed when all are closed', async () => {
    useScript(agentScript({ begin: "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)" }));
    const { link } = await harness.connect();
    await harness.closeAll();
    expect(await link.gone).toMatchObject({ kind: 'exited', exit: { signal: 'SIGKILL' } });
    await dead(ledger.entries[0]?.pid ?? 0);
  });

  test('of ours runs as Node, knows its state’s place, and speaks through the language client', async () => {
    harness.editor.extensionPath = folder;
    harness.editor.languagePeer = async ({ input, output }) => ndjsonPeer({ input, output });
    mkdirSync(join(folder, 'dist'));
    writeFileSync(
      join(folder, 'dist', 'server.js'),
      agentScript({
        onPrompt: "say(JSON.stringify({ env: process.env, args: process.argv.slice(2) })); answer({ stopReason: 'end_turn' })",
      }),
    );
    const { link } = await harness.connect({ agent: 'builtin' });
    await link.prompt(prompt);
    const seen = JSON.parse(harness.listener.text) as { env: Record<string, string>; args: string[] };
    expect(seen.args).toEqual(['--stdio']);
    expect(seen.env).toMatchObject({ ELECTRON_RUN_AS_NODE: '1', HOLDFAST_BUILTIN_STATE: join(folder, 'builtin') });
    expect(Object.keys(seen.env).filter((name) => /^VSCODE_|^NODE_OPTIONS$/.test(name))).toEqual([]);
    expect(ledger.entries).toMatchObject([{ kind: 'own' }]);
  });

  test('of ours that falls over before it could say a word is told with its exit', async () => {
    harness.editor.extensionPath = folder;
    harness.editor.languagePeer = () => new Promise(() => undefined);
    expect(await harness.failure({ agent: 'builtin' })).toMatchObject({ kind: 'exited', exit: { code: 1 } });
  });

  test('of ours whose language client never gets through is told as no answer, and killed', async () => {
    harness.editor.extensionPath = folder;
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'server.js'), 'setInterval(() => {}, 1000)');
    harness.editor.languagePeer = () => new Promise(() => undefined);
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 100 };
    expect(await harness.failure({ agent: 'builtin' })).toMatchObject({ kind: 'noAnswer', afterMs: 100 });
    await dead(ledger.entries[0]?.pid ?? 0);
  });
});

interface Entry {
  readonly pid: number;
  readonly kind: string;
  readonly command: string;
}

/** Bounded: a kill is synchronous, the system needs a moment to carry it out. */
async function dead(pid: number): Promise<void> {
  const until = systemClock.now() + 2000;
  while (livenessOf({ pid }) !== 'dead') {
    expect(systemClock.now()).toBeLessThan(until);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
