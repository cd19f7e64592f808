import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.e2e.ts',
  workers: 1,
  timeout: 30_000,
  reporter: [['list']],
  forbidOnly: process.env['CI'] !== undefined,
});
