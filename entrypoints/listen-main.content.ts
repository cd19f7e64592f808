import { defineContentScript } from 'wxt/utils/define-content-script';

import { installMarks } from '@/lib/page/index.ts';

export default defineContentScript({
  // Registered by lib/tabs/registered.ts, before the scripts of pages whose site the user always allows.
  registration: 'runtime',
  world: 'MAIN',
  main() {
    installMarks();
  },
});
