import { defineConfig } from '@playwright/test';

const ci = process.env['CI'] !== undefined;

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  // Each worker has a browser and a VS Code of its own; more than two starve each other on a small machine.
  workers: 2,
  // A test that passes only the second time has found something.
  retries: 0,
  forbidOnly: ci,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    // The picture at the end tells most; filming every test would cost the machine more than the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    ...(process.env['HOLDFAST_BROWSER'] === undefined
      ? {}
      : {
          launchOptions: {
            executablePath: process.env['HOLDFAST_BROWSER'],
            args: [
              '--no-sandbox',
              '--disable-gpu',
              '--disable-quic',
              '--no-first-run',
              '--disable-background-networking',
              '--disable-component-update',
              '--disable-sync',
            ],
          },
        }),
  },
});
