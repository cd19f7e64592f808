import { attr, childrenElementsOf, has, is, isBare, one, parentOf, tagOf } from './dom.ts';
import { roleGiven } from './interactive.ts';
import { flagsOf, isRegionRole, regionOfTag, TAG } from './inventory-tags.ts';
import type { Region } from './inventory.ts';

/** A form or group that fills a cell is no part of its own: the row it stands in says more. */
export const PLAIN = new Set(['form', 'group', 'region', 'banner', 'contentinfo', 'radiogroup']);

export function isNamed(el: Element): boolean {
  return has(el, 'aria-label') || has(el, 'aria-labelledby') || tagOf(el) === 'fieldset';
}

/** The row of a table's head: in `thead`, or the first one where all its cells are headings. */
export function isHead(row: Element, { counted }: Region): boolean {
  const parent = parentOf(row);
  if (parent !== null && tagOf(parent) === 'thead') return true;
  if (counted > 0) return false;
  const cells = childrenElementsOf(row);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell !== undefined && tagOf(cell) !== 'th') return false;
  }
  return cells.length > 0;
}

/** Role of the region that an element is; undefined where it is none. */
export function regionRole(
  el: Element,
  { tag, flags, role, bare }: { tag: string; flags: number; role: string | undefined; bare: boolean },
): string | undefined {
  if (role !== undefined) return isRegionRole(role) ? role : undefined;
  if (!bare && attr(el, 'popover') !== null) return 'group';
  if ((flags & TAG.TABLE) !== 0) return isData(el) ? 'table' : undefined;
  if ((flags & TAG.LIST) !== 0 && childrenElementsOf(el)[1] === undefined) return undefined;
  if ((tag === 'header' || tag === 'footer') && !isPageWide(el)) return undefined;
  if (tag === 'section' && (bare || !(has(el, 'aria-label') || has(el, 'aria-labelledby')))) return undefined;
  return regionOfTag(tag);
}

function isPageWide(el: Element): boolean {
  const parent = parentOf(el);
  return parent !== null && (tagOf(parent) === 'body' || tagOf(parent) === 'div');
}

/** A table of data, not one that only lays the page out: more than one row, and none of those asked holds a table or a part of a page. */
function isData(el: Element): boolean {
  const rows = el instanceof HTMLTableElement ? el.rows : undefined;
  if (rows === undefined || rows.length < 2) return false;
  const asked = new Set([0, 1, 2, 3, rows.length >> 1, rows.length - 1]);
  for (const index of asked) {
    const row = rows[index];
    if (row !== undefined && one(row, 'table, form, h1, h2, main, nav') !== null) return false;
  }
  return true;
}

/** May it lie over the rest of the page? Whether it does is asked later. */
export function isTop(el: Element, tag: string, role: string, bare: boolean): boolean {
  if (tag === 'dialog') return has(el, 'open');
  if (role === 'dialog' || role === 'alertdialog') return true;
  if (bare) return false;
  if (has(el, 'popover')) return is(el, ':popover-open');
  return role === 'menu' || role === 'listbox';
}

/** Fieldset, form, dialog, landmark, or what a role makes one. */
export function isGroup(el: Element): boolean {
  const tag = tagOf(el);
  return regionRole(el, { tag, flags: flagsOf(tag) & ~TAG.LIST & ~TAG.TABLE, role: roleGiven(el), bare: isBare(el) }) !== undefined; // prettier-ignore
}

const SPEAKING_ROLES = new Set(['alert', 'status', 'alertdialog', 'dialog', 'log']);

/** Alerts, statuses, live regions, open dialogs: what they say is a notice. */
export function isSpeaking(el: Element, role: string | undefined, flags: number): boolean {
  if ((flags & TAG.SPEAKER) !== 0) return tagOf(el) !== 'dialog' || has(el, 'open');
  if (role !== undefined && SPEAKING_ROLES.has(role)) return true;
  const live = attr(el, 'aria-live');
  return live === 'polite' || live === 'assertive';
}
