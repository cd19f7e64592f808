import { isConnected } from '@/lib/page/dom.ts';
import { reader, createPageRoom } from '@/lib/page/index.ts';
import { RefBook } from '@/lib/page/refs.ts';

interface Named {
  /** The same number for the same element, for ever; 0 where the ref names nothing. */
  id: number;
  connected: boolean;
  /** What it is to a reader: tag, role and text at the time of asking. */
  sign: string;
}

declare global {
  var locusRefs: ((refs: string[]) => Named[]) | undefined;
}

let book: RefBook | undefined;
const refOf = Reflect.get(RefBook.prototype, 'refOf');
/** The book of the room shows itself when it gives a ref. */
Reflect.set(RefBook.prototype, 'refOf', function note(this: RefBook, ...args: Parameters<RefBook['refOf']>): string {
  keep(this);
  return refOf.apply(this, args);
});

function keep(one: RefBook): void {
  book = one;
}

const ids = new WeakMap<Element, number>();
let last = 0;

function named(ref: string): Named {
  const el = book?.find(ref);
  if (el === undefined) return { id: 0, connected: false, sign: '' };
  const id = ids.get(el) ?? ++last;
  ids.set(el, id);
  return { id, connected: isConnected(el), sign: `${el.localName} ${el.getAttribute('role') ?? ''}` };
}

globalThis.locusRoom ??= createPageRoom(window);
globalThis.locusRoom.teach(reader);
/** What each ref names now. */
globalThis.locusRefs ??= (refs) => refs.map((ref) => named(ref));
