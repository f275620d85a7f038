import { afterEach, describe, expect, test } from 'vitest';
import { Agents } from '../../src/agent/agents';
import { systemClock } from '../../src/host/systemClock';
import { AgentHarness, Ear, failureOf } from '../fakes/agentHarness';
import type { FakeScript } from '../fakes/fakeAgent';
import { settled } from '../fakes/fakeClock';
import { noBook } from '../fakes/noBook';

let harness: AgentHarness;
const begin = (script: FakeScript = {}): AgentHarness => (harness = new AgentHarness(script));
afterEach(() => harness.dispose());

describe('before anything starts', () => {
  test('an untrusted folder is refused', async () => {
    begin();
    harness.editor.isTrusted = false;
    expect(await harness.failure()).toEqual({ kind: 'untrusted' });
    expect(harness.fakes.agents).toHaveLength(0);
  });

  test('trust that is granted later is enough', async () => {
    begin();
    harness.editor.isTrusted = false;
    await harness.failure();
    harness.editor.isTrusted = true;
    expect((await harness.connect()).origin).toBe('fresh');
  });

  test('an agent that nobody knows is named', async () => {
    begin();
    expect(await harness.failure({ agent: 'nobody' })).toEqual({ kind: 'unknownAgent', agent: 'nobody' });
  });

  test('an agent whose setting is bad is named with the problem', async () => {
    begin();
    harness.editor.own = { ...harness.editor.own, agents: { fake: { args: [] } } };
    expect(await harness.failure()).toMatchObject({ kind: 'badSetting', agent: 'fake' });
  });
});

