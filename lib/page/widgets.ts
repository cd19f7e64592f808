import { attr, is, shown } from './dom.ts';
import { newMemory } from './inventory-memory.ts';
import type { Found } from './inventory.ts';
import { Walk } from './walk.ts';

/** All widgets of the document in reading order, of long lists too, and the dialog that keeps the rest of the page away. */
export function widgetsIn(document: Document): { found: Found[]; modal: Element | undefined } {
  const { items, tops } = Walk.over(document, { words: [], memory: newMemory(), unfolded: true });
  const found: Found[] = [];
  for (const item of items) if (item.what === 'widget') found.push(item);
  for (const [order, each] of found.entries()) each.order = order;
  const modal = tops.findLast(({ el }) => is(el, ':modal') || (attr(el, 'aria-modal') === 'true' && shown(el)));
  return { found: found.filter(({ weak, wraps }) => weak !== true || !wraps), modal: modal?.el };
}
