import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { defineWxtModule } from 'wxt/modules';

const OUT = 'wasm/rank.wasm';

/** Compiles wasm/assembly and puts the module into the output as /wasm/rank.wasm. */
export default defineWxtModule({
  name: 'wasm',
  setup(wxt) {
    const compile = () =>
      promisify(execFile)(
        process.execPath,
        ['node_modules/assemblyscript/bin/asc.js', '--config', 'wasm/asconfig.json', '--target', 'release'],
        { cwd: wxt.config.root },
      );
    wxt.hooks.hook('build:before', async () => {
      await compile();
    });
    wxt.hooks.hook('build:publicAssets', (_wxt, files) => {
      files.push({ absoluteSrc: `${wxt.config.root}/wasm/build/rank.wasm`, relativeDest: OUT });
    });
    // Types `browser.runtime.getURL('/wasm/rank.wasm')`.
    wxt.hooks.hook('prepare:publicPaths', (_wxt, paths) => {
      paths.push(OUT);
    });
  },
});
