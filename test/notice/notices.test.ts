import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { subjectOf } from '../../src/notice/notice';
import type { Notice, ProcessNews } from '../../src/notice/notice';
import { Notices } from '../../src/notice/notices';
import type { NotificationSettings } from '../../src/port';
import type { TurnOutcome } from '../../src/session/outcome';
import { FakeClock } from '../fakes/fakeClock';
import { FakeNotices } from '../fakes/fakeNotices';

let clock: FakeClock;
let disk: FakeNotices;
let settings: NotificationSettings;
let watched: Set<string>;
let deleted: Set<string>;
let errors: unknown[];
let windows: Window[];

beforeEach(() => {
  clock = new FakeClock();
  disk = new FakeNotices();
  settings = { level: 'all', minIntervalMs: 15_000 };
  watched = new Set();
  deleted = new Set();
  errors = [];
  windows = [];
});

afterEach(() => {
  windows.forEach(({ notices }) => notices.close());
  expect(clock.pending, 'timers left behind').toBe(0);
});

/** A window, and what it has told: the sessions of each notification, in one line. */
class Window {
  readonly told: string[] = [];
  readonly notices: Notices;
  answer: (answer: 'seen' | 'left') => void = () => undefined;
  refuses = 0;
  /** A person is at it. */
  isAttended = true;

  constructor(readonly name: string) {
    this.notices = new Notices({
      store: disk.of(name),
      clock,
      settings: () => settings,
      isAttended: () => this.isAttended,
      isWatched: (notice) => watched.has(subjectOf(notice)),
      isThere: (notice) => !deleted.has(subjectOf(notice)),
      onError: (error) => errors.push(error),
    });
    windows.push(this);
  }

  start(): this {
    this.notices.start((notices) => {
      this.told.push(notices.map(subjectOf).join(' '));
      if (this.refuses > 0) {
        this.refuses -= 1;
        return Promise.reject(new Error('It cannot be shown.'));
      }
      return new Promise((resolve) => {
        this.answer = resolve;
      });
    });
    return this;
  }

  post(sessionId: string, outcome: TurnOutcome = answered, turnId = 'turn'): void {
    this.notices.post({ sessionId, turnId, outcome, at: clock.wall(), preview: 'All green.', state: 'owed' });
  }

  postProcess(news: ProcessNews, eventId = 'p/end'): void {
    this.notices.post({ sessionId: 's', eventId, command: 'npm test', news, at: clock.wall(), preview: '', state: 'owed' });
  }

  /** As a killed process: nothing is released, and nothing runs on. */
  kill(): void {
    const { fails } = disk;
    disk.fails = new Error('Dead processes do not write.');
    this.notices.close();
    disk.fails = fails;
    errors = [];
    disk.kill(this.name);
  }

  get unread(): readonly string[] {
    return this.notices.unread().map(subjectOf);
  }
}

const answered: TurnOutcome = { kind: 'answered', stopReason: 'end_turn', empty: false };
const failed: TurnOutcome = { kind: 'failed', failure: { kind: 'disconnected', stderr: [] } };
const stopped: TurnOutcome = { kind: 'cancelled', late: false };

