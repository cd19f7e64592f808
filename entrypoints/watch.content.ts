import { defineContentScript } from 'wxt/utils/define-content-script';

import { watchHand } from '@/lib/page/index.ts';
import { tellHand } from '@/lib/protocol/page/index.ts';

export default defineContentScript({
  // Registered by lib/tabs/registered.ts, on sites where the user lets Locus notice what they do by hand. `world` only picks WXT's small
  // wrapper, as in page.content.ts.
  registration: 'runtime',
  world: 'MAIN',
  main() {
    watchHand(tellHand);
  },
});
