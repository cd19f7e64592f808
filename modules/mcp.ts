import { join } from 'node:path';

import type { Plugin } from 'vite';
import { defineWxtModule } from 'wxt/modules';

import { oneFile } from '../scripts/lib/one-file.ts';

const WORKER = 'mcp/worker.js';

/** The library has a checker of schemas that writes code, which no page of an extension may run. It is never asked (lib/mcp/session.ts). */
const withoutAjv: Plugin = {
  name: 'without-ajv',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/ajv-provider.js') ? '\0no-ajv' : undefined),
  load: (id) => (id === '\0no-ajv' ? 'export class AjvJsonSchemaValidator {}' : undefined),
};

/** Packages what speaks with servers of tools: /mcp/worker.js, one file with its library, loaded when the first of them is asked. */
export default defineWxtModule({
  name: 'mcp',
  setup(wxt) {
    const { root } = wxt.config;
    wxt.hooks.hook('build:publicAssets', async (_wxt, files) => {
      const contents = await oneFile(root, join('lib', 'mcp', 'worker.ts'), { plugins: [withoutAjv] });
      files.push({ contents, relativeDest: WORKER });
    });
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(WORKER);
    });
  },
});
