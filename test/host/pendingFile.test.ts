import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { LeaseFiles } from '../../src/host/leaseFile';
import { PendingFiles } from '../../src/host/pendingFile';
import { openStateRoot } from '../../src/host/stateRoot';
import { ResumeLedger } from '../../src/resume/ledger';
import { parsePending } from '../../src/resume/record';
import type { PendingRecord } from '../../src/resume/record';
import { beginsTurn } from '../../src/resume/tail';
import type { ConversationEvent } from '../../src/session/conversationEvent';
import { FakeClock } from '../fakes/fakeClock';
import { Said, success } from '../resume/conversation';
import { bundleScript, runScript } from './runScript';
import { tempDir } from './tempDir';

function scene(dir = tempDir()) {
  const root = openStateRoot({ globalStoragePath: dir, workspace: [] });
  const reports: SetAside[] = [];
  const path = (id: string, name = 'pending.json'): string => join(root.sessionsDir, id, name);
  return {
    root,
    reports,
    path,
    files: new PendingFiles(root, { onSetAside: (report) => reports.push(report), parse: parsePending }),
    /** A session's folder, with a conversation in it. */
    session: (id: string, events: readonly ConversationEvent[] = []): void => {
      mkdirSync(dirname(path(id)), { recursive: true });
      writeFileSync(path(id, 'conversation.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    },
  };
}

const record: PendingRecord = {
  attempts: 1,
  turn: { turnId: 't', origin: 'user', phase: 'open', openedAt: 5, owner: { window: 'here', generation: 2 } },
};

describe('what is under way, on disk', () => {
  test('has a file while there is something, and none when there is nothing', () => {
    const { files, session, path, root } = scene();
    session('s');
    expect([files.sessions(), files.read('s')]).toEqual([[], { attempts: 0 }]);
    files.change('s', () => record);
    expect(JSON.parse(readFileSync(path('s'), 'utf8'))).toEqual(record);
    expect([files.sessions(), files.read('s')]).toEqual([['s'], record]);
    files.change('s', () => ({ attempts: 0 }));
    expect(readdirSync(join(root.sessionsDir, 's'))).toEqual(['conversation.ndjson']);
    expect(files.read('s')).toEqual({ attempts: 0 });
  });

  test('does not bring a removed session back', () => {
    const { files, session, root } = scene();
    session('s');
    rmSync(join(root.sessionsDir, 's'), { recursive: true });
    expect(files.change('s', () => record)).toEqual({ attempts: 0 });
    expect(existsSync(join(root.sessionsDir, 's'))).toBe(false);
  });

  test.each(['{"attempts":', '', '[]', 'null'])('that cannot be read (%j) is set aside, reported, and blocks nothing', (text) => {
    const { files, session, path, reports } = scene();
    session('s');
    writeFileSync(path('s'), text);
    expect(files.read('s')).toEqual({ attempts: 0 });
    expect(reports).toHaveLength(1);
    expect(readFileSync(reports[0]!.keptAt!, 'utf8')).toBe(text);
    expect(files.change('s', () => record)).toEqual(record);
  });

  test('keeps the recent starts, whatever stood in the file before', () => {
    const { files, root, reports } = scene();
    expect(files.noteBoot(1)).toEqual([1]);
    expect(files.noteBoot(2)).toEqual([1, 2]);
    writeFileSync(join(root.path, 'boots.json'), '{"boots":[3,"four"]}');
    expect(files.noteBoot(5)).toEqual([3, 5]);
    writeFileSync(join(root.path, 'boots.json'), '{"boots":');
    expect(files.noteBoot(6)).toEqual([6]);
    expect(reports).toHaveLength(1);
    for (let n = 0; n < 60; n += 1) {
      files.noteBoot(n);
    }
    expect(files.noteBoot(99)).toHaveLength(50);
  });

  test('reads a conversation’s end back to its turn, and repairs nothing in it', () => {
    const { files, session, path } = scene();
    const { events } = new Said(0).sent('one').says().sent('two').says('Half');
    session('s', events);
    appendFileSync(path('s', 'conversation.ndjson'), '{"kind":"upd');
    const before = readFileSync(path('s', 'conversation.ndjson'));
    expect(files.tail('s', beginsTurn('two'))).toEqual({ events: events.slice(-2), reach: 'whole' });
    expect(files.tail('s', beginsTurn('none'))).toEqual({ events, reach: 'whole' });
    expect(readFileSync(path('s', 'conversation.ndjson'))).toEqual(before);
    expect(files.tail('nowhere', beginsTurn('two'))).toEqual({ events: [], reach: 'whole' });
  });

  test('counts a last event that is whole and only lacks its newline', () => {
    const { files, session, path } = scene();
    const { events } = new Said(0).sent('t').says().ended('t', success);
    session('s', events.slice(0, -1));
    appendFileSync(path('s', 'conversation.ndjson'), JSON.stringify(events.at(-1)));
    expect(files.tail('s', beginsTurn('t')).events).toEqual(events.slice(1));
  });

  test('reads no more of a long turn than is quick, and says so', () => {
    const { files, session, path } = scene();
    const said = new Said(0).sent('t');
    for (let n = 0; n < 300; n += 1) {
      said.says('x'.repeat(10_000));
    }
    session('s', said.events);
    const { events, reach } = files.tail('s', beginsTurn('t'));
    expect(reach).toBe('cut');
    expect(events.length).toBeGreaterThan(50);
    expect(events.length).toBeLessThan(250);
    expect(events.at(-1)).toEqual(said.events.at(-1));
    appendFileSync(path('s', 'conversation.ndjson'), `{"text":"${'y'.repeat(5_000_000)}"}\n`);
    expect(files.tail('s', beginsTurn('t'))).toEqual({ events: said.events.slice(-1), reach: 'cut' });
  });

  test('reads past long prompts that wait', () => {
    const { files, session } = scene();
    const waiting = new Said(0).prompt('t');
    const after = new Said(0).sent('s').says().ended('s', success);
    for (const said of [waiting, after]) {
      for (let n = 0; n < 4; n += 1) {
        said.add({ kind: 'prompt', turnId: `waits-${n}`, clientId: `c-${n}`, content: [{ kind: 'text', text: 'x'.repeat(1_000_000) }], origin: 'user' });
      }
    }
    session('waiting', waiting.events);
    session('after', after.events);
    expect(files.tail('waiting', beginsTurn('t'))).toEqual({ events: waiting.events, reach: 'whole' });
    expect(files.tail('after', beginsTurn('t'))).toEqual({ events: after.events.slice(3), reach: 'cut' });
  });

  test('that three processes count at the same time loses no count', async () => {
    const dir = tempDir();
    const { files, session } = scene(dir);
    session('s');
    const path = join(dir, 'counter.cjs');
    await bundleScript(
      `
      import { openStateRoot } from './src/host/stateRoot';
      import { PendingFiles } from './src/host/pendingFile';
      import { parsePending } from './src/resume/record';
      const root = openStateRoot({ globalStoragePath: process.argv[2]!, workspace: [] });
      const files = new PendingFiles(root, { onSetAside: (report) => { throw new Error(JSON.stringify(report)); }, parse: parsePending });
      for (let n = 0; n < 50; n += 1) { files.change('s', (current) => ({ ...current, attempts: current.attempts + 1 })); }
      `,
      path,
    );
    expect(await Promise.all([1, 2, 3].map(() => runScript(path, [dir])))).toEqual([1, 2, 3].map(() => ({ code: 0, output: '' })));
    expect(files.read('s').attempts).toBe(150);
  }, 20_000);
});

describe('a window that is killed at any instant', () => {
  test('leaves a true record: a turn is offered, or it had ended', async () => {
    const dir = tempDir();
    const { root, reports } = scene(dir);
    const script = join(dir, 'window.cjs');
    await bundleScript(
      `
      import { mkdirSync } from 'node:fs';
      import { join } from 'node:path';
      import { ConversationFile } from './src/host/conversationFile';
      import { LeaseFiles } from './src/host/leaseFile';
      import { openStateRoot } from './src/host/stateRoot';
      import { systemClock } from './src/host/systemClock';
      import { PendingFiles } from './src/host/pendingFile';
      import { ResumeLedger } from './src/resume/ledger';
      import { parsePending } from './src/resume/record';
      const [dir, window] = process.argv.slice(2);
      const fail = (what: unknown): never => { throw new Error(String(what) + JSON.stringify(what)); };
      const root = openStateRoot({ globalStoragePath: dir!, workspace: [] });
      const leases = new LeaseFiles(root, window!, { clock: systemClock, onSetAside: fail, onError: fail, onWanted: fail, onLost: fail });
      const ledger = new ResumeLedger({
        store: new PendingFiles(root, { onSetAside: fail, parse: parsePending }), leases, clock: systemClock, window: window!,
        policy: () => fail('policy'), circumstances: () => fail('circumstances'), onError: fail,
      });
      mkdirSync(join(root.sessionsDir, 's'), { recursive: true });
      if (!leases.claim('s').ok) { fail('no lease'); }
      const log = ConversationFile.open(join(root.sessionsDir, 's'), { asideDir: root.asideDir, onSetAside: () => undefined });
      console.log('begun');
      for (let n = 0; ; n += 1) {
        const turnId = window + n;
        const at = Date.now();
        log.append({ at, kind: 'prompt', turnId, clientId: turnId, content: [], origin: 'user' });
        ledger.begin('s', { turnId, origin: 'user' });
        log.append({ at, kind: 'sent', turnId });
        log.append({ at, kind: 'update', update: { kind: 'message', speaker: 'agent', content: { kind: 'text', text: 'x'.repeat(2000) } } });
        const outcome = { kind: 'answered', stopReason: 'end_turn', empty: false } as const;
        log.append({ at, kind: 'ended', turnId, outcome });
        ledger.settle('s', turnId, outcome);
      }
      `,
      script,
    );
    const seen = new Set<string>();
    for (let kill = 0; kill < 6; kill += 1) {
      const child = spawn(process.execPath, [script, dir, `w${kill}-`], { stdio: ['ignore', 'pipe', 'pipe'] });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      // At another instant each time: it runs through hundreds of turns in a second.
      setTimeout(() => child.kill('SIGKILL'), 5 + Math.random() * 30);
      await once(child, 'close');
      expect(errors).toBe('');
      seen.add(judge(`w${kill}-`));
    }
    expect(reports).toEqual([]);
    expect([...seen].every((what) => ['nothing', 'offer', 'forgotten'].includes(what))).toBe(true);

    /** What the next window makes of it, against what the conversation says. */
    function judge(window: string): string {
      const clock = new FakeClock();
      const leases = new LeaseFiles(root, 'next', { clock, onSetAside: (report) => reports.push(report), onError: fail, onWanted: fail, onLost: fail });
      onTestFinished(() => leases.close());
      const store = new PendingFiles(root, { onSetAside: (report) => reports.push(report), parse: parsePending });
      const ledger = new ResumeLedger({
        store,
        leases,
        clock,
        window: 'next',
        policy: () => ({ mode: 'ask', freshnessMs: 0, maxAttempts: 3, bootGuardCount: 0, bootGuardWindowMs: 0 }),
        circumstances: () => ({ trusted: true, folder: 'open', agent: 'there', watched: true }),
        onError: fail,
      });
      const wasPending = store.read('s').turn !== undefined;
      const [candidate] = ledger.recover();
      // The last turn that was sent, and whether it has ended. A window may be killed before its first: what was open before was dismissed.
      const events = store.tail('s', ({ kind }) => kind === 'sent').events;
      const [sent] = events;
      const isOpen = sent?.kind === 'sent' && sent.turnId.startsWith(window) && !events.some(({ kind }) => kind === 'ended');
      expect(candidate?.verdict).toEqual(isOpen ? expect.objectContaining({ kind: 'offer', turnId: sent.turnId }) : undefined);
      expect(store.read('s').turn !== undefined).toBe(isOpen);
      ledger.dismiss('s');
      return isOpen ? 'offer' : wasPending ? 'forgotten' : 'nothing';
    }
  }, 30_000);
});

function fail(what: unknown): never {
  throw new Error(String(what));
}
