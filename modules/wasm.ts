import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { defineWxtModule } from 'wxt/modules';

const MODULES = ['rank', 'policy'] as const;
const fileOf = (name: (typeof MODULES)[number]) => `wasm/${name}.wasm` as const;

/** Compiles wasm/rank and wasm/policy and puts the modules into the output as /wasm/rank.wasm and /wasm/policy.wasm. */
export default defineWxtModule({
  name: 'wasm',
  setup(wxt) {
    const { root } = wxt.config;
    const compile = (name: string) =>
      promisify(execFile)(
        process.execPath,
        [
          'node_modules/assemblyscript/bin/asc.js',
          `wasm/${name}/index.ts`,
          '--config',
          'wasm/asconfig.json',
          '--target',
          name,
        ],
        { cwd: root },
      );
    wxt.hooks.hook('build:before', async () => {
      await Promise.all(MODULES.map(compile));
    });
    wxt.hooks.hook('build:publicAssets', (_wxt, files) => {
      for (const name of MODULES) {
        files.push({ absoluteSrc: `${root}/wasm/build/${name}.wasm`, relativeDest: fileOf(name) });
      }
    });
    // Types `browser.runtime.getURL('/wasm/rank.wasm')`.
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(...MODULES.map(fileOf));
    });
  },
});
