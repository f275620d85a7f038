import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Windows are killed by `npm test` and `npm run test:crash`, which say how often.
    exclude: ['test/e2e/**', ...(process.env['HOLDFAST_KILLS'] === undefined ? ['test/crash.test.ts'] : [])],
    maxWorkers: 2,
    // No file changes what another one could see: loading every module once for each of them would take most of the time.
    isolate: false,
    // A test that hangs is a failure with a name, never a wait for somebody else's patience.
    testTimeout: 10_000,
    hookTimeout: 10_000,
    teardownTimeout: 5_000,
  },
});
