import { bodyOf, hitAt, parentOf, rootElementOf, scrollerOf } from './dom.ts';

type Where = 'up' | 'down' | 'top' | 'bottom';
const SHARE = 0.85;

/** Scrolls the page, or the box that `el` lies in; where the page itself does not scroll, the box in the middle of the view. */
export function scroll(document: Document, to: Where, el?: Element): void {
  const box = scrollBox(document, el);
  const step = box.clientHeight * SHARE;
  const top = { up: box.scrollTop - step, down: box.scrollTop + step, top: 0, bottom: box.scrollHeight }[to];
  box.scrollTo({ top, behavior: 'instant' });
}

export function scrollBox(document: Document, el?: Element): Element {
  const page = scrollerOf(document);
  if (el !== undefined) return scrollableFrom(el) ?? page;
  if (page.scrollHeight > page.clientHeight + 1) return page;
  const middle = hitAt(document, window.innerWidth / 2, window.innerHeight / 2);
  return (middle === null ? undefined : scrollableFrom(middle)) ?? page;
}

function scrollableFrom(el: Element): Element | undefined {
  const { ownerDocument: document } = el;
  for (let at: Element | null = el; at !== null; at = parentOf(at)) {
    if (at === bodyOf(document) || at === rootElementOf(document)) return undefined;
    if (at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return undefined;
}
