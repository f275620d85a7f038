import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleMortalWindow } from './crash/bundle';
import { killWindows } from './crash/kill';
import { tempDir } from './host/tempDir';

const kills = Number(process.env['HOLDFAST_KILLS'] ?? 20);
const seed = Number(process.env['HOLDFAST_SEED'] ?? Math.floor(Math.random() * 1e9));

test.each([200, 64_000, 1_000_000])('%i bytes', async (bytes) => {
  const folder = tempDir();
  const script = join(folder, 'window.js');
  await bundleMortalWindow(script);
  const t = performance.now();
  const toll = await killWindows({ script, folder, kills, bytes, seed });
  console.log(seed, bytes, Math.round(performance.now() - t), JSON.stringify(toll, undefined, 1).slice(0, 3000));
  expect(toll.broken).toEqual([]);
}, 600_000);
