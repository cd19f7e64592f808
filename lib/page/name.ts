import { attr, byId, childrenOf, has, isBare, laidOut, nextOf, tagOf, typeOf } from './dom.ts';
import { isEditingHost, roleGiven } from './interactive.ts';
import { labelsOf } from './labels.ts';
import { MOST } from './limits.ts';
import { isSecret } from './secret.ts';
import { line } from './text.ts';

/** Roles whose name never comes from what they contain (accname 1.2, 2F); it is a value, or far too much. */
const NOT_FROM_CONTENT = new Set(
  ['textbox', 'searchbox', 'combobox', 'spinbutton', 'slider', 'listbox', 'scrollbar', 'progressbar', 'meter', 'img', 'canvas',
    'video', 'audio', 'group', 'radiogroup', 'menu', 'menubar', 'tree', 'grid', 'treegrid', 'table', 'tablist', 'tabpanel',
    'dialog', 'alertdialog', 'form', 'main', 'navigation', 'region', 'search', 'application', 'document', 'toolbar'],
); // prettier-ignore
const NAMED_BY_CHILD = new Map(
  Object.entries({
    fieldset: 'legend',
    table: 'caption',
    figure: 'figcaption',
    svg: 'title',
    g: 'title',
  }),
);
const UNREAD = new Set(['script', 'style', 'noscript', 'template', 'title', 'desc', 'metadata', 'head', 'datalist', 'iframe', 'object', 'canvas', 'video', 'audio']); // prettier-ignore
const INLINE = new Set(['inline', 'contents', 'none']);
const MOST_NODES = 250;
/** Text that is enough for any name: more is cut off by `line`. */
const ENOUGH = MOST.name * 3;

interface Trip {
  seen: Set<Element>;
  nodes: number;
  /** True once an aria-labelledby was followed: it is followed once only. */
  referenced: boolean;
  /** In a label or a referenced element, a control counts by its value (2E: "Remind me in [5] minutes"). */
  embedded: boolean;
}

const newTrip = (referenced = false): Trip => ({
  seen: new Set(),
  nodes: MOST_NODES,
  referenced,
  embedded: referenced,
});

/** True where the text inside an element of that role is its name: it need not be told again. */
function namedByContent(role: string): boolean {
  return !NOT_FROM_CONTENT.has(role);
}

/**
 * The accessible name by the rules of accname 1.2: aria-labelledby, aria-label, the platform's label (label, alt, legend, value of
 * a button), content, title, placeholder. Text made by CSS is not read: it is decoration as a rule, and to ask costs two styles for
 * each element. One line, at most 120 characters; '' where there is none.
 */
export function nameOf(el: Element, role: string): string {
  const trip = newTrip();
  const name =
    labelledBy(el, trip) ||
    ownName(el, trip) ||
    (namedByContent(role) || el instanceof SVGTextElement ? contentOf(el, trip) : '');
  return line(name, MOST.name) || line(attr(el, 'title') ?? '', MOST.name) || placeholderOf(el);
}

function placeholderOf(el: Element): string {
  const native = tagOf(el) === 'input' || tagOf(el) === 'textarea';
  return line((native ? attr(el, 'placeholder') : null) ?? attr(el, 'aria-placeholder') ?? '', MOST.name);
}

/** Name of a group, dialog or landmark: what it is labelled with, never its content. */
export function labelOf(el: Element): string {
  if (isBare(el) && NAMED_BY_CHILD.get(tagOf(el)) === undefined) return '';
  const trip = newTrip();
  return line(labelledBy(el, trip) || ownName(el, trip) || (attr(el, 'title') ?? ''), MOST.name);
}

/** Text of the elements that an attribute such as `aria-describedby` names. */
export function referencedText(el: Element, attribute: string): string {
  const trip = newTrip(true);
  trip.seen.add(el);
  return line(textOfIds(el, attribute, trip), MOST.name);
}

function textOfIds(el: Element, attribute: string, trip: Trip): string {
  const ids = attr(el, attribute)?.split(/\s+/, 20) ?? [];
  return ids.map((id) => (id === '' ? '' : wholeOf(byId(el, id), trip))).join(' ').trim(); // prettier-ignore
}

/** What a referenced element or a label says: its own label first, else all that is in it. */
function wholeOf(target: Element | null, trip: Trip): string {
  if (target === null) return '';
  return attr(target, 'aria-label')?.trim() || embeddedValue(target, trip) || ownName(target, trip) || contentOf(target, trip) || (attr(target, 'title') ?? ''); // prettier-ignore
}

function labelledBy(el: Element, trip: Trip): string {
  if (trip.referenced || !has(el, 'aria-labelledby')) return '';
  return textOfIds(el, 'aria-labelledby', { ...trip, referenced: true, embedded: true });
}

