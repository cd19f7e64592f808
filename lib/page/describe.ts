import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, baseOf, has, isEditable, tagOf } from './dom.ts';
import type { Place } from './geometry.ts';
import { type GroupNames, visibleText } from './group.ts';
import { inputType } from './input-type.ts';
import { isEditingHost, roleGiven } from './interactive.ts';
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
  if (kind === 'link') addLink(element, el);
  else addField(element, el);
  if (states.includes('invalid')) put(element, 'message', messageOf(el));
  addDescription(element, el);
  return element;
}

/** What only fields and buttons have. */
function addField(element: PageElement, el: Element): void {
  const { kind, name } = element;
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
  const submits = submitsOf(el, kind === 'text');
  if (submits !== undefined) element[kind === 'text' ? 'enters' : 'submits'] = submits;
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
  const by = has(el, 'aria-describedby') ? referencedText(el, 'aria-describedby') : '';
  const text = attr(el, 'aria-description') ?? attr(el, 'title');
  if (by === '' && text === null) return;
  const said = new Set([element.name, element.near, element.message, element.placeholder, '']);
  put(element, 'description', [by, line(text ?? '', MOST.name)].find((each) => !said.has(each)) ?? '');
}

function textType(el: Element): string {
  if (el instanceof HTMLInputElement) return inputType(el);
  if (el instanceof HTMLTextAreaElement) return 'textarea';
  return isEditingHost(el) || (el instanceof HTMLElement && isEditable(el)) ? 'contenteditable' : 'text';
}

function addLink(element: PageElement, el: Element): void {
  const href = addressOf(attr(el, 'href') ?? attr(el, 'xlink:href') ?? '', baseOf(el));
  if (href !== undefined) element.href = href.slice(0, MOST.href);
  if (has(el, 'download')) element.download = true;
}

/** Addresses that are written as the parser would write them: most are, and parsing is what costs most of a link. */
const PLAIN_PATH = /^\/(?:[\w?=&%+,;:!~-][\w/?=&%+,;:!.~-]*)?$/;
const PLAIN_URL = /^https?:\/\/(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*\/[\w/?=&%+,;:!.~-]*$/;

/** Absolute, without user name and password; undefined for what is none or holds its content itself. */
export function addressOf(written: string, base: string): string | undefined {
  if (!written.includes('/.') && !written.includes('%2') && written.length < 2000) {
    if (PLAIN_URL.test(written)) return written;
    const origin = PLAIN_PATH.test(written) ? /^https?:\/\/[^/?#]+/.exec(base)?.[0] : undefined;
    if (origin?.includes('@') === false) return origin + written;
  }
  const url = urlOf(written, base);
  if (url === undefined || url.protocol === 'data:' || url.protocol === 'blob:') return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}

export function urlOf(url: string, base: string): URL | undefined {
  return URL.parse(url.trim(), base) ?? undefined;
}

/** Method and target origin of the form that a click on `el` submits, or Enter in a field; undefined where it submits none. */
function submitsOf(el: Element, field: boolean): PageElement['submits'] {
  const submits =
    (el instanceof HTMLInputElement && (field || el.type === 'submit' || el.type === 'image')) ||
    (el instanceof HTMLButtonElement && el.type === 'submit');
  if (!submits || el.form === null) return undefined;
  const { form } = el;
  // A button's own attributes go before the form's; properties of a form can be shadowed by its fields, attributes cannot.
  const said = (name: string, or: string) => (field ? null : attr(el, `form${name}`)) ?? attr(form, name) ?? or;
  const action = said('action', '');
  const { origin } = (action === '' ? undefined : urlOf(action, baseOf(el))) ?? globalThis;
  return { method: line(said('method', 'get').toLowerCase(), 10), origin };
}
