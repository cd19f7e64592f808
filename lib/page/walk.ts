import {
  attr, bodyOf, childrenOf, firstElementOf, has, is, isBare, nextOf, openShadow, parentOf, rootElementOf, tagOf,
} from './dom.ts'; // prettier-ignore
import { roleGiven, roleOf, type Widget, widgetOf } from './interactive.ts';
import { BUDGET_MS, CURSOR_ASKS, deadline } from './limits.ts';

/** A group, dialog, form or landmark, and the one around it. */
export interface Group {
  el: Element;
  outer: Group | undefined;
}

export interface Found extends Widget {
  el: Element;
  /** Reading order. */
  order: number;
  group: Group | undefined;
  inert: boolean;
  /** It contains other widgets. */
  wraps: boolean;
  around: Found | undefined;
}

export interface Walked {
  found: Found[];
  headings: Element[];
  /** Alerts, statuses, live regions, open dialogs. */
  speakers: Element[];
  /** Dialogs that are open and keep the rest of the page away; `native`: by the platform itself. */
  modals: { el: Element; native: boolean }[];
  roots: ShadowRoot[];
  textLength: number;
  /** Elements seen. */
  seen: number;
  /** True where time ran out before the end of the document. */
  cut: boolean;
}

interface Level {
  next: Node | null;
  list: readonly Node[] | undefined;
  at: number;
  group: Group | undefined;
  inert: boolean;
  owner: Found | undefined;
}

/** Nothing in these can be acted on or read by a person, or it is read with the element itself. */
const CLOSED = new Set(
  ['script', 'style', 'template', 'noscript', 'head', 'select', 'textarea', 'iframe', 'object', 'canvas', 'video', 'audio',
    'datalist', 'math', 'title', 'desc', 'metadata', 'defs', 'link', 'meta', 'br', 'hr', 'wbr'],
); // prettier-ignore
const GROUPS = new Set(['fieldset', 'form', 'dialog', 'nav', 'main', 'aside', 'section', 'search', 'menu']);
const GROUP_ROLES = new Set(
  ['group', 'radiogroup', 'form', 'dialog', 'alertdialog', 'navigation', 'main', 'complementary', 'region', 'search', 'toolbar',
    'menu', 'menubar', 'listbox', 'tablist', 'tree', 'grid', 'banner', 'contentinfo'],
); // prettier-ignore
const SPEAKING_ROLES = new Set(['alert', 'status', 'alertdialog', 'dialog', 'log']);

/**
 * One pass over the document in reading order, through open shadow roots and slots. Asks for tags and attributes alone; geometry
 * and style come later, for what was found here. Writes nothing.
 */
