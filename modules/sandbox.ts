import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { defineWxtModule } from 'wxt/modules';

import { oneFile } from '../scripts/lib/one-file.ts';
import { ENGINE_NAMES, engineOf, packedTool, toolNames, workerScript } from '../scripts/lib/tools.ts';

/** Packages the sandbox: its page, the script of its workers, the hardened engines, and the tools that come with Locus. */
export default defineWxtModule({
  name: 'sandbox',
  setup(wxt) {
    const { root } = wxt.config;
    wxt.hooks.hook('build:publicAssets', async (_wxt, files) => {
      const build = join(root, 'wasm/build');
      await mkdir(build, { recursive: true });
      for (const name of ENGINE_NAMES) await writeFile(join(build, name), await engineOf(name));
      const [frame, worker, modules, tools] = await Promise.all([
        oneFile(root, 'lib/sandbox/frame/main.ts'),
        workerScript(root),
        workerScript(root, 'modules'),
        Promise.all(toolNames(root).map((name) => packedTool(root, name))),
      ]);
      files.push(
        { absoluteSrc: join(root, 'assets/sandbox.html'), relativeDest: 'sandbox/index.html' },
        { contents: frame, relativeDest: 'sandbox/frame.js' },
        { contents: worker, relativeDest: 'sandbox/worker.js' },
        { contents: modules, relativeDest: 'sandbox/modules.js' },
        ...ENGINE_NAMES.map((name) => ({ absoluteSrc: join(build, name), relativeDest: `sandbox/${name}` })),
        { contents: JSON.stringify(tools), relativeDest: 'sandbox/tools.json' },
      );
    });
  },
});
