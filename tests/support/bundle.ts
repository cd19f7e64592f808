import path from 'node:path';

import { build } from 'vite';

import { ROOT } from '../../scripts/lib/build.ts';

/** One entry, by its path in the repository or an absolute one, as a script that runs by itself. */
export async function bundle(entry: string, { minify = false } = {}): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    resolve: { alias: { '@': ROOT.replace(/\/$/, '') } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify,
      target: 'esnext',
      lib: { entry: path.resolve(ROOT, entry), formats: ['iife'], name: 'bundled' },
    },
  });
  for (const output of Array.isArray(result) ? result : [result]) {
    if ('output' in output) return output.output[0].code;
  }
  throw new Error(`nothing was built of ${entry}`);
}
