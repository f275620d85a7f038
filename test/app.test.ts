import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { App } from '../src/app';
import { markVariable } from '../src/host/environment';
import { stampOf } from '../src/host/processStamp';
import { systemClock } from '../src/host/systemClock';
import type { Editor } from '../src/port';
import { QuietEditor } from './fakes/agentHarness';
import { gone, killOff, stranger } from './host/strangers';
import { tempDir } from './host/tempDir';

const scripted = { scripted: { command: process.execPath, args: [resolve(import.meta.dirname, 'fakes/scriptedAgent.mjs')] } };

interface Opened {
  readonly app: App;
  readonly globalPath: string;
  readonly logged: readonly string[];
}

function open(folders: readonly string[], agents: object = {}, globalPath = tempDir()): Opened {
  const quiet = new QuietEditor(folders);
  quiet.own = { ...quiet.own, agents };
  const editor: Editor = Object.assign(quiet, {
    storage: { globalPath },
    onDidChangeSettings: () => () => undefined,
    tell: () => undefined,
  });
  return { app: App.open(editor, systemClock), globalPath, logged: quiet.logged };
}

test('with no folder open, an agent works in a folder of its own, not among the state of others', async () => {
  const { app, globalPath } = open([]);
  const { cwd } = app.sessions.create().record;
  expect(existsSync(cwd)).toBe(true);
  expect(relative(globalPath, cwd)).toBe('scratch');
  expect(relative(cwd, join(globalPath, 'sessions'))).toMatch(/^\.\./);
  await app.close(1000);
});

test('closing twice is one closing', async () => {
  const { app } = open([tempDir()]);
  const first = app.close(1000);
  expect(app.close(1000)).toBe(first);
  await first;
});

test('interrupted work is told by one of the windows that could, and by the next start when that one has closed', async () => {
  const folder = tempDir();
  const first = open([folder], scripted);
  const session = first.app.sessions.create('scripted');
  session.prompt({ clientId: 'prompt', content: [{ kind: 'text', text: 'half Well' }], origin: 'user' });
  await expect.poll(() => session.transcript.items().length, { timeout: 8000 }).toBe(2);
  await first.app.close(2000);
  const told = ({ app }: Opened): readonly string[] => {
    const ids: string[] = [];
    app.lookForInterruptions((all) => ids.push(...all.map(({ sessionId }) => sessionId)));
    return ids;
  };
  const [second, third] = [open([folder], scripted, first.globalPath), open([folder], scripted, first.globalPath)];
  expect(told(second)).toEqual([session.id]);
  expect(told(third)).toEqual([]);
  expect(third.app.interruptions.open()).toHaveLength(1);
  // Its process lives on, as an extension host does for a moment.
  await second.app.close(1000);
  const next = open([folder], scripted, first.globalPath);
  expect(told(next)).toEqual([session.id]);
  await Promise.all([third, next].map(({ app }) => app.close(1000)));
});

describe('a window with agents that ignore a cancel, the end of their input and SIGTERM', () => {
  const agent = resolve(import.meta.dirname, 'fakes/scriptedAgent.mjs');
  const deaf = { command: process.execPath, args: [agent, '--ignore-term', '--grandchild'] };

  test('closes within its phases, says how each ended, leaves nothing, and starts nothing any more', async () => {
    const { app, globalPath, logged } = open([tempDir()], { deaf });
    const sessions = [1, 2, 3].map((n) => {
      const session = app.sessions.create('deaf');
      session.prompt({ clientId: `prompt-${n}`, content: [{ kind: 'text', text: 'deaf' }], origin: 'user' });
      return session;
    });
    await expect.poll(() => sessions.map(({ status }) => status.kind), { timeout: 8000 }).toEqual(['working', 'working', 'working']);
    const [book] = readdirSync(join(globalPath, 'processes'));
    const mark = `${markVariable}=${basename(book!, '.json')}/`;
    expect(carriers(mark).length).toBe(6);
    const startedAt = systemClock.now();
    const closing = app.close(3500);
    expect(app.close(3500)).toBe(closing);
    await closing;
    const tookMs = systemClock.now() - startedAt;
    expect(tookMs).toBeLessThan(2000);
    expect(tookMs).toBeGreaterThan(1000);
    expect(carriers(mark)).toEqual([]);
    expect(existsSync(join(globalPath, 'processes', book!))).toBe(false);
    // Each took its children along: whoever is only still dying is not told of as one more.
    const report = logged.filter((line) => line.startsWith('Closing: '));
    expect(report).toEqual(Array(3).fill(expect.stringMatching(/^Closing: deaf \(process \d+\) was killed, after 1\d\d\d ms\.$/)));
    app.sessions.create('deaf').prompt({ clientId: 'late', content: [{ kind: 'text', text: 'say hello' }], origin: 'user' });
    await new Promise((settle) => setImmediate(settle));
    expect(carriers(mark)).toEqual([]);
  });
});

