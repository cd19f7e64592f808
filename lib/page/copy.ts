import { TWIN } from './blocks.ts';
import {
  all,
  attr,
  baseOf,
  bodyOf,
  childrenOf,
  has,
  isBare,
  isMute,
  laidOut,
  nextOf,
  rootElementOf,
  tagOf,
  titleOf,
} from './dom.ts';

/** A document for Readability: what a person sees of the page, shadow roots included, without scripts and controls. */
export interface Copied {
  document: Document;
  /** False where the page was too big to copy whole. */
  whole: boolean;
  elements: number;
  /** The elements of the page, by the index that the copy of each has in its attribute TWIN. */
  live: readonly Element[];
}

const DROPPED = new Set(
  ['script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'canvas', 'video', 'audio', 'select', 'textarea',
    'input', 'button', 'dialog', 'datalist', 'svg', 'math', 'link', 'meta', 'title', 'base', 'map'],
); // prettier-ignore
/** Kept beside class and id, by which Readability weighs. Nothing that could load or run anything. */
const KEPT = ['class', 'id', 'href', 'alt', 'role', 'lang', 'dir', 'itemprop', 'itemtype', 'rel', 'datetime', 'colspan', 'start',
  'aria-hidden', 'data-lang', 'data-language']; // prettier-ignore
const MOST_ELEMENTS = 25_000;
/** Boxes deeper than this are left away, and what is in them is not: who reads the copy goes down by recursion. */
const DEEPEST = 150;

interface Level {
  next: Node | null;
  list: readonly Node[] | undefined;
  at: number;
  into: Element;
  /** Text directly in it is hidden by `visibility`. */
  mute: boolean;
}

/**
 * Copies the visible page into a document that runs and loads nothing. Stops at 25,000 elements or when `over`. A page that is invisible
 * as a whole, as some are until their fonts are there, is copied as if it were not.
 */
export function copyOf(document: Document, over: () => boolean): Copied {
  const visible = copyWith(document, over, { unseen: false });
  return visible.muted > 4 * visible.said ? copyWith(document, over, { unseen: true }) : visible;
}

function copyWith(
  document: Document,
  over: () => boolean,
  { unseen }: { unseen: boolean },
): Copied & { said: number; muted: number } {
  const copy = document.implementation.createHTMLDocument('');
  copyHead(document, copy);
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const body = bodyOf(document) ?? rootElementOf(document);
  const stack: Level[] = [levelOf(body, copy.body)];
  const live: Element[] = [];
  let said = 0;
  let muted = 0;
  const made = (whole: boolean) => ({ document: copy, whole, elements: live.length, live, said, muted });
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.list === undefined ? level.next : (level.list[level.at++] ?? null);
    if (node === null) {
      stack.pop();
      continue;
    }
    if (level.list === undefined) level.next = nextOf(node);
    if (node instanceof Text) {
      if (level.mute) muted += node.data.trim().length;
      else said += node.data.trim().length;
      if (!level.mute || unseen) level.into.append(copy.createTextNode(node.data));
    } else if (node instanceof Element) {
      const twin = elementCopy(node, copy);
      if (twin === undefined) continue;
      twin.setAttribute(TWIN, String(live.length));
      if (stack.length < DEEPEST) level.into.append(twin);
      stack.push(levelOf(node, stack.length < DEEPEST ? twin : level.into));
      if (live.push(node) >= MOST_ELEMENTS || over()) return made(false);
    }
  }
  return made(true);
}

function levelOf(el: Element, into: Element): Level {
  const { first, list } = childrenOf(el);
  return { next: first, list, at: 0, into, mute: isMute(el) };
}

function elementCopy(el: Element, copy: Document): Element | undefined {
  const tag = tagOf(el);
  if (DROPPED.has(tag) || (!laidOut(el) && !inClosedDetails(el))) return undefined;
  // Names with a dash or a colon are not markdown's business, and a custom element must not wake up.
  const twin = copy.createElement(/^[a-z][a-z0-9]*$/.test(tag) ? tag : 'div');
  if (!isBare(el)) keepAttributes(el, twin);
  return twin;
}

function keepAttributes(el: Element, twin: Element): void {
  for (const name of KEPT) {
    const value = attr(el, name);
    // Inside a form, a picture's id would shadow what is asked of the form.
    if (value !== null && !(name === 'id' && twin instanceof HTMLImageElement))
      twin.setAttribute(name, value.slice(0, 2000));
  }
}

/** What a closed disclosure hides is a click away, and belongs to the text. */
function inClosedDetails(el: Element): boolean {
  const details = el.closest('details');
  return details !== null && !has(details, 'open') && laidOut(details);
}

/** Title, author and such, which Readability takes from the head; and the base that links are relative to. */
function copyHead(document: Document, copy: Document): void {
  const base = copy.createElement('base');
  base.setAttribute('href', baseOf(document));
  copy.head.append(base);
  copy.title = titleOf(document);
  for (const meta of all(document, 'meta[content]').slice(0, 200)) {
    const twin = copy.createElement('meta');
    for (const name of ['name', 'property', 'content']) {
      const value = attr(meta, name);
      if (value !== null) twin.setAttribute(name, value.slice(0, 2000));
    }
    copy.head.append(twin);
  }
}
