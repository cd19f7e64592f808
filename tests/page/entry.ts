import { createPageRoom, type PageRoom } from '@/lib/page/index.ts';

declare global {
  var locusRoom: PageRoom | undefined;
}

// As the content script does, but with a global in place of a message listener: put in twice, the first one stays.
globalThis.locusRoom ??= createPageRoom(window);
