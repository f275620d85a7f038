import { defineConfig } from '@playwright/test';
import common from '../../playwright.config';

export default defineConfig({
  ...common,
  testDir: '.',
  outputDir: '../../test-results/agents',
  // These agents are large, and a first start in a fresh home takes its time.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 60_000 },
});
