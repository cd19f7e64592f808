import type { KINDS } from '@/lib/contracts/index.ts';

import { attr, attributesOf, has, isBare, near, one, tagOf } from './dom.ts';
import { inputType } from './input-type.ts';

type Kind = (typeof KINDS)[number];
export interface Widget {
  kind: Kind;
  role: string;
  /** Found by tabindex, a handler or a hint alone: left out where it only wraps other widgets (a scroll region, a delegating root). */
  weak?: boolean;
}

const ARIA = new Map<string, Kind>(
  Object.entries({
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
  }),
);
/** Roles that authors put around the field itself, too; then the field is what counts. */
const AROUND_FIELDS = new Set(['combobox', 'textbox', 'searchbox', 'spinbutton']);
const FIELDS = 'input:not([type="hidden"]), textarea, select, [contenteditable=""], [contenteditable="true"]';

const INPUTS = new Map<string, Widget>(
  Object.entries({
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
  }),
);

/** Attributes by which a page tells that something listens, though perhaps on an element far above. */
const TELLING = new Set(
  ['onclick', 'ondblclick', 'onmousedown', 'onmouseup', 'onpointerdown', 'onpointerup', 'ontouchstart', 'ontouchend', 'onkeydown',
    'onkeyup', 'onkeypress', 'oncontextmenu', 'onmouseover', 'onmouseenter', 'ondragstart', 'ondrop', 'onfocus', 'onchange',
    'oninput', 'aria-haspopup', 'aria-expanded', 'aria-pressed', 'aria-checked', 'aria-selected', 'data-toggle', 'data-bs-toggle',
    'data-dismiss', 'data-bs-dismiss', 'data-handler', 'jsaction', 'phx-click', 'ng-click', 'hx-get', 'hx-post'],
); // prettier-ignore
/** jQuery UI says by classes what its delegated listeners act on. */
const JQUERY_UI =
  /(?:^|\s)ui-(draggable|sortable-handle|slider-handle|selectee|resizable-handle|menu-item-wrapper|spinner-button)(?:\s|$)/;

/** What an element is to somebody who acts on it; undefined where it is nothing. Asks attributes only: no style, no geometry. */
export function widgetOf(el: Element): Widget | undefined {
  const native = nativeWidget(el);
  if (native === undefined && isBare(el)) return undefined;
  const role = roleGiven(el);
  const kind = role === undefined ? undefined : ARIA.get(role);
  if (native !== undefined) {
    if (role === undefined || kind === undefined) return native;
    return kind === 'check' && native.kind !== 'text' ? { kind, role } : { ...native, role };
  }
  if (role !== undefined && kind !== undefined) {
    if (!AROUND_FIELDS.has(role)) return { kind, role };
    // A rich editor: an editable box that calls itself a field.
    if (isEditingHost(el)) return { kind: 'text', role };
    return one(el, FIELDS) === null ? { kind, role } : undefined;
  }
  return markedWidget(el, role);
}

/** What only its attributes tell: a list of names is asked for once, which costs less than to ask for some of them. */
function markedWidget(el: Element, role: string | undefined): Widget | undefined {
  let weak = false;
  let found: string | undefined;
  for (const name of attributesOf(el)) {
    if (TELLING.has(name)) weak = true;
    else if (name === 'tabindex') weak ||= Number.parseInt(attr(el, name) ?? '', 10) >= 0;
    else if (name === 'contenteditable' && isEditingHost(el)) return { kind: 'text', role: role ?? 'textbox' };
    else if (name === 'draggable' && attr(el, name) === 'true') found ??= 'generic';
    else if (name === 'class') {
      const text = attr(el, name) ?? '';
      if (text.includes('ui-') && JQUERY_UI.test(text)) found = text.includes('ui-slider') ? 'slider' : 'generic';
    }
  }
  if (found !== undefined) return { kind: 'press', role: role ?? (found === 'generic' ? roleOf(el) : found) };
  return weak ? { kind: 'press', role: role ?? roleOf(el), weak } : undefined;
}

/** Roles of ARIA 1.3 and of its graphics module, without the abstract ones and those that say no more than a tag does. */
const KNOWN = new Set(
  ('alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox comment ' +
    'complementary contentinfo definition dialog directory document feed figure form graphics-document graphics-object ' +
    'graphics-symbol grid gridcell group heading image img link list listbox listitem log main marquee math menu menubar menuitem ' +
    'menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio radiogroup region ' +
    'row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab ' +
    'table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid treeitem').split(' '),
); // prettier-ignore

/** The first known role of the `role` attribute; undefined where none or `none`. */
export function roleGiven(el: Element): string | undefined {
  const given = attr(el, 'role');
  if (given === null) return undefined;
  const words = given.slice(0, 200).trim().toLowerCase();
  // What ARIA does not know is no role: the attribute is the page's own text, and this goes into the view as it is.
  const role = KNOWN.has(words) ? words : words.split(/\s+/, 8).find((word) => KNOWN.has(word));
  return role === 'none' || role === 'presentation' ? undefined : role;
}

/** What SVG draws. Groups and definitions draw nothing themselves. */
export const SHAPES: ReadonlySet<string> = new Set(
  ['rect', 'circle', 'ellipse', 'polygon', 'polyline', 'line', 'path', 'text', 'image', 'use'],
); // prettier-ignore

const ROLES = new Map<string, string>(
  Object.entries({
    a: 'link',
    article: 'article',
    canvas: 'canvas',
    img: 'img',
    li: 'listitem',
    svg: 'img',
    td: 'cell',
    th: 'columnheader',
    tr: 'row',
    video: 'video',
    audio: 'audio',
    ...Object.fromEntries([...SHAPES].map((tag) => [tag, 'img'])),
  }),
);

/** Role of something that can be acted on though it is no control: given, or what the tag says to a reader; else `generic`. */
export function roleOf(el: Element): string {
  return roleGiven(el) ?? ROLES.get(tagOf(el)) ?? 'generic';
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
    case 'canvas':
      return { kind: 'press', role: 'canvas' };
    case 'video':
    case 'audio':
      return has(el, 'controls') ? { kind: 'press', role: tagOf(el) } : undefined;
    default:
      return undefined;
  }
}

function inputWidget(el: Element): Widget | undefined {
  const type = inputType(el);
  if (type === 'hidden') return undefined;
  const widget = INPUTS.get(type) ?? { kind: 'text', role: 'textbox' };
  return widget.kind === 'text' && has(el, 'list') ? { ...widget, role: 'combobox' } : { ...widget };
}

function linkWidget(el: Element): Widget | undefined {
  const href = attr(el, 'href') ?? attr(el, 'xlink:href');
  if (href === null) return undefined;
  return { kind: /^\s*javascript:/i.test(href) ? 'press' : 'link', role: 'link' };
}

export function isEditingHost(el: Element): boolean {
  const value = attr(el, 'contenteditable');
  return value !== null && ['', 'true', 'plaintext-only'].includes(value.toLowerCase());
}

/** What can be picked up: by the platform's own drag and drop, or by jQuery UI's. */
export function isDraggable(el: Element): boolean {
  if (attr(el, 'draggable') === 'true') return true;
  const classes = attr(el, 'class');
  return (
    classes?.includes('ui-') === true && /(?:^|\s)ui-(draggable|sortable-handle|slider-handle)(?:\s|$)/.test(classes)
  );
}
