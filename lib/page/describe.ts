import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, baseOf, has } from './dom.ts';
import type { Place } from './geometry.ts';
import { type GroupNames, nearText } from './group.ts';
import { inputType, isEditingHost } from './interactive.ts';
import { MOST } from './limits.ts';
import { nameOf } from './name.ts';
import { isSecret } from './secret.ts';
import { checkedOf, messageOf, statesOf, valueOf } from './states.ts';
import { line } from './text.ts';
import type { Found } from './walk.ts';

export interface Describing {
  ref: string;
  where: Place['where'];
  focused: Element | undefined;
  groups: GroupNames;
}

/** What a snapshot says of one element. */
export function describe(found: Found, { ref, where, focused, groups }: Describing): PageElement {
  const { el, kind, role, inert } = found;
  const states = statesOf(el, { inert, focused });
  if (where !== 'in') states.push(where);
  const name = nameOf(el, role);
  const element: PageElement = { ref, at: found.order, block: found.order, kind, role, name, states };
  if (name === '') put(element, 'near', nearText(el) || hintOf(el));
  const group = groups.nameOf(found.group);
  if (group !== undefined && group !== name) element.group = group;
  if (isSecret(el)) element.secret = true;
  if (kind === 'text' || kind === 'select' || has(el, 'aria-valuenow')) {
    const value = valueOf(el);
    if (value !== undefined) element.value = value;
  }
  if (kind === 'check') element.checked = checkedOf(el) ?? false;
  if (kind === 'text') {
    element.inputType = textType(el);
    const placeholder = line(attr(el, 'placeholder') ?? attr(el, 'aria-placeholder') ?? '', MOST.name);
    if (placeholder !== name) put(element, 'placeholder', placeholder);
  }
  if (el instanceof HTMLInputElement && el.type === 'file') element.inputType = 'file';
  if (el instanceof HTMLSelectElement) addOptions(element, el);
  if (kind === 'link') addLink(element, el);
  if (states.includes('invalid')) put(element, 'message', messageOf(el));
  const submits = submitsOf(el);
  if (submits !== undefined) element.submits = submits;
  return element;
}

function put(element: PageElement, key: 'near' | 'placeholder' | 'message', text: string): void {
  if (text !== '') element[key] = text;
}

function textType(el: Element): string {
  if (el instanceof HTMLInputElement) return inputType(el);
  if (el instanceof HTMLTextAreaElement) return 'textarea';
  return isEditingHost(el) ? 'contenteditable' : 'text';
}

/** The last resort for an icon without any text: what the page's author called it (`icon-trash` -> `trash`). */
function hintOf(el: Element): string {
  const icon = el.querySelector('[class*="icon"], i[class], svg[class]');
  const words = attr(el, 'data-testid') ?? attr(el, 'id') ?? attr(el, 'class') ?? (icon && attr(icon, 'class')) ?? '';
  return line(words.replace(/[-_]+/g, ' ').replace(/\b(icon|btn|button|fas?|bi|css)\b|\d+/gi, ' '), 40);
}

function addOptions(element: PageElement, el: HTMLSelectElement): void {
  element.optionCount = el.options.length;
  element.options = [...el.options]
    .slice(0, MOST.options)
    .map((option) => line(option.label || option.text, MOST.name));
}

function addLink(element: PageElement, el: Element): void {
  const href = urlOf(attr(el, 'href') ?? attr(el, 'xlink:href') ?? '', baseOf(el));
  if (href !== undefined && href.protocol !== 'data:' && href.protocol !== 'blob:') {
    href.username = '';
    href.password = '';
    element.href = href.href.slice(0, MOST.href);
  }
  if (has(el, 'download')) element.download = true;
}

export function urlOf(url: string, base: string): URL | undefined {
  return URL.parse(url.trim(), base) ?? undefined;
}

/** Method and target origin of the form that a click on `el` submits; undefined where it submits none. */
function submitsOf(el: Element): PageElement['submits'] {
  const submits =
    (el instanceof HTMLInputElement && (el.type === 'submit' || el.type === 'image')) ||
    (el instanceof HTMLButtonElement && el.type === 'submit');
  if (!submits || el.form === null) return undefined;
  // The button's own attributes go before the form's; properties of a form can be shadowed by its fields, attributes cannot.
  const method = (attr(el, 'formmethod') ?? attr(el.form, 'method') ?? 'get').toLowerCase();
  const action = attr(el, 'formaction') ?? attr(el.form, 'action') ?? '';
  const url = action === '' ? undefined : urlOf(action, baseOf(el));
  return { method: line(method, 10), origin: url === undefined ? globalThis.origin : url.origin };
}
