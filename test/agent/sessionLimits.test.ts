import { expect, test } from 'vitest';
import { sessionLimits } from '../../src/agent/sessionLimits';
import { QuietEditor } from '../fakes/agentHarness';

const settings = {
  ...new QuietEditor([]).own,
  idleMs: 900_000,
  toolIdleMs: 2_000_000,
  background: { idleMs: 1_800_000, warnMs: 900_000, maxConcurrent: 3 },
};

test('what an agent’s own entry says of silence holds for its turns', () => {
  expect(sessionLimits(settings, { idleMs: 5 }, undefined)).toMatchObject({ idleMs: 5, toolIdleMs: 2_000_000, retryWhenSilent: true });
});

test('a background task has its own limit and warning, the tools’ limit of its agent, and is never asked once more', () => {
  expect(sessionLimits(settings, { idleMs: 5, toolIdleMs: 7 }, 'background')).toMatchObject({
    idleMs: 1_800_000,
    toolIdleMs: 7,
    warnMs: 900_000,
    retryWhenSilent: false,
    idleReleaseMs: 300_000,
  });
  expect(sessionLimits({ ...settings, idleReleaseMs: 0 }, {}, 'background').idleReleaseMs).toBe(0);
});

test('a background task without a limit has none inside its tools', () => {
  const unlimited = { ...settings, background: { ...settings.background, idleMs: 0 } };
  expect(sessionLimits(unlimited, {}, 'background')).toMatchObject({ idleMs: 0, toolIdleMs: 0 });
});
