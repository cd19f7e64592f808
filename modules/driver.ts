import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { defineWxtModule } from 'wxt/modules';

/**
 * The background in two scripts (docs/decisions/0019). Firefox gets both as scripts of its event page. Chrome's service worker loads the
 * second one itself, and carries the hash of it: a browser that looks for news of a worker finds some wherever either has changed.
 */
export default defineWxtModule({
  name: 'driver',
  setup(wxt) {
    wxt.hooks.hook('build:manifestGenerated', (_wxt, { background }) => {
      if (background !== undefined && 'scripts' in background) background.scripts = ['background.js', 'driver.js'];
    });
    wxt.hooks.hook('build:done', async () => {
      const { outDir } = wxt.config;
      const boot = join(outDir, 'background.js');
      const hash = createHash('sha256').update(await readFile(join(outDir, 'driver.js')));
      await writeFile(boot, `${await readFile(boot, 'utf8')}\n// driver.js ${hash.digest('hex')}\n`);
    });
  },
});
