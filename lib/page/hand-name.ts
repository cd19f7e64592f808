import { all, attr, byId, childrenOf, near, nextOf, parentOf, shown, tagOf } from './dom.ts';
import { labelsOf } from './labels.ts';

/** Nodes that are read for one name. */
const MOST_NODES = 200;
const MOST_NAME = 120;
const MOST_BESIDE = 80;
const UNREAD = /^(script|style|noscript|template|select|textarea|title|desc|iframe|object|canvas|video|audio)$/;
const INLINE = /^(inline|contents|none)/;

const clean = (text: string, most: number) => text.replaceAll(/\s+/gu, ' ').trim().slice(0, most);

/**
 * The accessible name in short: what `nameOf` gives in all but rare cases, in a fifth of the code, since this goes into each page of a
 * watched site. Where they differ the step is not found again, and somebody else decides.
 */
export function handName(el: Element): string {
  const native = el instanceof HTMLInputElement ? buttonName(el) : undefined;
  const ids = attr(el, 'aria-labelledby')?.split(/\s+/u, 8) ?? [];
  const named =
    ids.map((id) => textIn(byId(el, id))).join(' ').trim() || attr(el, 'aria-label')?.trim() || native ||
    labelsOf(el).map(textIn).join(' '); // prettier-ignore
  const field = /^(input|select|textarea)$/.test(tagOf(el)) || attr(el, 'contenteditable') !== null;
  const name = named || (field ? '' : textIn(el)) || attr(el, 'title') || attr(el, 'placeholder') || attr(el, 'aria-placeholder') || ''; // prettier-ignore
  return clean(name, MOST_NAME);
}

function buttonName(el: HTMLInputElement): string | undefined {
  if (el.type === 'button') return el.value;
  if (el.type === 'submit') return el.value.trim() || 'Submit';
  if (el.type === 'reset') return el.value.trim() || 'Reset';
  return el.type === 'image' ? (attr(el, 'alt') ?? undefined) : undefined;
}

/** Text that is shown in it, with the names of its pictures; bounded work. */
function textIn(el: Element | null): string {
  let nodes = MOST_NODES;
  const read = (at: Element): string => {
    const { first, list } = childrenOf(at);
    let text = '';
    let index = 0;
    for (
      let child = list?.[0] ?? first;
      child !== null && --nodes > 0;
      child = list === undefined ? nextOf(child) : (list[++index] ?? null)
    ) {
      // prettier-ignore
      if (child instanceof Text) text += child.data.slice(0, 400);
      else if (child instanceof Element) text += piece(child);
    }
    return text;
  };
  const piece = (child: Element): string => {
    const tag = tagOf(child);
    if (tag === 'br') return ' ';
    if (UNREAD.test(tag) || attr(child, 'aria-hidden') === 'true' || !shown(child, { transparent: false })) return '';
    const text = attr(child, 'aria-label') ?? (tag === 'img' ? (attr(child, 'alt') ?? '') : tag === 'input' ? '' : read(child)); // prettier-ignore
    return text === '' || INLINE.test(getComputedStyle(child).display) ? text : ` ${text} `;
  };
  return el === null ? '' : read(el);
}

/** A text of the row that the element lies in, where another row has one of the same name. */
export function handBeside(el: Element, name: string): string | undefined {
  const row = near(el, 'tr, li, [role="row"], [role="listitem"], article');
  const rows = row === null ? null : parentOf(row);
  if (row === null || rows === null) return undefined;
  const alike = all(rows, tagOf(el)).slice(0, 60).some((other) => !row.contains(other) && handName(other) === name); // prettier-ignore
  if (!alike) return undefined;
  const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(), count = 0; node !== null && count < MOST_NODES; node = walk.nextNode(), count++) {
    const parent = node.parentElement;
    if (parent === null || el.contains(node) || near(parent, 'script, style, select, button') !== null || !shown(parent)) continue; // prettier-ignore
    const text = clean(node.nodeValue ?? '', MOST_BESIDE);
    if (/[\p{L}\p{N}]/u.test(text)) return text;
  }
  return undefined;
}
