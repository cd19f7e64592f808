import { defineContentScript } from 'wxt/utils/define-content-script';

import { reader } from '@/lib/page/index.ts';

export default defineContentScript({
  // The part of the page room that reads articles and leads back to them, which few tasks need: injected beside page.content.ts when one
  // does.
  // `world` only picks WXT's small wrapper, as there.
  registration: 'runtime',
  world: 'MAIN',
  main() {
    globalThis.locusPageRoom?.teach(reader);
  },
});
