/**
 * What deciding about interrupted work costs: the same last turn behind 100 kB and behind 100 MB of conversation (its end is read backwards,
 * so the size must not matter; reading the whole file is the control), and looking for interrupted work at a start with 500 sessions on disk
 * beside an empty store. `node test/bench/resume.mjs`; exits with 1 when a target is missed or the control does not show its weakness.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundled } from './shared/bundled.mjs';
import { atLeast, atMost, median, report, rounded } from './shared/targets.mjs';

const { ConversationFile, LeaseFiles, PendingFiles, ResumeLedger, openStateRoot, parsePending, systemClock } = await bundled(`
  export { ConversationFile } from './src/host/conversationFile';
  export { LeaseFiles } from './src/host/leaseFile';
  export { PendingFiles } from './src/host/pendingFile';
  export { openStateRoot } from './src/host/stateRoot';
  export { systemClock } from './src/host/systemClock';
  export { ResumeLedger } from './src/resume/ledger';
  export { parsePending } from './src/resume/record';
`);

const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
try {
  sizes();
  starts();
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = report();

function sizes() {
  const [small, large] = [house('small'), house('large')];
  interrupted(small, 's', 100_000);
  interrupted(large, 's', 100_000_000);
  const ms = { small: [], large: [], whole: [] };
  for (let round = 0; round < 60; round += 1) {
    // Without noting the start, which costs both the same and would hide a difference.
    ms.small.push(timed(() => expectOffer([small.ledger().find('s')], 1)));
    ms.large.push(timed(() => expectOffer([large.ledger().find('s')], 1)));
  }
  const file = ConversationFile.open(path.join(large.root.sessionsDir, 's'), { asideDir: large.root.asideDir, onSetAside: fail });
  ms.whole.push(timed(() => file.read()));
  file.close();
  const [forSmall, forLarge] = [median(ms.small), median(ms.large)];
  console.log(`deciding: ${rounded(forSmall)} ms for 100 kB, ${rounded(forLarge)} ms for 100 MB; the whole of 100 MB is read in ${rounded(ms.whole[0])} ms`);
  atMost('deciding for 100 MB, in times of 100 kB', forLarge / forSmall, 2);
  atLeast('control: reading the whole 100 MB, in times of deciding', ms.whole[0] / forLarge, 50);

  // A single turn of that size: no more of it is read than is quick.
  const long = house('long');
  interrupted(long, 's', 1_000, 100_000_000);
  const forLong = median(Array.from({ length: 20 }, () => timed(() => expectOffer([long.ledger().find('s')], 1))));
  atMost('deciding for one turn of 100 MB, in ms', forLong, 50);
}

function starts() {
  const [empty, full, hurt] = [house('empty'), house('full'), house('hurt')];
  for (let n = 0; n < 500; n += 1) {
    for (const { root } of [full, hurt]) {
      mkdirSync(path.join(root.sessionsDir, `s${n}`), { recursive: true });
      writeFileSync(path.join(root.sessionsDir, `s${n}`, 'conversation.ndjson'), '');
    }
  }
  for (let n = 0; n < 5; n += 1) {
    interrupted(hurt, `s${n}`, 100_000);
  }
  const ms = { empty: [], full: [], hurt: [] };
  for (let round = 0; round < 60; round += 1) {
    ms.empty.push(timed(() => expectOffer(empty.ledger().recover(), 0)));
    ms.full.push(timed(() => expectOffer(full.ledger().recover(), 0)));
    ms.hurt.push(timed(() => expectOffer(hurt.ledger().recover(), 5)));
  }
  const [forEmpty, forFull, forHurt] = [median(ms.empty), median(ms.full), median(ms.hurt)];
  console.log(`a start: ${rounded(forEmpty)} ms for no session, ${rounded(forFull)} ms for 500, of which 5 were interrupted ${rounded(forHurt)} ms`);
  console.log(`500 sessions, in times of an empty store: ${rounded(forFull / forEmpty)} (of this step alone; a start does more)`);
  // The whole of a start may block for 50 ms at most.
  atMost('looking at 500 sessions, in ms', forFull, 25);
  atMost('looking at 500 sessions, 5 of them interrupted, in ms', forHurt, 40);
}

function house(name) {
  const root = openStateRoot({ globalStoragePath: path.join(folder, name), workspace: [] });
  mkdirSync(root.sessionsDir, { recursive: true });
  const store = new PendingFiles(root, { onSetAside: fail, parse: parsePending });
  /** Of a new window each time, as at a start. */
  const ledger = () =>
    new ResumeLedger({
      store,
      leases: new LeaseFiles(root, 'here', { clock: systemClock, onSetAside: fail, onError: fail, onWanted: fail, onLost: fail }),
      clock: systemClock,
      window: 'here',
      policy: () => ({ mode: 'ask', freshnessMs: 0, maxAttempts: 3, bootGuardCount: 0, bootGuardWindowMs: 0 }),
      circumstances: () => ({ trusted: true, folder: 'open', agent: 'there', watched: true }),
      onError: fail,
    });
  return { root, store, ledger };
}

/** A conversation of about so many bytes, and a last turn that was interrupted by a crash. */
function interrupted({ root, store }, id, bytesBefore, bytesInTurn = 20_000) {
  const dir = path.join(root.sessionsDir, id);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  const fd = openSync(path.join(dir, 'conversation.ndjson'), 'w');
  const at = Date.now();
  const says = JSON.stringify({ at, kind: 'update', update: { kind: 'message', speaker: 'agent', content: { kind: 'text', text: 'word '.repeat(100) } } });
  const turn = (turnId, bytes) => {
    writeSync(fd, `${JSON.stringify({ at, kind: 'prompt', turnId, clientId: turnId, content: [], origin: 'user' })}\n${JSON.stringify({ at, kind: 'sent', turnId })}\n`);
    const lines = `${says}\n`.repeat(Math.ceil(bytes / says.length));
    writeSync(fd, lines);
  };
  for (let n = 0; n * 50_000 < bytesBefore; n += 1) {
    turn(`t${n}`, Math.min(50_000, bytesBefore));
    writeSync(fd, `${JSON.stringify({ at, kind: 'ended', turnId: `t${n}`, outcome: { kind: 'answered', stopReason: 'end_turn', empty: false } })}\n`);
  }
  turn('last', bytesInTurn);
  closeSync(fd);
  store.change(id, () => ({ attempts: 0, turn: { turnId: 'last', origin: 'user', phase: 'open', openedAt: at, owner: { window: 'old', generation: 1 } } }));
}

function expectOffer(candidates, count) {
  if (candidates.length !== count || candidates.some((found) => found?.verdict.kind !== 'offer')) {
    throw new Error(`Expected ${count} offers, found ${JSON.stringify(candidates)}.`);
  }
}

function timed(run) {
  const from = performance.now();
  run();
  return performance.now() - from;
}

function fail(what) {
  throw new Error(`${String(what)} ${JSON.stringify(what)}`);
}
