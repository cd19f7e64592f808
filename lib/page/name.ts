import { attr, byId, flatChildren, laidOut, shown, tagOf } from './dom.ts';
import { isEditingHost, roleGiven } from './interactive.ts';
import { labelsOf } from './labels.ts';
import { MOST } from './limits.ts';
import { isSecret } from './secret.ts';
import { line } from './text.ts';

/** Roles whose name may come from what they contain (accname 1.2, 2F). */
const FROM_CONTENT = new Set(
  ['button', 'cell', 'checkbox', 'columnheader', 'gridcell', 'heading', 'link', 'menuitem', 'menuitemcheckbox',
    'menuitemradio', 'option', 'radio', 'row', 'rowheader', 'switch', 'tab', 'tooltip', 'treeitem', 'generic'],
); // prettier-ignore
const NAMED_BY_CHILD: Record<string, string> = { fieldset: 'legend', table: 'caption', figure: 'figcaption' };
const MOST_NODES = 250;

interface Trip {
  seen: Set<Element>;
  nodes: number;
  /** True once an aria-labelledby was followed: it is followed once only. */
  referenced: boolean;
}

/**
 * The accessible name by the rules of accname 1.2: aria-labelledby, aria-label, the platform's label (label, alt, legend, value of
 * a button), content, title, placeholder. Text made by CSS is not read. One line, at most 120 characters; '' where there is none.
 */
export function nameOf(el: Element, role: string): string {
  const trip: Trip = { seen: new Set(), nodes: MOST_NODES, referenced: false };
  const name = labelledBy(el, trip) || ownName(el, trip) || (FROM_CONTENT.has(role) ? contentOf(el, trip) : '');
  return line(name, MOST.name) || line(attr(el, 'title') ?? attr(el, 'placeholder') ?? '', MOST.name);
}

/** Name of a group, dialog or landmark: what it is labelled with, never its content. */
export function labelOf(el: Element): string {
  const trip: Trip = { seen: new Set(), nodes: MOST_NODES, referenced: false };
  return line(labelledBy(el, trip) || ownName(el, trip) || (attr(el, 'title') ?? ''), MOST.name);
}

/** Text of the elements that an attribute such as `aria-describedby` names. */
export function referencedText(el: Element, attribute: string): string {
  const trip: Trip = { seen: new Set([el]), nodes: MOST_NODES, referenced: true };
  const ids = attr(el, attribute)?.split(/\s+/) ?? [];
  return line(ids.map((id) => (id === '' ? '' : describe(byId(el, id), trip))).join(' '), MOST.name);
}

function describe(target: Element | null, trip: Trip): string {
  if (target === null) return '';
  return attr(target, 'aria-label')?.trim() || ownName(target, trip) || contentOf(target, trip);
}

function labelledBy(el: Element, trip: Trip): string {
  if (trip.referenced) return '';
  const ids = attr(el, 'aria-labelledby')?.split(/\s+/) ?? [];
  if (ids.length === 0) return '';
  const inner: Trip = { ...trip, referenced: true };
  return ids.map((id) => (id === '' ? '' : describe(byId(el, id), inner))).join(' ').trim(); // prettier-ignore
}

/** aria-label and the naming that HTML itself has. */
function ownName(el: Element, trip: Trip): string {
  const label = attr(el, 'aria-label')?.trim();
  if (label !== undefined && label !== '') return label;
  const tag = tagOf(el);
  if (tag === 'img' || tag === 'area') return attr(el, 'alt') ?? '';
  if (tag === 'svg') return textOfChild(el, 'title', trip);
  const child = NAMED_BY_CHILD[tag];
  if (child !== undefined) return textOfChild(el, child, trip);
  if (el instanceof HTMLInputElement) {
    const button = buttonName(el);
    if (button !== undefined) return button;
  }
  return labelsOf(el)
    .map((found) => contentOf(found, { ...trip, seen: new Set([...trip.seen, el]) }))
    .join(' ')
    .trim();
}

function buttonName(el: HTMLInputElement): string | undefined {
  switch (el.type) {
    case 'button':
      return el.value;
    case 'submit':
      return el.value || 'Submit';
    case 'reset':
      return el.value || 'Reset';
    case 'image':
      return attr(el, 'alt') ?? attr(el, 'title') ?? 'Submit';
    default:
      return undefined;
  }
}

function textOfChild(el: Element, tag: string, trip: Trip): string {
  for (const child of flatChildren(el)) {
    if (child instanceof Element && tagOf(child) === tag) return contentOf(child, trip);
  }
  return '';
}

function contentOf(el: Element, trip: Trip): string {
  if (trip.seen.has(el)) return '';
  trip.seen.add(el);
  const hidden = !laidOut(el); // a hidden label may be referenced, and is then read whole
  let text = '';
  for (const child of flatChildren(el)) {
    if (--trip.nodes < 0 || text.length > MOST.name * 8) break;
    if (child instanceof Text) text += child.data.slice(0, 2000);
    else if (child instanceof Element && (hidden || shown(child))) text += pieceOf(child, trip);
  }
  return text;
}

function pieceOf(el: Element, trip: Trip): string {
  const tag = tagOf(el);
  if (tag === 'br') return ' ';
  if (tag === 'script' || tag === 'style' || tag === 'noscript' || attr(el, 'aria-hidden') === 'true') return '';
  if (trip.seen.has(el)) return '';
  const text = labelledBy(el, trip) || embeddedValue(el) || ownName(el, trip) || contentOf(el, trip);
  const named = text || (attr(el, 'title') ?? '');
  return isInline(el) ? named : ` ${named} `;
}

/** A control inside a label counts by its value ("Remind me in [5] minutes"). */
function embeddedValue(el: Element): string {
  if (isSecret(el)) return '';
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

function isInline(el: Element): boolean {
  const display = getComputedStyle(el).display;
  return display === 'inline' || display === 'contents';
}
