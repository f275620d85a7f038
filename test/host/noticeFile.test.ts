import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { NoticeFile } from '../../src/host/noticeFile';
import { openStateRoot } from '../../src/host/stateRoot';
import type { StateRoot } from '../../src/host/stateRoot';
import { FakeClock } from '../fakes/fakeClock';
import { Notices } from '../../src/notice/notices';
import { subjectOf } from '../../src/notice/notice';
import type { Notice } from '../../src/notice/notice';
import { bundleScript } from './runScript';
import { tempDir } from './tempDir';

let root: StateRoot;
let reports: SetAside[];

beforeEach(() => {
  root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  reports = [];
});

function file(window: string): NoticeFile {
  return new NoticeFile(root, window, (report) => reports.push(report));
}

const owed: Notice = {
  sessionId: 'a',
  turnId: 't',
  at: 1,
  outcome: { kind: 'answered', stopReason: 'end_turn', empty: false },
  preview: 'All green.',
  state: 'owed',
  attempts: 0,
  hands: 'ours',
};

test('what became of a process is kept beside how tasks ended, and what is neither is not', () => {
  const news: Notice = { sessionId: 'a', eventId: 'p/end', command: 'npm test', news: { kind: 'ended', exit: { code: 1 } }, at: 2, preview: '', state: 'owed', attempts: 0, hands: 'ours' };
  const odd = { ...owed, outcome: { kind: 7 }, sessionId: 'odd' } as unknown as Notice;
  file('one').update(() => [owed, news, odd]);
  expect(file('one').read()).toEqual([owed, news]);
  expect(file('two').read()).toMatchObject([{ hands: 'elsewhere' }, { hands: 'elsewhere' }]);
});

test('what one window holds is elsewhere for another, and keeps its holder when that one changes something else', () => {
  const [one, two] = [file('one'), file('two')];
  one.update(() => [owed]);
  expect(one.read()).toEqual([owed]);
  expect(two.read()).toMatchObject([{ hands: 'elsewhere' }]);
  two.update((current) => [...current, { ...owed, sessionId: 'b' }]);
  expect(one.read()).toMatchObject([{ hands: 'ours' }, { hands: 'elsewhere' }]);
  one.update((current) => current.map((notice) => ({ ...notice, hands: 'free' as const })));
  expect(two.read()).toMatchObject([{ hands: 'free' }, { hands: 'free' }]);
});

test('what became of a task of the board is kept beside what became of turns', () => {
  const card: Notice = { taskId: 'k', news: 'blocked', at: 2, preview: 'No key.', state: 'owed', attempts: 0, hands: 'ours' };
  file('one').update(() => [owed, card]);
  expect(file('one').read()).toEqual([owed, card]);
  expect(file('two').read()).toMatchObject([{ hands: 'elsewhere' }, { hands: 'elsewhere' }]);
});

test('nothing is written where nothing changed, and no file is left where there is nothing', () => {
  const one = file('one');
  one.update((current) => current);
  expect(() => readFileSync(join(root.path, 'notices.json'))).toThrow();
  one.update(() => [owed]);
  one.update(() => []);
  expect(() => readFileSync(join(root.path, 'notices.json'))).toThrow();
});

test('a file that is no such thing is set aside, and a row that makes no sense costs itself', () => {
  writeFileSync(join(root.path, 'notices.json'), '{"notices": "none"}');
  expect(file('one').read()).toEqual([]);
  expect(reports).toHaveLength(1);
  writeFileSync(join(root.path, 'notices.json'), JSON.stringify({ notices: [{ sessionId: 1 }, { ...owed, by: { window: 'x', process: {} } }, { ...owed, hands: undefined }] }));
  expect(file('one').read()).toMatchObject([{ sessionId: 'a', hands: 'free' }]);
});

test('of two windows one tells what a killed one could not tell any more', async () => {
  const script = join(tempDir(), 'window.js');
  await bundleScript(source, script);
  const killed = await openWindow(script, 'killed');
  await killed.says('post');
  expect(file('here').read()).toMatchObject([{ hands: 'elsewhere' }, { hands: 'elsewhere', state: 'promised' }]);
  killed.process.kill('SIGKILL');
  await once(killed.process, 'exit');
  const [one, two] = await Promise.all([openWindow(script, 'one'), openWindow(script, 'two')]);
  const told = await Promise.all([one.says('tell'), two.says('tell')]);
  expect(told.sort(), 'what it had promised has come about').toEqual(['told ', 'told a b']);
  // What was told is not told again at the next start.
  const clock = new FakeClock();
  const later: string[] = [];
  const notices = new Notices({
    store: file('later'),
    clock,
    settings: () => ({ level: 'all', minIntervalMs: 0 }),
    isWatched: () => false,
    isAttended: () => true,
    isThere: () => true,
    onError: (error) => later.push(String(error)),
  });
  notices.start(async (all) => {
    later.push(...all.map(subjectOf));
    return 'left';
  });
  await clock.tick(30_000);
  notices.close();
  expect(later).toEqual([]);
});

async function openWindow(script: string, window: string): Promise<{ readonly process: ChildProcess; says(word: string): Promise<string> }> {
  const child = spawn(process.execPath, [script, root.path, window], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    process: child,
    says: async (word) => {
      child.stdin.write(`${word}\n`);
      return String((await lines.next()).value);
    },
  };
}

const source = `
  import { createInterface } from 'node:readline';
  import { NoticeFile } from './src/host/noticeFile';
  import { openStateRoot } from './src/host/stateRoot';
  import { hastyClock } from './test/fakes/hastyClock';
  import { Notices } from './src/notice/notices';

  const [path, window] = process.argv.slice(2);
  const clock = hastyClock(5);
  const notices = new Notices({
    store: new NoticeFile(openStateRoot({ globalStoragePath: path, workspace: [] }), window, console.error),
    clock,
    settings: () => ({ level: 'all', minIntervalMs: 0 }),
    isWatched: () => false,
    isAttended: () => true,
    isThere: () => true,
    onError: console.error,
  });
  const told = [];
  createInterface({ input: process.stdin }).on('line', (word) => {
    if (word === 'post') {
      notices.post({ sessionId: 'a', turnId: 't', at: Date.now(), outcome: { kind: 'answered', stopReason: 'end_turn', empty: false }, preview: '', state: 'owed' });
      notices.promise({ sessionId: 'b', eventId: 'p/end', command: 'npm', news: { kind: 'endedWith', whom: 'window' }, at: Date.now(), preview: '', state: 'owed' });
      console.log('posted');
    } else {
      notices.start((all) => {
        told.push(...all.map(({ sessionId }) => sessionId));
        return new Promise(() => {});
      });
      // Both have looked twice by then, and what one of them tells counts as told.
      clock.after(2500, () => console.log('told ' + told.join(' ')));
    }
  });
  console.log('up');
`;
