import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleMortalWindow } from './crash/bundle';
import { killWindows } from './crash/kill';
import type { Toll } from './crash/kill';
import { weaknesses } from './crash/weaknesses';

// The short form; `npm run test:crash` asks for more.
const kills = Number(process.env['HOLDFAST_KILLS'] ?? 20);
const seed = Number(process.env['HOLDFAST_SEED'] ?? Date.now() % 1_000_000);
/** As many as it takes, within reason. */
const killsOfControl = 300;

describe(`a window that is killed at any instant (seed ${seed})`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-crash-'));
  });
  // Where something did not hold, its state is there to be looked at.
  let isWhole = true;
  afterAll(() => isWhole && rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  test.each([
    ['200 B', 200],
    ['64 kB', 64_000],
    ['1 MB', 1_000_000],
  ])('with records of %s loses nothing that it promised, and the next one opens whole and runs nothing', async (size, bytes) => {
    const place = join(folder, String(bytes));
    const script = join(place, 'window.js');
    await bundleMortalWindow(script);
    const startedAt = performance.now();
    const toll = await killWindows({ script, folder: place, kills, bytes, seed });
    isWhole &&= toll.broken.length === 0;
    console.log(`${size}: ${describeToll(toll)}, ${Math.round((performance.now() - startedAt) / 1000)} s`);
    expect(toll.broken).toEqual([]);
    expect(toll.kills).toBe(kills);
    expect(toll.promises, 'promises that could have been broken').toBeGreaterThan(kills);
    // About one for each kill; of a few kills it may be half as many by chance. Where none gets as far, next to nothing was tried.
    expect(toll.turns, 'prompts that an agent got').toBeGreaterThan(kills / 5);
  }, 3_600_000);

  test.each(weaknesses)('is found out where $what', async (weakness) => {
    const place = join(folder, weakness.what.replaceAll(' ', '-'));
    const script = join(place, 'window.js');
    await bundleMortalWindow(script, weakness);
    const toll = await killWindows({ script, folder: place, kills: killsOfControl, bytes: 200, seed, until: 'broken' });
    console.log(`control, ${weakness.what}: found after ${toll.kills} kills: ${toll.broken[0]?.replace(/^.*?\): /, '')}`);
    expect(toll.broken).not.toEqual([]);
    rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }, 600_000);
});

function describeToll({ kills: done, early, promises, turns, resumes, torn, litter, slowestOpeningMs, broken }: Toll): string {
  return (
    `${done} kills (${early} while it opened), ${promises} promises, ${broken.length} broken; ${turns} prompts sent, ${resumes} resumes, ` +
    `${torn} torn lines set aside, ${litter} temporary files left, slowest opening ${slowestOpeningMs} ms`
  );
}
