import { defineContentScript } from 'wxt/utils/define-content-script';

import { articleOf } from '@/lib/page/index.ts';

export default defineContentScript({
  // The part of the page room that reads articles, which few tasks need: injected beside page.content.ts when a task asks for one.
  // `world` only picks WXT's small wrapper, as there.
  registration: 'runtime',
  world: 'MAIN',
  main() {
    globalThis.locusPageRoom?.teach(articleOf);
  },
});
