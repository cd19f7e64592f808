import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, baseOf, has, isEditable, tagOf } from './dom.ts';
import type { Place } from './geometry.ts';
import { type GroupNames, visibleText } from './group.ts';
import { inputType, isEditingHost, roleGiven } from './interactive.ts';
import { MOST } from './limits.ts';
import { boxOf, isShape, lookOf } from './look.ts';
import { nameOf, referencedText } from './name.ts';
import { iconHint, nearText } from './near.ts';
import { addOptions } from './options.ts';
import { isSecret } from './secret.ts';
import { checkedOf, limitsOf, messageOf, statesOf, valueOf } from './states.ts';
import { line } from './text.ts';
import type { Found } from './walk.ts';

export interface Describing {
  ref: string;
  where: Place['where'];
  focused: Element | undefined;
  groups: GroupNames;
}

/** What a snapshot says of one element; its place in the page (`at`, `block`, `region`, `row`) is the snapshot's to set. */
export function describe(found: Found, { ref, where, focused, groups }: Describing): PageElement {
  const { el, kind, role, inert } = found;
  const states = statesOf(el, { inert, focused });
  if (where !== 'in') states.push(where);
  const name = nameOf(el, role);
  const element: PageElement = { ref, at: found.order, block: found.order, kind, role, name, states };
  addLook(element, el);
  if (name === '')
    put(element, 'near', element.look === undefined || isControl(el) ? nearText(el, kind) : iconHint(el));
  const group = groups.nameOf(found.group);
  if (group !== undefined && group !== name) element.group = group;
  if (isSecret(el)) element.secret = true;
  addValue(element, el);
  if (kind === 'check') element.checked = checkedOf(el) ?? false;
  if (kind === 'text') {
    element.inputType = textType(el);
    const placeholder = line(attr(el, 'placeholder') ?? attr(el, 'aria-placeholder') ?? '', MOST.name);
    if (placeholder !== name) put(element, 'placeholder', placeholder);
  }
  if (el instanceof HTMLInputElement && el.type === 'file') element.inputType = 'file';
  addOptions(element, el);
  if (kind === 'link') addLink(element, el);
  if (states.includes('invalid')) put(element, 'message', messageOf(el));
  addDescription(element, el);
  const submits = submitsOf(el);
  if (submits !== undefined) element.submits = submits;
  return element;
}

function put(element: PageElement, key: 'near' | 'placeholder' | 'message' | 'description', text: string): void {
  if (text !== '') element[key] = text;
}

/** Shapes and canvases always say how they look; a box of HTML does where no text tells what it is. */
function addLook(element: PageElement, el: Element): void {
  const drawn = isShape(el) || element.role === 'canvas';
  if (drawn || (element.name === '' && element.kind === 'press')) Object.assign(element, lookOf(el));
  if (element.states.includes('draggable')) element.box ??= boxOf(el);
}

/** What a page made to be pressed has a meaning beside its looks; a coloured box may have none but its colour. */
function isControl(el: Element): boolean {
  return ['button', 'input', 'a', 'summary'].includes(tagOf(el)) || roleGiven(el) !== undefined;
}

const BY_TEXT = new Set(['combobox', 'textbox', 'searchbox', 'spinbutton']);

function addValue(element: PageElement, el: Element): void {
  const { kind, role } = element;
  let value: string | undefined;
  if (kind === 'text' || kind === 'select' || has(el, 'aria-valuenow') || has(el, 'aria-valuetext'))
    value = valueOf(el);
  else if (BY_TEXT.has(role) && kind === 'press' && !isSecret(el)) value = line(visibleText(el), MOST.value);
  if (value !== undefined && !(value === '' && kind === 'press')) element.value = value;
  if (kind === 'text' || role === 'slider' || role === 'spinbutton') {
    const limits = limitsOf(el);
    if (limits !== undefined) element.limits = limits;
  }
}

/** What describes it beside its name; not what is said already. */
function addDescription(element: PageElement, el: Element): void {
  const said = new Set([element.name, element.near, element.message, element.placeholder, '']);
  const told = [referencedText(el, 'aria-describedby'), line(attr(el, 'aria-description') ?? '', MOST.name), line(attr(el, 'title') ?? '', MOST.name)]; // prettier-ignore
  put(element, 'description', told.find((text) => !said.has(text)) ?? '');
}

function textType(el: Element): string {
  if (el instanceof HTMLInputElement) return inputType(el);
  if (el instanceof HTMLTextAreaElement) return 'textarea';
  return isEditingHost(el) || (el instanceof HTMLElement && isEditable(el)) ? 'contenteditable' : 'text';
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
