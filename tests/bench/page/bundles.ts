import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

import { ROOT } from '../../../scripts/lib/build.ts';

/** One entry as a script that runs by itself. `stub` names packages whose browser parts are of no use here. */
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
      lib: { entry: path.join(ROOT, entry), formats: ['iife'], name: 'bundled' },
    },
  });
  for (const output of Array.isArray(result) ? result : [result]) {
    if ('output' in output) return output.output[0].code;
  }
  throw new Error(`nothing was built of ${entry}`);
}

export function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}