describe('how a task ended', () => {
  test('is told once, and stays in the inbox until the notification is answered', async () => {
    const window = new Window('one').start();
    window.post('a');
    await clock.tick(2_000);
    expect(window.told).toEqual(['a']);
    await clock.tick(60_000);
    expect(window.told).toEqual(['a']);
    expect(window.unread).toEqual(['a']);
    window.answer('seen');
    await clock.tick(0);
    expect(window.unread).toEqual([]);
  });

  test('is on disk before anything is said, once for each turn', async () => {
    const window = new Window('one').start();
    window.post('a');
    window.post('a');
    expect(disk.of('other').read()).toMatchObject([{ sessionId: 'a', turnId: 'turn', state: 'owed' }]);
    await clock.tick(60_000);
    window.post('a');
    await clock.tick(60_000);
    expect(window.told).toEqual(['a']);
  });

  test('is told together with what ended within a moment, and with all that ended until the next one may come', async () => {
    const window = new Window('one').start();
    for (let task = 1; task <= 20; task += 1) {
      window.post(`t${task}`, failed);
    }
    await clock.tick(2_000);
    expect(window.told).toHaveLength(1);
    expect(window.told[0]?.split(' ')).toHaveLength(20);
    window.post('late');
    await clock.tick(5_000);
    window.post('later');
    expect(window.told).toHaveLength(1);
    await clock.tick(10_000);
    expect(window.told[1]).toBe('late later');
  });

  test('is not told of what the user looks at, comes to look at, or has stopped', async () => {
    const window = new Window('one').start();
    watched.add('a');
    window.post('a');
    window.post('b');
    window.post('c', stopped);
    window.post('d');
    expect(window.unread).toEqual(['b', 'd']);
    watched.add('b');
    window.notices.seen('d');
    await clock.tick(60_000);
    expect(window.told).toEqual([]);
    expect(window.unread).toEqual([]);
  });

  test('is neither told nor listed when its session was deleted', async () => {
    const window = new Window('one').start();
    window.post('a');
    deleted.add('a');
    await clock.tick(60_000);
    expect(window.told).toEqual([]);
    expect(window.unread).toEqual([]);
  });

  test.each([
    ['result', ['a b']],
    ['error', ['b']],
    ['off', []],
  ] as const)('obeys the level %s, and is in the inbox all the same', async (level, told) => {
    settings = { level, minIntervalMs: 0 };
    const window = new Window('one').start();
    window.post('a');
    window.post('b', failed);
    await clock.tick(60_000);
    expect(window.told).toEqual(told);
    expect([...window.unread].sort()).toEqual(['a', 'b']);
    settings = { level: 'all', minIntervalMs: 0 };
    await clock.tick(60_000);
    expect(window.told).toEqual(told);
  });

  test('is tried three times where it cannot be shown, and stays in the inbox', async () => {
    const window = new Window('one').start();
    window.refuses = 9;
    window.post('a');
    await clock.tick(600_000);
    expect(window.told).toEqual(['a', 'a', 'a']);
    expect(window.unread).toEqual(['a']);
    expect(errors).toHaveLength(3);
  });

  test('was told when its notification goes with the window', async () => {
    const notices = new Window('one');
    let refuse: (error: Error) => void = () => undefined;
    notices.notices.start(() => new Promise((_resolve, reject) => (refuse = reject)));
    notices.post('a');
    await clock.tick(5_000);
    refuse(new Error('Canceled'));
    await clock.tick(60_000);
    expect(errors).toEqual([]);
    expect(disk.of('other').read()).toMatchObject([{ state: 'told', attempts: 0 }]);
  });

  test('is told although the disk refuses', async () => {
    const window = new Window('one').start();
    disk.fails = new Error('The disk is full.');
    window.post('a');
    await clock.tick(1_500);
    expect(window.told).toEqual(['a']);
    expect(errors).not.toEqual([]);
    disk.fails = undefined;
  });

  test('can be read all at once', async () => {
    const window = new Window('one').start();
    window.post('a');
    window.post('b');
    window.notices.seenAll();
    await clock.tick(60_000);
    expect(window.told).toEqual([]);
    expect(window.unread).toEqual([]);
  });

  test('tells whoever shows a count', () => {
    const window = new Window('one').start();
    const counts: number[] = [];
    window.notices.onDidChange(() => counts.push(window.unread.length));
    window.post('a');
    window.notices.seen('a');
    window.notices.seen('a');
    expect(counts).toEqual([1, 0]);
  });
});

