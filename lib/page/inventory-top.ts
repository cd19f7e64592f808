import { attr, encloses, hitAt, is, parentOf, rectOf, shown, tagOf } from './dom.ts';
import type { Region } from './inventory.ts';

/** What lies over the rest of the page. */
export interface Top {
  el: Element;
  /** The rest cannot be used: told by the platform or the page, or seen because it covers all. */
  blocks: boolean;
  /** By the platform: not even what is on screen beside it can be used. */
  native: boolean;
}

/** What lies on top, topmost last: open dialogs, popovers and menus, and a layer over the whole screen that nobody declared. */
export function topsOf(document: Document, regions: readonly Region[]): Top[] {
  const tops: Top[] = [];
  for (const { el, role } of regions) {
    if (tops.length >= 20) break;
    const native = tagOf(el) === 'dialog' && is(el, ':modal');
    if (native) tops.push({ el, blocks: true, native });
    else if (lies(el, role)) tops.push({ el, blocks: attr(el, 'aria-modal') === 'true', native: false });
  }
  const layer = layerOf(document);
  if (layer !== undefined && !tops.some(({ el, blocks }) => blocks && (encloses(el, layer) || encloses(layer, el))))
    tops.push({ el: layer, blocks: true, native: false });
  return tops;
}

/** Is it shown, and over the rest? A menu or list that stands in the page's own flow is a part of it like others. */
function lies(el: Element, role: string): boolean {
  if (!shown(el)) return false;
  const { width, height } = rectOf(el);
  if (role === 'dialog' || role === 'alertdialog') return width > 0 || height > 0;
  if (width < 2 || height < 2) return false;
  if (is(el, ':popover-open')) return true;
  for (let at: Element | null = el, up = 0; at !== null && up < 4; at = parentOf(at), up++) {
    const { position } = getComputedStyle(at);
    if (position === 'fixed' || position === 'absolute') return true;
  }
  return false;
}

/** What covers most of the screen and is fixed there, met at the centre of the screen; undefined where it is the page itself. */
function layerOf(document: Document): Element | undefined {
  const { innerWidth: width, innerHeight: height } = window;
  const hit = hitAt(document, width / 2, height / 2);
  let layer: Element | undefined;
  let up = 0;
  for (let at = hit; at !== null && up < 40; at = parentOf(at), up++) {
    const { position, zIndex } = getComputedStyle(at);
    if (position === 'fixed' && zIndex !== 'auto' && Number(zIndex) > 0) layer = at;
  }
  if (layer === undefined) return undefined;
  const box = rectOf(layer);
  const across = Math.min(box.right, width) - Math.max(box.left, 0);
  const down = Math.min(box.bottom, height) - Math.max(box.top, 0);
  return across >= width * 0.9 && down >= height * 0.9 ? layer : undefined;
}
