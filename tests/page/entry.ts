import { reader, createPageRoom, type PageRoom } from '@/lib/page/index.ts';

declare global {
  var locusRoom: PageRoom | undefined;
  /** A room that has seen nothing yet, of the same document. */
  var locusFreshRoom: () => PageRoom;
  /** What the background gives to who asks for a secret. */
  var locusSecret: unknown;
}

// As the content script does, but with a global in place of a message listener: put in twice, the first one stays.
globalThis.locusRoom ??= createPageRoom(window, async () => globalThis.locusSecret);
globalThis.locusRoom.teach(reader);
globalThis.locusFreshRoom = () => createPageRoom(window);