test('a window closes in time although another one sits on every file that they share, and what was promised is there for the next', async () => {
  const [folder, stuck] = [tempDir(), stranger()];
  const { app, globalPath, logged } = open([folder], scripted);
  const session = app.sessions.create('scripted');
  session.prompt({ clientId: 'prompt', content: [{ kind: 'text', text: 'half Well' }], origin: 'user' });
  await expect.poll(() => session.transcript.items().length, { timeout: 8000 }).toBe(2);
  app.lookForInterruptions(() => undefined);
  const shared = ['pending.json', 'lease.json', 'session.json'].map((name) => join('sessions', session.id, name));
  const locks = [...shared, 'told.json', 'notices.json', 'board.ndjson', 'drafts.json'].map((name) => join(globalPath, `${name}.lock`));
  locks.forEach((lock) => symlinkSync(stampOf(stuck), lock));
  const startedAt = systemClock.now();
  await app.close(1000);
  expect(systemClock.now() - startedAt).toBeLessThan(1000);
  expect(logged.join('\n')).toContain('Another window is holding a file for too long');
  killOff(stuck);
  await gone(stuck);
  // The lease could not be given back; that its holder has died frees it.
  const lease = join(globalPath, 'sessions', session.id, 'lease.json');
  const held = readFileSync(lease, 'utf8');
  expect(held).toContain(`"pid": ${process.pid}`);
  writeFileSync(lease, held.replace(`"pid": ${process.pid}`, `"pid": ${stuck.pid}`));
  const next = open([folder], scripted, globalPath).app;
  const told: string[] = [];
  next.lookForInterruptions((all) => told.push(...all.map(({ sessionId }) => sessionId)));
  expect(told).toEqual([session.id]);
  const kept = [{ kind: 'user', origin: 'user' }, { kind: 'message', content: [{ text: 'Well' }] }, { kind: 'end', outcome: { kind: 'interrupted' } }];
  expect(next.sessions.find(session.id)?.transcript.items()).toMatchObject(kept);
  await next.close(1000);
});

describe('a background task', () => {
  test('is told of once by its window, and not again by the next one, which still lists it', async () => {
    const { app, globalPath } = open([tempDir()], scripted);
    const told: string[] = [];
    app.tellOfTasks((notices) => {
      told.push(notices.map(({ preview }) => preview).join());
      return new Promise(() => undefined);
    }, noCard);
    const session = app.sessions.create('scripted', undefined, 'background');
    session.prompt({ clientId: 'prompt', content: [{ kind: 'text', text: 'say All is well' }], origin: 'user' });
    await expect.poll(() => told, { timeout: 10_000 }).toEqual(['All is well']);
    expect(app.resultOf(session.id)).toBe('All is well');
    const stored = (): unknown => JSON.parse(readFileSync(join(globalPath, 'notices.json'), 'utf8'));
    await expect.poll(stored, { timeout: 5_000 }).toMatchObject({ notices: [{ state: 'told' }] });
    await app.close(2000);
    const later = open([tempDir()], scripted, globalPath).app;
    later.tellOfTasks(async () => {
      told.push('again');
      return 'left';
    }, noCard);
    expect(later.notices.unread()).toMatchObject([{ sessionId: session.id, preview: 'All is well' }]);
    later.notices.seen(session.id);
    expect(later.notices.unread()).toEqual([]);
    await later.close(1000);
    expect(told).toEqual(['All is well']);
  });
});

/** Who carries such a mark in the environment. */
function carriers(mark: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'latin1').includes(`\0${mark}`);
    } catch {
      return false;
    }
  });
}

/** No card is open in front of anybody. */
const noCard = (): boolean => false;
