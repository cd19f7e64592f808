import { defineContentScript } from 'wxt/utils/define-content-script';

import { startListening } from '@/lib/page/index.ts';

export default defineContentScript({
  // The isolated half of listen-main; see there. `world` only picks WXT's small wrapper, as in page.content.ts.
  registration: 'runtime',
  world: 'MAIN',
  main() {
    startListening();
  },
});
