import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/realAgents/**/*.agents.ts'],
    // A first start in a fresh home takes seconds. One at a time: they are large.
    testTimeout: 180_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
