import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { build } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const WORKER = 'pdf/worker.js';
const CMAPS = 'pdf/cmaps';

/**
 * Packages the reader of PDFs: /pdf/worker.js, one file with the library and its own worker in it, which is loaded when a PDF is read and
 * not before; and the character maps that files in Chinese, Japanese and Korean may need.
 */
export default defineWxtModule({
  name: 'pdf',
  setup(wxt) {
    const { root } = wxt.config;
    const library = dirname(createRequire(join(root, 'package.json')).resolve('pdfjs-dist/package.json'));
    wxt.hooks.hook('build:publicAssets', async (_wxt, files) => {
      files.push({ contents: await worker(root), relativeDest: WORKER });
      for (const name of readdirSync(join(library, 'cmaps')).filter((file) => file.endsWith('.bcmap'))) {
        files.push({ absoluteSrc: join(library, 'cmaps', name), relativeDest: `${CMAPS}/${name}` });
      }
    });
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(WORKER);
    });
  },
});

async function worker(root: string): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@': root } },
    build: {
      write: false,
      minify: true,
      target: 'esnext',
      lib: { entry: join(root, 'lib/pdf/worker.ts'), formats: ['iife'], name: 'pdf' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  for (const output of Array.isArray(result) ? result : [result]) {
    if ('output' in output && output.output.length === 1) return output.output[0].code;
  }
  throw new Error('the reader of PDFs is to be one file');
}
