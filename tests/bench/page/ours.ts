/*
 * Our page room as the bench calls it, in an isolated world as a content script has it, as `benchOurs`. The answer is left as the
 * text in which the browser would carry it to the background: writing that text is part of the cost.
 */
import { reader, createPageRoom, type PageRoom } from '@/lib/page/index.ts';
import type { PageRequest } from '@/lib/protocol/index.ts';

let room: PageRoom | undefined;

function newRoom(): PageRoom {
  const made = createPageRoom(window);
  made.teach(reader);
  return made;
}

export const bench = {
  last: '',
  empty: async (): Promise<void> => {},
  async ask(request: PageRequest): Promise<void> {
    room ??= newRoom();
    room.teach(reader);
    bench.last = JSON.stringify(await room.answer(request));
  },
  /** A room that has never seen the page. */
  async afresh(request: PageRequest): Promise<void> {
    room = newRoom();
    await bench.ask(request);
  },
};

Object.assign(globalThis, { benchOurs: bench });
