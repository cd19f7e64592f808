import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    // The built extension in Chromium. Every test launches its own browser and servers, so they may run side by side.
    { name: 'e2e', testDir: 'tests/e2e', testMatch: '*.e2e.ts' },
    // The page room in a plain page, without the extension.
    { name: 'page', testDir: 'tests/page', testMatch: '*.page.ts' },
  ],
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  forbidOnly: process.env['CI'] !== undefined,
});
