/*
 * The page room, with a note of which element each ref was given to, as `benchTraced`: for counting what is covered. Never for
 * measuring time.
 */
import { RefBook } from '@/lib/page/refs.ts';

import { bench } from './ours.ts';

const noted = new Map<string, WeakRef<Element>>();
// oxlint-disable-next-line typescript/unbound-method -- called with its book, by the proxy
RefBook.prototype.refOf = new Proxy(RefBook.prototype.refOf, {
  apply(refOf, book: RefBook, args: Parameters<RefBook['refOf']>): string {
    const ref = Reflect.apply(refOf, book, args);
    noted.set(ref, new WeakRef(args[0]));
    return ref;
  },
});

let covered = new Set<Node>();

const traced = {
  /** Takes these refs as what a snapshot gave. */
  take(refs: readonly string[]): number {
    covered = new Set();
    let missing = 0;
    for (const ref of refs) {
      let node: Node | null | undefined = noted.get(ref)?.deref();
      if (node === undefined) missing += 1;
      while (node !== null && node !== undefined && !covered.has(node)) {
        covered.add(node);
        node = node instanceof ShadowRoot ? node.host : node.parentNode;
      }
    }
    return missing;
  },
  /** The element itself or something inside it has a ref. */
  covers: (el: Element): boolean => covered.has(el),
};

Object.assign(globalThis, { benchOurs: bench, benchTraced: traced });
