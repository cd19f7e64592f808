import { defineContentScript } from 'wxt/utils/define-content-script';

import { createPageRoom, type PageRoom } from '@/lib/page/index.ts';
import { askSecret, onPageRequest } from '@/lib/protocol/page/index.ts';

declare global {
  /** Set in the content script's own world, which the page cannot see: a second injection into a document does nothing, and other scripts find it. */
  var locusPageRoom: PageRoom | undefined;
}

export default defineContentScript({
  // Injected by `scripting.executeScript` when a task needs the page; in no manifest, so that idle tabs pay nothing. No `matches`:
  // WXT would ask for them as host permissions.
  registration: 'runtime',
  // Only picks WXT's small wrapper: the other one announces the script to the page by an event. Which
  // world the script really runs in is up to `executeScript`, whose default is the isolated one.
  world: 'MAIN',
  main() {
    if (globalThis.locusPageRoom !== undefined) return;
    const room = createPageRoom(window, askSecret);
    globalThis.locusPageRoom = room;
    onPageRequest((request) => room.answer(request));
  },
});
