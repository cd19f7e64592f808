import { childrenOf, laidOut, nextOf, tagOf } from './dom.ts';

const MOST_NODES = 100_000;

/** The rendered text nodes in an element, through shadow roots and slots, in reading order. */
export function flatText(el: Element): Text[] {
  const found: Text[] = [];
  const stack: { next: Node | null; list: readonly Node[] | undefined; at: number }[] = [levelOf(el)];
  for (let seen = 0, level = stack.at(-1); level !== undefined && seen < MOST_NODES; level = stack.at(-1), seen++) {
    const node = level.list === undefined ? level.next : (level.list[level.at++] ?? null);
    if (node === null) {
      stack.pop();
      continue;
    }
    if (level.list === undefined) level.next = nextOf(node);
    if (node instanceof Text) found.push(node);
    else if (node instanceof Element && tagOf(node) !== 'script' && tagOf(node) !== 'style' && laidOut(node))
      stack.push(levelOf(node));
  }
  return found;
}

function levelOf(el: Element) {
  const { first, list } = childrenOf(el);
  return { next: first, list, at: 0 };
}
