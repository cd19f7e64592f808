import type { KINDS } from '@/lib/contracts/index.ts';

import { attr, has, isBare, near, tagOf } from './dom.ts';

type Kind = (typeof KINDS)[number];
export interface Widget {
  kind: Kind;
  role: string;
  /** Found by tabindex or a handler alone: left out where it only wraps other widgets (a scroll region, a delegating root). */
  weak?: boolean;
}

const ARIA: Record<string, Kind> = {
  button: 'press',
  link: 'press',
  tab: 'press',
  menuitem: 'press',
  option: 'press',
  treeitem: 'press',
  combobox: 'press',
  textbox: 'press',
  searchbox: 'press',
  slider: 'press',
  spinbutton: 'press',
  checkbox: 'check',
  radio: 'check',
  switch: 'check',
  menuitemcheckbox: 'check',
  menuitemradio: 'check',
};

const INPUTS: Record<string, Widget> = {
  button: { kind: 'press', role: 'button' },
  submit: { kind: 'press', role: 'button' },
  reset: { kind: 'press', role: 'button' },
  image: { kind: 'press', role: 'button' },
  file: { kind: 'press', role: 'button' },
  checkbox: { kind: 'check', role: 'checkbox' },
  radio: { kind: 'check', role: 'radio' },
  range: { kind: 'text', role: 'slider' },
  number: { kind: 'text', role: 'spinbutton' },
  search: { kind: 'text', role: 'searchbox' },
};

const HANDLERS = ['onclick', 'onmousedown', 'onmouseup', 'onpointerdown', 'onpointerup', 'ontouchstart', 'onkeydown'];

/** What an element is to somebody who acts on it; undefined where it is nothing. Asks attributes only: no style, no geometry. */
export function widgetOf(el: Element): Widget | undefined {
  const native = nativeWidget(el);
  if (native === undefined && isBare(el)) return undefined;
  const role = roleGiven(el);
  if (native !== undefined) return role === undefined || ARIA[role] === undefined ? native : { ...native, role };
  if (role !== undefined) {
    const kind = ARIA[role];
    if (kind !== undefined) return { kind, role };
  }
  if (isTabbable(el) || HANDLERS.some((name) => has(el, name))) {
    return { kind: 'press', role: role ?? 'generic', weak: true };
  }
  return undefined;
}

/** The first role of the `role` attribute; undefined where none or `none`. */
export function roleGiven(el: Element): string | undefined {
  const role = attr(el, 'role')?.trim().split(/\s+/, 1)[0]?.toLowerCase();
  // What is no word is no role: the attribute is the page's own text, and this goes into the view as it is.
  if (role === undefined || !/^[a-z-]{1,30}$/.test(role)) return undefined;
  return role === 'none' || role === 'presentation' ? undefined : role;
}

function nativeWidget(el: Element): Widget | undefined {
  switch (tagOf(el)) {
    case 'input':
      return inputWidget(el);
    case 'button':
      return { kind: 'press', role: 'button' };
    case 'textarea':
      return { kind: 'text', role: 'textbox' };
    case 'select':
      return { kind: 'select', role: has(el, 'multiple') || Number(attr(el, 'size')) > 1 ? 'listbox' : 'combobox' };
    case 'a':
    case 'area':
      return linkWidget(el);
    case 'summary':
      return near(el, 'details') === null ? undefined : { kind: 'press', role: 'button' };
    default:
      return !isBare(el) && isEditingHost(el) ? { kind: 'text', role: 'textbox' } : undefined;
  }
}

function inputWidget(el: Element): Widget | undefined {
  const type = inputType(el);
  if (type === 'hidden') return undefined;
  const widget = INPUTS[type] ?? { kind: 'text', role: 'textbox' };
  return widget.kind === 'text' && has(el, 'list') ? { ...widget, role: 'combobox' } : { ...widget };
}

function linkWidget(el: Element): Widget | undefined {
  const href = attr(el, 'href') ?? attr(el, 'xlink:href');
  if (href === null) return undefined;
  return { kind: /^\s*javascript:/i.test(href) ? 'press' : 'link', role: 'link' };
}

/** Type of an input as the browser takes it (unknown ones are text). */
export function inputType(el: Element): string {
  return el instanceof HTMLInputElement ? el.type : (attr(el, 'type') ?? 'text').toLowerCase();
}

export function isEditingHost(el: Element): boolean {
  const value = attr(el, 'contenteditable');
  return value !== null && ['', 'true', 'plaintext-only'].includes(value.toLowerCase());
}

function isTabbable(el: Element): boolean {
  const tabindex = attr(el, 'tabindex');
  return tabindex !== null && Number.parseInt(tabindex, 10) >= 0;
}
