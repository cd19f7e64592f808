import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    // The built extension in Chromium. Every test launches its own browser and servers, so they may run side by side.
    { name: 'e2e', testDir: 'tests/e2e', testMatch: '*.e2e.ts' },
    // The page room in a plain page, without the extension.
    { name: 'page', testDir: 'tests', testMatch: ['page/*.page.ts', 'frameworks/*.page.ts'] },
  ],
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  // A busy CI machine may starve a browser. What needs its second try is listed as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  forbidOnly: process.env['CI'] !== undefined,
});
