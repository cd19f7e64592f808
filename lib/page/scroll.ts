import { bodyOf, hitAt, parentOf, rootElementOf, scrollerOf } from './dom.ts';

type Where = 'up' | 'down' | 'top' | 'bottom' | 'left' | 'right' | 'view';
const SHARE = 0.85;

/** Scrolls the page, or the box that `el` lies in; where the page itself does not scroll, the box in the middle of the view. */
export function scroll(document: Document, to: Where, el?: Element): void {
  if (to === 'view') {
    el?.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    return;
  }
  const box = scrollBox(document, el, to === 'left' || to === 'right');
  if (to === 'left' || to === 'right') {
    const left = box.clientWidth * SHARE * (to === 'left' ? -1 : 1);
    box.scrollBy({ left, behavior: 'instant' });
    return;
  }
  const step = box.clientHeight * SHARE;
  const top = { up: box.scrollTop - step, down: box.scrollTop + step, top: 0, bottom: box.scrollHeight }[to];
  box.scrollTo({ top, behavior: 'instant' });
}

export function scrollBox(document: Document, el?: Element, sideways = false): Element {
  const page = scrollerOf(document);
  if (el !== undefined) return scrollableFrom(el, sideways) ?? page;
  if (overflows(page, sideways)) return page;
  const middle = hitAt(document, window.innerWidth / 2, window.innerHeight / 2);
  return (middle === null ? undefined : scrollableFrom(middle, sideways)) ?? page;
}

function overflows(el: Element, sideways: boolean): boolean {
  return sideways ? el.scrollWidth > el.clientWidth + 1 : el.scrollHeight > el.clientHeight + 1;
}

function scrollableFrom(el: Element, sideways: boolean): Element | undefined {
  const { ownerDocument: document } = el;
  for (let at: Element | null = el; at !== null; at = parentOf(at)) {
    if (at === bodyOf(document) || at === rootElementOf(document)) return undefined;
    const { overflowX, overflowY } = getComputedStyle(at);
    // A text area scrolls whatever its style says.
    const scrolls = at instanceof HTMLTextAreaElement || /auto|scroll/.test(sideways ? overflowX : overflowY);
    if (overflows(at, sideways) && scrolls) return at;
  }
  return undefined;
}
