import path from 'node:path';
import { defineConfig } from '@playwright/test';
import root from '../../playwright.config';

// This folder is one of ES modules and the root is not: what comes from there may be wrapped once more.
const common = 'default' in root ? (root.default as typeof root) : root;

export default defineConfig({
  ...common,
  testDir: '.',
  outputDir: path.resolve(import.meta.dirname, '../../test-results/agents'),
  // These agents are large, and a first start in a fresh home takes its time.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 60_000 },
});
