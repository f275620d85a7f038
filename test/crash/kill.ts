/**
 * Kills windows, one after the other on the same workspace, and checks after each what is left. A third of them are killed from outside, at
 * a random moment of their lives; the others die at a random change of a file, or in the midst of an append. Two workspaces at a time.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Account } from './account';
import { checkState } from './check';
import { randomFrom } from './conversation';
import type { Random } from './conversation';
import type { Fact, Order } from './order';

export interface Slaughter {
  readonly script: string;
  /** For the workspaces; what does not hold is left there. */
  readonly folder: string;
  readonly kills: number;
  readonly bytes: number;
  readonly seed: number;
  /** A control is over when it has shown its weakness. */
  readonly until?: 'broken';
}

export interface Toll {
  kills: number;
  /** Of windows that were not open yet. */
  early: number;
  /** Promises that were made and had to be kept. */
  promises: number;
  /** Prompts that the agents got. */
  turns: number;
  resumes: number;
  torn: number;
  litter: number;
  slowestOpeningMs: number;
  /** What did not hold, each with where it is to be seen. */
  readonly broken: string[];
}

export async function killWindows(slaughter: Slaughter): Promise<Toll> {
  const toll: Toll = { kills: 0, early: 0, promises: 0, turns: 0, resumes: 0, torn: 0, litter: 0, slowestOpeningMs: 0, broken: [] };
  const perWorkspace = slaughter.bytes > 500_000 ? 3 : slaughter.bytes > 10_000 ? 6 : 10;
  let [begun, workspace] = [0, 0];
  const isOver = (): boolean => begun >= slaughter.kills || (slaughter.until === 'broken' && toll.broken.length > 0);
  const lane = async (): Promise<void> => {
    while (!isOver()) {
      const kills = Math.min(perWorkspace, slaughter.kills - begun);
      begun += kills;
      workspace += 1;
      await killIn(workspace, kills, slaughter, toll);
    }
  };
  await Promise.all([lane(), lane()]);
  waiting.get(slaughter.script)?.forEach((window) => window.kill('SIGKILL'));
  waiting.delete(slaughter.script);
  return toll;
}

async function killIn(workspace: number, kills: number, { folder: all, seed, bytes, script }: Slaughter, toll: Toll): Promise<void> {
  const folder = join(all, `workspace-${workspace}`);
  mkdirSync(folder, { recursive: true });
  const account = new Account();
  const sessions = ['session-one', 'session-two'];
  const before = toll.broken.length;
  for (let round = 1; round <= kills && toll.broken.length === before; round += 1) {
    const own = seed + workspace * 1_000 + round;
    const random = randomFrom(own);
    const order: Order = { folder, round, seed: own, bytes, sessions, ...deathFrom(random) };
    const words = await killOne(script, order, random, account);
    const found = await checkState(folder, account, bytes);
    const where = `${folder}, kill ${round} (seed ${own}): `;
    const broken = [...words, ...found.broken].map((word) => where + word);
    // Said when it is found: a long run may be stopped.
    broken.forEach((word) => console.error(word));
    toll.kills += 1;
    toll.litter += found.litter;
    toll.early += account.hasOpened ? 0 : 1;
    toll.slowestOpeningMs = Math.max(toll.slowestOpeningMs, Math.round(found.openedInMs));
    toll.broken.push(...broken);
    if (round === kills) {
      toll.torn += found.torn;
    }
  }
  toll.promises += account.promises;
  toll.turns += account.got.size;
  toll.resumes += account.recoveriesGot;
  if (toll.broken.length === before) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function deathFrom(random: Random): Pick<Order, 'diesAt'> {
  switch (random.below(3)) {
    case 0:
      return { diesAt: { step: random.below(random.chance(0.2) ? 60 : 900) } };
    case 1:
      return { diesAt: { append: random.below(40) } };
    default:
      return {};
  }
}

/** What is wrong with how it ended. */
async function killOne(script: string, order: Order, random: Random, account: Account): Promise<readonly string[]> {
  const window = waiting.get(script)?.pop() ?? start(script);
  // The next one gets ready while this one lives.
  waiting.set(script, [...(waiting.get(script) ?? []), start(script)]);
  let complaints = '';
  window.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const facts = createInterface({ input: window.stdio[3] as Readable });
  const isReady = once(facts, 'line');
  let [factsToGo, timer] = [order.diesAt === undefined ? random.below(random.chance(0.2) ? 4 : 90) : Infinity, setTimeout(() => undefined)];
  const killIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => window.kill('SIGKILL'), ms);
  };
  facts.on('line', (line) => {
    const fact = JSON.parse(line) as Fact;
    account.saw(fact);
    factsToGo -= 1;
    if (factsToGo === 0 || fact[0] === 'tired') {
      killIn(random.below(25));
    }
  });
  const closed = Promise.all([once(window, 'close'), once(facts, 'close')]);
  await isReady;
  killIn(longestLifeMs);
  window.stdin!.write(`${JSON.stringify(order)}\n`);
  await closed;
  clearTimeout(timer);
  return window.signalCode === 'SIGKILL' && complaints === '' ? [] : [`The window ended with ${window.signalCode ?? window.exitCode}: ${complaints}`];
}

/** Windows that have loaded the product and wait for their order. */
const waiting = new Map<string, ChildProcess[]>();

function start(script: string): ChildProcess {
  return spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
}

/** Of one that does not come so far. */
const longestLifeMs = 4_000;