describe('while nobody is at the window', () => {
  test('nothing is told, and all of it together when they are back, but for what they see then', async () => {
    const window = new Window('one').start();
    window.isAttended = false;
    window.post('a');
    window.post('b', failed);
    await clock.tick(60_000);
    window.post('c');
    await clock.tick(60_000);
    expect(window.told).toEqual([]);
    expect([...window.unread].sort()).toEqual(['a', 'b', 'c']);
    window.isAttended = true;
    watched.add('b');
    window.notices.lookNow();
    await clock.tick(0);
    expect(window.told).toEqual(['a c']);
  });

  test('what has ended in the very moment of their return is told at once', async () => {
    const window = new Window('one').start();
    window.isAttended = false;
    window.post('a');
    await clock.tick(100);
    window.isAttended = true;
    window.notices.lookNow();
    await clock.tick(50);
    expect(window.told).toEqual(['a']);
    window.post('b');
    window.notices.lookNow();
    await clock.tick(10_000);
    expect(window.told, 'not more often than they may come').toEqual(['a']);
    await clock.tick(5_000);
    expect(window.told).toEqual(['a', 'b']);
  });

  test('another window tells it that somebody is at', async () => {
    const [one, two] = [new Window('one').start(), new Window('two').start()];
    one.isAttended = false;
    one.post('a');
    await clock.tick(60_000);
    expect([one.told, two.told]).toEqual([[], ['a']]);
    one.isAttended = true;
    one.notices.lookNow();
    await clock.tick(60_000);
    expect(one.told).toEqual([]);
  });

  test('nothing is written again and again', async () => {
    const window = new Window('one').start();
    window.isAttended = false;
    window.post('a');
    await clock.tick(5_000);
    disk.fails = new Error('Nobody has anything to write.');
    await clock.tick(60_000);
    expect(errors).toEqual([]);
    disk.fails = undefined;
  });
});

describe('what became of a process', () => {
  test('is told although its session is in sight, because that does not show it', async () => {
    const window = new Window('one').start();
    watched.add('s');
    window.postProcess({ kind: 'ended', exit: { code: 0 } });
    window.notices.seen('s');
    await clock.tick(60_000);
    expect(window.told).toEqual(['s']);
    window.notices.seen('s');
    expect(window.unread).toEqual([]);
  });

  test('is no news when it is taken back in time, and stays where it was told', async () => {
    const window = new Window('one').start();
    window.postProcess({ kind: 'ended', exit: { code: 0 } });
    window.notices.withdraw('s', 'p/end');
    await clock.tick(60_000);
    expect(window.told).toEqual([]);
    expect(window.unread).toEqual([]);
    window.postProcess({ kind: 'ended', exit: { code: 0 } }, 'q/end');
    await clock.tick(60_000);
    window.notices.withdraw('s', 'q/end');
    expect(window.unread).toEqual(['s']);
  });

  test('is read one by one, and does not pass for the end of a turn', () => {
    const window = new Window('one').start();
    window.post('s');
    window.postProcess({ kind: 'ended', exit: { code: 0 } });
    window.postProcess({ kind: 'printed', line: 'ready', heldBack: 0 }, 'p/1');
    expect(window.notices.unreadEndOf('s')).toMatchObject({ turnId: 'turn' });
    const [notice] = window.notices.unread().filter((one) => 'eventId' in one && one.eventId === 'p/1');
    window.notices.seenOne(notice!);
    expect(window.unread).toHaveLength(2);
  });

  test.each([
    ['all', 4],
    ['result', 3],
    ['error', 2],
    ['off', 0],
  ] as const)('obeys the level %s', async (level, count) => {
    settings = { level, minIntervalMs: 0 };
    const window = new Window('one').start();
    window.postProcess({ kind: 'ended', exit: { code: 0 } }, 'a/end');
    window.postProcess({ kind: 'ended', exit: { code: 1 } }, 'b/end');
    window.postProcess({ kind: 'endedWith', whom: 'agent' }, 'c/end');
    window.postProcess({ kind: 'printed', line: 'ready', heldBack: 0 }, 'd/1');
    await clock.tick(60_000);
    expect(window.told.join(' ').split(' ').filter((word) => word !== '')).toHaveLength(count);
    expect(window.unread).toHaveLength(4);
  });
});

