import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { defineWxtModule } from 'wxt/modules';

import { oneFile } from '../scripts/lib/one-file.ts';

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
      files.push({ contents: await oneFile(root, 'lib/pdf/worker.ts'), relativeDest: WORKER });
      for (const name of readdirSync(join(library, 'cmaps')).filter((file) => file.endsWith('.bcmap'))) {
        files.push({ absoluteSrc: join(library, 'cmaps', name), relativeDest: `${CMAPS}/${name}` });
      }
    });
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(WORKER);
    });
  },
});
