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
          include: ['lib/**/*.test.{ts,tsx}', 'tests/architecture/**/*.test.ts'],
          globalSetup: ['tests/compile-wasm.ts'],
        },
      },
    ],
  },
});