/** aria-label and the naming that HTML itself has. */
function ownName(el: Element, trip: Trip): string {
  const label = attr(el, 'aria-label')?.trim();
  if (label !== undefined && label !== '') return label;
  const tag = tagOf(el);
  if (tag === 'img' || tag === 'area') return attr(el, 'alt') ?? '';
  const child = NAMED_BY_CHILD.get(tag) ?? (el instanceof SVGElement ? 'title' : undefined);
  if (child !== undefined) return textOfChild(el, child, trip);
  if (tag === 'input' && el instanceof HTMLInputElement) {
    const button = buttonName(el);
    if (button !== undefined) return button;
  }
  if (!LABELLED.has(tag) && !tag.includes('-')) return '';
  const inner: Trip = { ...trip, embedded: true, seen: new Set([...trip.seen, el]) };
  return labelsOf(el)
    .slice(0, 20)
    .filter((found) => !inner.seen.has(found))
    .map((found) => labelledBy(found, inner) || wholeOf(found, inner))
    .join(' ')
    .trim();
}

const LABELLED = new Set(['input', 'select', 'textarea', 'button', 'meter', 'output', 'progress']);

function buttonName(el: HTMLInputElement): string | undefined {
  switch (el.type) {
    case 'button':
      return el.value || undefined;
    case 'submit':
      return el.value.trim() || 'Submit';
    case 'reset':
      return el.value.trim() || 'Reset';
    case 'image':
      return attr(el, 'alt') || attr(el, 'title') || undefined;
    default:
      return undefined;
  }
}

function textOfChild(el: Element, tag: string, trip: Trip): string {
  for (let child = childrenOf(el).first; child !== null; child = nextOf(child)) {
    if (child instanceof Element && tagOf(child) === tag) return contentOf(child, trip);
  }
  return '';
}

function contentOf(el: Element, trip: Trip): string {
  if (trip.seen.has(el)) return '';
  trip.seen.add(el);
  const { first, list } = childrenOf(el);
  let hidden: boolean | undefined; // a hidden label may be referenced, and is then read whole
  let text = '';
  let index = 0;
  for (
    let child = list?.[index] ?? first;
    child !== null;
    child = list === undefined ? nextOf(child) : (list[++index] ?? null)
  ) {
    if (--trip.nodes < 0 || text.length > ENOUGH) break;
    if (typeOf(child) === Node.TEXT_NODE) text += squeezed(child);
    else if (child instanceof Element) {
      const piece = pieceOf(child, trip);
      if (piece === '') continue;
      hidden ??= trip.referenced && !laidOut(el);
      const { display, visibility } = getComputedStyle(child);
      if (!hidden && (display === 'none' || visibility !== 'visible')) continue;
      text += INLINE.has(display) ? piece : ` ${piece} `;
    }
  }
  return text;
}

/** Text of a node without the white space of its source: of a page that indents deeply, nothing else would be left. */
function squeezed(node: Node): string {
  const data = node instanceof Text ? node.data : '';
  return data.length < 40 ? data : data.slice(0, 4000).replace(/\s+/g, ' ');
}

/** What one child adds; whether it is shown is asked later, of those that add something. */
function pieceOf(el: Element, trip: Trip): string {
  const tag = tagOf(el);
  if (tag === 'br') return ' ';
  if (UNREAD.has(tag) || trip.seen.has(el)) return '';
  const named = (NAMED_BY_CHILD.get(tag) !== undefined && tag !== 'figure') || LABELLED.has(tag);
  if (isBare(el)) return (named && ownName(el, trip)) || contentOf(el, trip);
  if (attr(el, 'aria-hidden') === 'true') return '';
  const text =
    labelledBy(el, trip) ||
    embeddedValue(el, trip) ||
    ownName(el, trip) ||
    (CLOSED.has(tag) ? '' : contentOf(el, trip));
  return text || (attr(el, 'title') ?? '');
}

/** Their text is a value or a list of choices. */
const CLOSED = new Set(['select', 'textarea']);

function embeddedValue(el: Element, trip: Trip): string {
  if (!trip.embedded || trip.seen.has(el) || isSecret(el)) return '';
  if (el instanceof HTMLSelectElement) return el.selectedOptions[0]?.label ?? '';
  if (el instanceof HTMLTextAreaElement) return el.value.slice(0, MOST.value);
  if (el instanceof HTMLInputElement) {
    return ['text', 'search', 'email', 'url', 'tel', 'number', 'range'].includes(el.type) ? el.value : '';
  }
  if (isEditingHost(el)) return '';
  const role = roleGiven(el);
  return role === 'slider' || role === 'spinbutton'
    ? (attr(el, 'aria-valuetext') ?? attr(el, 'aria-valuenow') ?? '')
    : '';
}
