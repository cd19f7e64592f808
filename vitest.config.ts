import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [WxtVitest()],
        test: {
          name: 'unit',
          environment: 'node',
          include: ['lib/**/*.test.{ts,tsx}', 'tests/{architecture,guests}/**/*.test.ts'],
          setupFiles: ['tests/properties.ts'],
          // Two cores that others use too: a slow test is no wrong one.
          testTimeout: 30_000,
          globalSetup: ['tests/compile-wasm.ts'],
        },
      },
    ],
  },
});
