import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PromptRequest, SessionInfo } from '../../src/api';
import { SessionApi } from '../../src/editor/sessionApi';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';
import { english } from './english';

let house: SessionHarness;
let api: SessionApi;
let trusted: boolean;
let defaultAgent: string;
let shown: string[];

beforeEach(() => {
  house = new SessionHarness();
  trusted = true;
  defaultAgent = 'builtin';
  shown = [];
  let ids = 0;
  api = new SessionApi({
    sessions: house.sessions,
    clock: house.clock,
    trusted: () => trusted,
    agents: () => [{ id: 'builtin' }, { id: 'Claude' }],
    defaultAgent: () => defaultAgent,
    newId: () => `api-${++ids}`,
    show: async (sessionId) => void shown.push(sessionId),
    translate: english,
    log: { warn: (message) => void house.warnings.push(message) },
  });
});

afterEach(async () => {
  await house.clock.tick(1_000);
  api.dispose();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

function heard(): SessionInfo[] {
  const infos: SessionInfo[] = [];
  api.sessions.onDidChange((info) => void infos.push(info));
  return infos;
}

/** What an extension without types might pass. */
const anything = (value: unknown): PromptRequest => value as PromptRequest;

describe('a background task of another extension', () => {
  test('is a session of its own, with the agent that it names or the default one', async () => {
    const { sessionId, turnId } = await api.background.run({ prompt: 'Fix it', agent: 'Claude' });
    expect(house.store.records.get(sessionId)).toMatchObject({ kind: 'background', agent: 'Claude' });
    expect(house.store.events.get(sessionId)?.[0]).toMatchObject({ kind: 'prompt', turnId, origin: 'api' });
    expect(house.store.records.get((await api.background.run({ prompt: 'Fix it too' })).sessionId)?.agent).toBe('builtin');
    expect(shown).toEqual([]);
    house.sessions.interruptAll();
  });

  test.each([
    [{ prompt: ' ' }, 'There is nothing to send.'],
    [{ prompt: 'Fix it', agent: 'Nobody' }, 'There is no agent “Nobody”.'],
    [{ prompt: 1 }, 'Holdfast: prompt is a string, and agent one or left out.'],
    [undefined, 'Holdfast: run needs an object such as { prompt: "…" }.'],
  ])('is refused in words, and nothing is started: %j', async (task, words) => {
    await expect(api.background.run(task as never)).rejects.toThrow(words);
    expect(house.store.records.size).toBe(0);
  });

  test('is refused in a folder that is not trusted', async () => {
    trusted = false;
    await expect(api.background.run({ prompt: 'Fix it' })).rejects.toThrow('not trusted');
  });
});

describe('a prompt of another extension', () => {
  test('goes to a new session with the default agent, and says whose it is', async () => {
    const { sessionId, turnId } = await api.sessions.prompt({ text: 'Why does it fail?' });
    expect(house.store.events.get(sessionId)?.[0]).toMatchObject({ kind: 'prompt', turnId, origin: 'api' });
    await house.clock.tick(0);
    expect(house.connector.requests).toMatchObject([{ sessionId, agent: 'builtin' }]);
    expect(api.sessions.list()).toMatchObject([{ id: sessionId, title: 'Why does it fail?', agent: 'builtin', state: 'working', queued: 0 }]);
    expect(shown).toEqual([]);
    house.connector.last.answer();
  });

  test('goes to the session or the agent that it names', async () => {
    const session = await house.asked('one');
    await api.sessions.prompt({ text: 'two', sessionId: session.id });
    expect(outline(session.transcript.items())).toEqual(['you: one [sent]', 'you: two [queued]']);
    expect(api.sessions.list()).toMatchObject([{ id: session.id, queued: 1 }]);
    const other = await api.sessions.prompt({ text: 'Hello', agent: 'Claude' });
    expect(house.sessions.find(other.sessionId)?.record.agent).toBe('Claude');
    house.sessions.interruptAll();
  });

  test('is on disk when it is taken, and refused when the disk refuses, with nothing left behind', async () => {
    house.store.fails = new Error('No space left on the disk.');
    await expect(api.sessions.prompt({ text: 'Hello' })).rejects.toThrow('could not be saved, so it was not sent: No space left on the disk.');
    expect(api.sessions.list()).toEqual([]);
    expect(house.connector.requests).toEqual([]);
  });

  test.each<[why: string, request: unknown, words: string]>([
    ['for an unknown session', { text: 'x', sessionId: 'nobody' }, 'This session no longer exists.'],
    ['for an unknown agent', { text: 'x', agent: 'nobody' }, 'There is no agent “nobody”.'],
    ['without words', { text: ' \n' }, 'There is nothing to send.'],
    ['that is no object', 'text', 'prompt needs an object'],
    ['that is nothing', undefined, 'prompt needs an object'],
    ['whose text is no text', { text: 7 }, 'the text of a prompt is a string'],
    ['whose session is no id', { text: 'x', sessionId: {} }, 'sessionId and agent are strings'],
    ['for a session and an agent', { text: 'x', sessionId: 'a', agent: 'b' }, 'not both'],
  ])('%s is refused in words, and asks nothing', async (_why, request, words) => {
    await expect(api.sessions.prompt(anything(request))).rejects.toThrow(words);
    expect(house.store.records.size).toBe(0);
    expect(house.connector.requests).toEqual([]);
  });

  test('is refused in a folder that is not trusted', async () => {
    trusted = false;
    await expect(api.sessions.prompt({ text: 'Hello' })).rejects.toThrow('not trusted');
    expect(house.store.records.size).toBe(0);
  });

  test('is refused when the default agent does not exist', async () => {
    defaultAgent = 'Removed';
    await expect(api.sessions.prompt({ text: 'Hello' })).rejects.toThrow('There is no agent “Removed”.');
  });

  test('is refused when too many wait', async () => {
    const session = await house.asked('one');
    for (let i = 0; i < 50; i += 1) {
      await api.sessions.prompt({ text: `more ${i}`, sessionId: session.id });
    }
    await expect(api.sessions.prompt({ text: 'too many', sessionId: session.id })).rejects.toThrow('Too many messages wait');
    house.sessions.interruptAll();
  });

  test('does not release what a stop holds for the user', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    await api.sessions.prompt({ text: 'three', sessionId: session.id });
    await house.clock.tick(0);
    expect(session.queueHeld).toBe(true);
    expect(house.connector.last.prompts).toHaveLength(1);
  });

  test('is sent after a stop when nothing else waits', async () => {
    const session = await house.asked('one');
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    await api.sessions.prompt({ text: 'two', sessionId: session.id });
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    house.connector.last.answer();
  });

  test('that is tried again is still not the user’s', async () => {
    const { sessionId } = await api.sessions.prompt({ text: 'Hello' });
    await house.clock.tick(0);
    house.connector.last.die();
    await house.clock.tick(0);
    const session = house.sessions.find(sessionId);
    session?.retry();
    expect(session?.transcript.items().flatMap((item) => (item.kind === 'user' ? [item.origin] : []))).toEqual(['api', 'api']);
    await house.clock.tick(0);
    house.connector.last.answer();
  });

  test('that the user tries again releases what was held, as any other does', async () => {
    const { sessionId } = await api.sessions.prompt({ text: 'one' });
    await house.clock.tick(0);
    await api.sessions.prompt({ text: 'two', sessionId });
    house.connector.last.fail({ kind: 'rpc', code: -32603, message: 'Internal error' });
    await house.clock.tick(0);
    const session = house.sessions.find(sessionId);
    expect(session?.queueHeld).toBe(true);
    session?.retry();
    await house.clock.tick(0);
    expect(session?.queueHeld).toBe(false);
    expect(house.connector.last.prompts).toHaveLength(2);
    house.sessions.interruptAll();
  });
});

describe('another extension', () => {
  test('shows a session, and hears of one that does not exist', async () => {
    const session = await house.asked();
    await api.sessions.open(session.id);
    expect(shown).toEqual([session.id]);
    await expect(api.sessions.open('nobody')).rejects.toThrow('This session no longer exists.');
    await expect(api.sessions.open(undefined as unknown as string)).rejects.toThrow('named by its id');
    house.connector.last.answer();
  });

  test('stops a session that runs, leaves one in peace that does not, and hears of one that does not exist', async () => {
    const session = await house.asked();
    api.sessions.stop(session.id);
    expect(house.connector.last.cancels).toBe(1);
    expect(api.sessions.list()[0]?.state).toBe('stopping');
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    api.sessions.stop(session.id);
    expect(house.connector.last.cancels).toBe(1);
    expect(() => api.sessions.stop('nobody')).toThrow('This session no longer exists.');
  });

  test('cannot change what others get', async () => {
    await house.asked();
    const [info] = api.sessions.list();
    expect(() => ((info as { title: string }).title = 'x')).toThrow(TypeError);
    expect(() => ((api.sessions as { prompt: unknown }).prompt = undefined)).toThrow(TypeError);
    house.connector.last.answer();
  });

  test('is told at every call that the window has closed, and hears nothing any more', async () => {
    const session = await house.asked();
    const infos = heard();
    house.connector.last.answer();
    api.dispose();
    await house.clock.tick(1_000);
    expect(infos).toEqual([]);
    const ended = 'Holdfast has ended in this window.';
    expect(() => api.sessions.list()).toThrow(ended);
    expect(() => api.sessions.stop(session.id)).toThrow(ended);
    expect(() => heard()).toThrow(ended);
    await expect(api.sessions.open(session.id)).rejects.toThrow(ended);
    await expect(api.sessions.prompt({ text: 'x' })).rejects.toThrow(ended);
  });
});

describe('changes', () => {
  test('are told as the latest state, however fast they come, and only when something is different', async () => {
    const infos = heard();
    const session = await house.asked();
    for (let i = 0; i < 100; i += 1) {
      house.connector.last.say(`${i} `);
    }
    expect(infos).toEqual([]);
    await house.clock.tick(250);
    expect(infos.map(({ state }) => state)).toEqual(['working']);
    house.connector.last.say('more');
    await house.clock.tick(1_000);
    expect(infos).toHaveLength(1);
    house.connector.last.answer();
    await house.clock.tick(250);
    expect(infos.slice(1)).toMatchObject([{ id: session.id, state: 'idle' }]);
  });

  test('tell of a session that was deleted, once', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(1_000);
    const infos = heard();
    await house.sessions.remove(session.id);
    await house.clock.tick(1_000);
    expect(infos).toMatchObject([{ id: session.id, state: 'deleted' }]);
    expect(api.sessions.list()).toEqual([]);
  });

  test('reach the others when one listener throws, and nobody who has left', async () => {
    api.sessions.onDidChange(() => {
      throw new Error('Not my day.');
    });
    const disposables: { dispose(): unknown }[] = [];
    const left: SessionInfo[] = [];
    const self = { seen: left };
    api.sessions.onDidChange(
      function (this: typeof self, info) {
        this.seen.push(info);
      },
      self,
      disposables,
    );
    const infos = heard();
    await house.asked();
    await house.clock.tick(250);
    expect([left.length, infos.length]).toEqual([1, 1]);
    disposables[0]?.dispose();
    house.connector.last.answer();
    await house.clock.tick(250);
    expect([left.length, infos.length]).toEqual([1, 2]);
    expect(house.warnings).toEqual([expect.stringContaining('Not my day.'), expect.stringContaining('Not my day.')]);
  });

  test('cost nothing while nobody listens', async () => {
    await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.clock.pending).toBe(0);
  });

  test('need a function', () => {
    expect(() => api.sessions.onDidChange(undefined as never)).toThrow('onDidChange needs a function');
  });
});

test('the types stand alone: whoever copies the file needs VS Code’s own types and nothing else', () => {
  const file = 'src/api.d.ts';
  const program = ts.createProgram([file], { strict: true, lib: ['lib.es2023.d.ts'], types: ['vscode'], skipLibCheck: false, noEmit: true });
  const source = program.getSourceFile(file);
  expect(ts.getPreEmitDiagnostics(program, source).map(({ messageText }) => messageText)).toEqual([]);
  expect(source?.statements.filter(ts.isImportDeclaration).map(({ moduleSpecifier }) => moduleSpecifier.getText())).toEqual(["'vscode'"]);
});