export class Walk {
  readonly #out: Walked = {
    found: [],
    headings: [],
    speakers: [],
    modals: [],
    roots: [],
    textLength: 0,
    seen: 0,
    cut: false,
  };
  /** Elements that might show a pointer cursor: childless ones, and those with text of their own. */
  readonly #leaves: Pick<Found, 'el' | 'order' | 'group' | 'inert' | 'around'>[] = [];
  readonly #stack: Level[] = [];

  static over(document: Document): Walked {
    const walk = new Walk();
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
    walk.#enter(bodyOf(document) ?? rootElementOf(document));
    walk.#run(deadline(BUDGET_MS.walk));
    walk.#addPointers(document);
    return walk.#out;
  }

  #run(over: () => boolean): void {
    for (let level = this.#stack.at(-1); level !== undefined; level = this.#stack.at(-1)) {
      const node = level.list === undefined ? level.next : (level.list[level.at++] ?? null);
      if (node === null) {
        this.#stack.pop();
        continue;
      }
      if (level.list === undefined) level.next = nextOf(node);
      if (node instanceof Element) this.#enter(node, level);
      else if (node instanceof Text) this.#read(node, level);
      if (over()) {
        this.#out.cut = true;
        return;
      }
    }
  }

  #read(node: Text, level: Level): void {
    const length = node.length;
    if (length === 0 || (length < 500 && node.data.trim() === '')) return;
    this.#out.textLength += length;
    const parent = parentOf(node);
    if (parent !== null) this.#mayPoint(parent, level);
  }

  #enter(el: Element, level?: Level): void {
    const order = ++this.#out.seen;
    const tag = tagOf(el);
    this.#note(el, tag);
    const inert = level?.inert === true || (!isBare(el) && has(el, 'inert'));
    let owner = level?.owner;
    const widget = widgetOf(el);
    if (widget !== undefined) {
      const found: Found = { ...widget, el, order, group: level?.group, inert, wraps: false, around: owner };
      for (let at = owner; at !== undefined; at = at.around) at.wraps = true;
      this.#out.found.push(found);
      owner = found;
    } else if (level !== undefined && firstElementOf(el) === null) {
      this.#mayPoint(el, level);
    }
    if (CLOSED.has(tag)) return;
    const { first, list } = childrenOf(el);
    if (first === null && list === undefined) return;
    const group = isGroup(el) ? { el, outer: level?.group } : level?.group;
    this.#stack.push({ next: first, list, at: 0, group, inert, owner });
  }

  #mayPoint(el: Element, { group, inert, owner }: Level): void {
    if (owner !== undefined && owner.weak !== true) return; // part of a widget that is known
    if (this.#leaves.at(-1)?.el !== el) this.#leaves.push({ el, order: this.#out.seen, group, inert, around: owner });
  }

  #note(el: Element, tag: string): void {
    const { headings, speakers, modals, roots } = this.#out;
    const shadow = openShadow(el);
    if (shadow !== null) roots.push(shadow);
    if (tag === 'h1' || tag === 'h2' || tag === 'h3') headings.push(el);
    else if (tag === 'output') speakers.push(el);
    else if (tag === 'dialog' && has(el, 'open')) {
      speakers.push(el);
      if (is(el, ':modal')) modals.push({ el, native: true });
    } else if (!isBare(el)) {
      const role = roleGiven(el);
      const live = attr(el, 'aria-live');
      if ((role !== undefined && SPEAKING_ROLES.has(role)) || live === 'polite' || live === 'assertive')
        speakers.push(el);
      if (attr(el, 'aria-modal') === 'true') modals.push({ el, native: false });
    }
  }

  /** Adds the topmost elements at which a pointer cursor begins: what scripts listen on and no attribute tells. */
  #addPointers(document: Document): void {
    const { found } = this.#out;
    const known = new Map(found.map((each) => [each.el, each]));
    const points = new Map<Element, boolean>();
    const pointing = (el: Element) => {
      let answer = points.get(el);
      if (answer === undefined) {
        answer = getComputedStyle(el).cursor === 'pointer';
        points.set(el, answer);
      }
      return answer;
    };
    const over = deadline(BUDGET_MS.walk / 3);
    for (const { el, ...rest } of this.#leaves.slice(0, CURSOR_ASKS)) {
      if (over()) break;
      if (!pointing(el)) continue;
      const top = topmost(el, pointing);
      if (known.has(top) || top === bodyOf(document) || top === rootElementOf(document)) continue;
      const fresh: Found = { ...rest, el: top, kind: 'press', role: roleOf(top), wraps: false };
      known.set(top, fresh);
      if (isLabelOfControl(top) || liesInWidget(top, known)) continue;
      if (rest.around !== undefined) rest.around.wraps = true;
      found.push(fresh);
    }
    found.sort((a, b) => a.order - b.order);
    this.#out.found = found.filter(({ weak, wraps, el }) => weak !== true || !wraps || pointing(el));
  }
}

function topmost(el: Element, pointing: (el: Element) => boolean): Element {
  let top = el;
  for (let at = parentOf(el); at !== null && pointing(at); at = parentOf(at)) top = at;
  return top;
}

function isLabelOfControl(el: Element): boolean {
  if (el instanceof HTMLLabelElement) return el.control !== null;
  return false;
}

function liesInWidget(el: Element, known: ReadonlyMap<Element, Found>): boolean {
  for (let at = parentOf(el); at !== null; at = parentOf(at)) {
    const found = known.get(at);
    if (found !== undefined && found.weak !== true) return true;
  }
  return false;
}

/** Fieldset, form, dialog, landmark, or what a role makes one. */
export function isGroup(el: Element): boolean {
  const tag = tagOf(el);
  if (GROUPS.has(tag)) return tag !== 'section' || has(el, 'aria-label') || has(el, 'aria-labelledby');
  const role = attr(el, 'role');
  return role !== null && GROUP_ROLES.has(role.trim().toLowerCase());
}

/** The open dialog that a person would have to deal with first: the last one of them. */
export function modalOf(
  { modals }: Walked,
  isShown: (el: Element) => boolean,
): { el: Element; native: boolean } | undefined {
  return modals.findLast(({ el, native }) => native || isShown(el));
}