describe('with several windows', () => {
  test('the one in which it ran tells it, and the others only list it', async () => {
    const [one, two] = [new Window('one').start(), new Window('two').start()];
    one.post('a');
    await clock.tick(60_000);
    expect([one.told, two.told]).toEqual([['a'], []]);
    expect(two.unread).toEqual(['a']);
    two.notices.seen('a');
    await clock.tick(60_000);
    expect(one.unread).toEqual([]);
  });

  test('what a killed window had promised has happened, and is told by exactly one other; what it released has not', async () => {
    const [first, second, third] = [new Window('first').start(), new Window('second').start(), new Window('third').start()];
    const promise = (eventId: string): void =>
      first.notices.promise({ sessionId: 's', eventId, command: 'npm', news: { kind: 'endedWith', whom: 'window' }, preview: '', at: clock.wall(), state: 'owed' });
    ['p/end', 'q/end', 'r/end'].forEach(promise);
    first.notices.release('s', 'q/end');
    first.postProcess({ kind: 'ended', exit: { code: 0 } }, 'r/end');
    first.notices.seenAll();
    await clock.tick(30_000);
    expect([first, second, third].map(({ unread, told }) => [...unread, ...told])).toEqual([[], [], []]);
    const diedAt = clock.wall();
    first.kill();
    await clock.tick(30_000);
    expect([...second.told, ...third.told]).toEqual(['s']);
    expect(second.notices.unread()).toMatchObject([{ eventId: 'p/end' }]);
    expect(second.notices.unread()[0]?.at).toBeGreaterThanOrEqual(diedAt);
  });

  test('what a killed window could not tell any more is told by exactly one other, all together', async () => {
    settings = { level: 'all', minIntervalMs: 600_000 };
    const one = new Window('one').start();
    one.post('first');
    await clock.tick(3_000);
    one.post('a');
    one.post('b', failed);
    const [two, three] = [new Window('two').start(), new Window('three').start()];
    await clock.tick(20_000);
    expect([two.told, three.told]).toEqual([[], []]);
    one.kill();
    await clock.tick(60_000);
    expect([...two.told, ...three.told]).toEqual(['a b']);
  });

  test('what a closing window leaves is told at the next start, and what it had told is not', async () => {
    const one = new Window('one').start();
    one.post('a');
    await clock.tick(3_000);
    one.post('b');
    one.notices.close();
    const next = new Window('two').start();
    await clock.tick(0);
    expect(next.told).toEqual(['b']);
    expect([...next.unread].sort()).toEqual(['a', 'b']);
  });
});

test('what was read is kept for a week and for the last fifty, and what was not is kept', async () => {
  const window = new Window('one').start();
  settings = { level: 'off', minIntervalMs: 0 };
  window.post('old');
  for (let task = 1; task <= 60; task += 1) {
    window.post(`t${task}`);
    window.notices.seen(`t${task}`);
  }
  const stored = (): readonly Notice[] => disk.of('other').read();
  expect(stored()).toHaveLength(51);
  await clock.tick(100);
  windows.forEach(({ notices }) => notices.close());
  const later = new Window('later');
  await clock.tick(8 * 24 * 3_600_000);
  later.post('new');
  expect(stored().map(subjectOf)).toEqual(['old', 'new']);
});

test('what nobody has seen is let go only when the inbox is very full, and that is said', async () => {
  const window = new Window('one').start();
  settings = { level: 'off', minIntervalMs: 0 };
  const many = Array.from({ length: 2_001 }, (_, n) => n);
  const stored = (): readonly Notice[] => disk.of('other').read();
  window.post('first');
  const [first] = stored();
  disk.of('other').update(() => many.slice(1).map((n) => ({ ...first!, sessionId: `s${n}` })));
  await clock.tick(6_000);
  expect([stored().length, errors]).toEqual([2_000, []]);
  window.post('last');
  expect([stored().length, String(errors)]).toEqual([2_000, expect.stringContaining('The inbox is full')]);
});