describe('stopping a start', () => {
  test('during the handshake leaves no process', async () => {
    begin({ onInitialize: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const connecting = harness.connect({}, stop.signal);
    await settled();
    stop.abort(new Error('Stopped.'));
    await expect(connecting).rejects.toThrow('Stopped.');
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('while the session opens leaves no process', async () => {
    const stop = new AbortController();
    begin({
      onNew: () => {
        stop.abort(new Error('Stopped.'));
        return new Promise(() => undefined);
      },
    });
    await expect(harness.connect({}, stop.signal)).rejects.toThrow('Stopped.');
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('while a stored session is replayed leaves no process', async () => {
    const stop = new AbortController();
    begin({ capabilities: { loadSession: true }, onLoad: () => void setTimeout(() => stop.abort(new Error('Stopped.')), 50) });
    await expect(harness.connect({ agentSessionId: 'old' }, stop.signal)).rejects.toThrow('Stopped.');
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('before it began starts nothing', async () => {
    begin();
    await expect(harness.connect({}, AbortSignal.abort(new Error('Stopped.')))).rejects.toThrow('Stopped.');
    expect(harness.fakes.agents).toHaveLength(0);
  });
});

describe('processes', () => {
  test('are one for each session of an agent', async () => {
    begin();
    await harness.connect({ sessionId: 's1' });
    await harness.connect({ sessionId: 's2' });
    expect(harness.fakes.agents).toHaveLength(2);
  });

  test('of the built-in agent is one for all, and ends with its last session', async () => {
    begin({ capabilities: { sessionCapabilities: { close: {} } } });
    const [first, second] = await Promise.all([
      harness.connect({ agent: 'builtin' }),
      harness.connect({ agent: 'builtin', sessionId: 's2' }),
    ]);
    expect(harness.fakes.agents).toHaveLength(1);
    const { child, closes } = harness.fakes.last;
    await first.link.close();
    expect(closes).toEqual([first.link.agentSessionId]);
    expect(child.hasExited).toBe(false);
    await second.link.close();
    expect(child.hasExited).toBe(true);
    await harness.connect({ agent: 'builtin' });
    expect(harness.fakes.agents).toHaveLength(2);
  });

  test('go on with a session of an earlier window only when nothing of that window is left', async () => {
    let ended: () => void = () => undefined;
    const formerWindowsEnded = (): Promise<void> => new Promise((resolve) => (ended = resolve));
    harness = new AgentHarness({}, () => ({ formerWindowsEnded }));
    await harness.connect({ sessionId: 'new' });
    expect(harness.fakes.agents).toHaveLength(1);
    const connecting = harness.connect({ sessionId: 'old', agentSessionId: 'a-1' });
    await settled();
    expect(harness.fakes.agents).toHaveLength(1);
    ended();
    await connecting;
    expect(harness.fakes.agents).toHaveLength(2);
  });

  test('are asked to delete a session that is deleted here, where they can, and are let go of all the same', async () => {
    begin({ capabilities: { sessionCapabilities: { close: {}, delete: {} } } });
    const { link } = await harness.connect();
    await link.close('deleted');
    expect(harness.fakes.last.asked.slice(-2)).toEqual(['session/close', 'session/delete']);
    expect(harness.fakes.last.deletes).toEqual([link.agentSessionId]);
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('are not asked to delete what is only closed, nor by a method that they do not have', async () => {
    begin({ capabilities: { sessionCapabilities: { delete: {} } } });
    await (await harness.connect()).link.close();
    expect(harness.fakes.last.asked).not.toContain('session/delete');
    harness.fakes.script = {};
    await (await harness.connect()).link.close('deleted');
    expect(harness.fakes.last.asked).not.toContain('session/delete');
  });

  test('that two wait for starts on when one of them leaves, and is given up with the last', async () => {
    let go = (): void => undefined;
    const greeted = new Promise<void>((hello) => {
      begin({
        onInitialize: () => {
          hello();
          return new Promise<void>((resolve) => (go = resolve));
        },
      });
    });
    const stop = new AbortController();
    const leaving = harness.connect({ agent: 'builtin' }, stop.signal);
    const staying = harness.connect({ agent: 'builtin', sessionId: 's2' });
    await greeted;
    stop.abort(new Error('Stopped.'));
    await expect(leaving).rejects.toThrow('Stopped.');
    go();
    await staying;
    expect(harness.fakes.agents).toHaveLength(1);
    expect(harness.fakes.last.child.hasExited).toBe(false);
  });

  test('that nobody waits for any more is killed', async () => {
    begin({ onInitialize: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const leaving = harness.connect({ agent: 'builtin' }, stop.signal);
    await settled();
    stop.abort(new Error('Stopped.'));
    await expect(leaving).rejects.toThrow('Stopped.');
    await settled();
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('speak to each session by its own name', async () => {
    begin();
    const [one, two] = [new Ear(), new Ear()];
    const request = { agent: 'builtin', cwd: harness.folder };
    const signal = new AbortController().signal;
    const first = await harness.agents.connect({ ...request, sessionId: 's1' }, one, signal);
    const second = await harness.agents.connect({ ...request, sessionId: 's2' }, two, signal);
    harness.fakes.last.say('for the first', first.link.agentSessionId);
    harness.fakes.last.say('for the second', second.link.agentSessionId);
    await Promise.all([one.until(() => one.text !== ''), two.until(() => two.text !== '')]);
    expect([one.text, two.text]).toEqual(['for the first', 'for the second']);
  });
});

describe('closing one agent', () => {
  test.each([
    [1000, { stdinMs: 400, terminateMs: 400, killMs: 200 }],
    // A bare wait is as long as a person would have patience for, and no longer.
    [0, { stdinMs: 600_000, terminateMs: 5000, killMs: 1000 }],
  ])('takes no longer than a setting of %d ms says', async (operationTimeoutMs, grace) => {
    begin();
    harness.editor.own = { ...harness.editor.own, operationTimeoutMs };
    const { link } = await harness.connect();
    await link.close();
    await settled();
    expect(harness.fakes.last.child.graces).toEqual([grace]);
  });
});

describe('closing', () => {
  test('ends all agents and refuses new ones', async () => {
    begin();
    await harness.connect({ sessionId: 's1' });
    await harness.connect({ sessionId: 's2' });
    await harness.closeAll();
    expect(harness.fakes.agents.map(({ child }) => [child.hasExited, child.ends])).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(await harness.failure()).toMatchObject({ kind: 'internal' });
    expect(harness.fakes.agents).toHaveLength(2);
  });

  test('hears out an agent that was asked to cancel, before it is ended', async () => {
    begin();
    const { link } = await harness.connect();
    const answering = link.prompt([{ kind: 'text', text: 'Hello' }]);
    const prompt = await harness.fakes.last.prompted();
    const closing = harness.closeAll();
    await settled();
    expect(harness.fakes.last.child.ends).toBe(0);
    harness.fakes.last.say('last words');
    prompt.answer('cancelled');
    expect(await answering).toBe('cancelled');
    expect(harness.listener.text).toBe('last words');
    await closing;
    expect(harness.fakes.last.child.ends).toBe(1);
  });

  test('tells of each agent by name how it ended', async () => {
    begin();
    await harness.connect({ sessionId: 's1' });
    const members = harness.agents.closeAll();
    expect(members.map(({ name }) => name)).toEqual([`fake (process ${harness.fakes.last.child.pid})`]);
    expect(await Promise.all(members.map(({ close }) => close(new AbortController().signal)))).toEqual(['ended when its input was closed']);
  });

  test('tells of an agent that did not listen, and of one that was starting, that they were killed', async () => {
    begin({ deaf: true });
    await harness.connect();
    harness.fakes.script = { onInitialize: () => new Promise(() => undefined) };
    const starting = failureOf(harness.connect({ sessionId: 's2' }));
    await settled();
    expect(await harness.closeAll()).toEqual(['was killed while it started', 'was killed']);
    expect(await starting).toMatchObject({ kind: 'internal' });
  });

  test('hurries an agent that was being ended more patiently', async () => {
    begin({ deaf: true });
    harness.editor.own = { ...harness.editor.own, operationTimeoutMs: 0 };
    const { link } = await harness.connect();
    void link.close();
    await settled();
    const { child } = harness.fakes.last;
    const startedAt = systemClock.now();
    expect(await harness.closeAll()).toEqual(['was killed']);
    expect(systemClock.now() - startedAt).toBeLessThan(1500);
    expect(child.hasExited).toBe(true);
  });

  test('kills at once when there is no time for manners', async () => {
    begin({ deaf: true });
    await harness.connect();
    const hurry = new AbortController();
    const closing = harness.closeAll(hurry.signal);
    hurry.abort();
    expect(harness.fakes.last.child.hasExited).toBe(true);
    await closing;
  });

  test('kills the deaf within its own time', async () => {
    begin({ deaf: true });
    await harness.connect();
    const startedAt = systemClock.now();
    await harness.closeAll();
    expect(systemClock.now() - startedAt).toBeLessThan(1500);
    expect(harness.fakes.last.child.kills).toBeGreaterThan(0);
  });

  test('stops a start that is under way', async () => {
    begin({ onInitialize: () => new Promise(() => undefined) });
    const connecting = failureOf(harness.connect());
    await settled();
    harness.agents.closeAll().forEach(({ kill }) => kill());
    expect(harness.fakes.last.child.hasExited).toBe(true);
    expect(await connecting).toMatchObject({ kind: 'internal' });
  });
});

test('a door that was never used closes at once', async () => {
  begin();
  const agents = new Agents({
    editor: harness.editor,
    clock: systemClock,
    launch: harness.fakes.launch,
    startTerminal: () => Promise.reject(new Error('Never.')),
      terminalBook: () => noBook,
    formerWindowsEnded: () => Promise.resolve(),
  });
  expect(agents.closeAll()).toEqual([]);
});
