/* oxlint-disable typescript/unbound-method -- taken off the prototypes on purpose; each is called with a receiver */
/**
 * Reads of the DOM that a page cannot bend. An element's name shadows any property of its form or of the document (`<input
 * name="getAttribute">`, `<img name="body">`), in a content script's own world too; what stands on the prototypes stays true.
 */
const {
  getAttribute,
  hasAttribute,
  hasAttributes,
  getAttributeNames,
  matches,
  closest,
  getBoundingClientRect,
  getClientRects,
  checkVisibility,
} = Element.prototype;
const { getRootNode } = Node.prototype;

function getter<T extends object, K extends keyof T & string>(prototype: T, key: K): (self: T) => T[K] {
  for (let owner: object | null = prototype; owner !== null; owner = Reflect.getPrototypeOf(owner)) {
    const get = Object.getOwnPropertyDescriptor(owner, key)?.get;
    if (get !== undefined) return (self) => get.call(self);
  }
  return (self) => self[key];
}

export const tagOf = getter(Element.prototype, 'localName');
export const nextOf = getter(Node.prototype, 'nextSibling');
export const previousOf = getter(Node.prototype, 'previousSibling');
export const typeOf = getter(Node.prototype, 'nodeType');
const firstOf = getter(Node.prototype, 'firstChild');
export const isConnected = getter(Node.prototype, 'isConnected');
export const textOf = getter(Node.prototype, 'textContent');
export const firstElementOf = getter(Element.prototype, 'firstElementChild');
export const childrenElementsOf = getter(Element.prototype, 'children');
export const bodyOf = getter(Document.prototype, 'body');
export const rootElementOf = getter(Document.prototype, 'documentElement');
export const titleOf = getter(Document.prototype, 'title');
export const contentTypeOf = getter(Document.prototype, 'contentType');
export const baseOf = getter(Node.prototype, 'baseURI');
export const isEditable = getter(HTMLElement.prototype, 'isContentEditable');
export const innerTextOf = getter(HTMLElement.prototype, 'innerText');
const parentNodeOf = getter(Node.prototype, 'parentNode');
const openShadowOf = getter(Element.prototype, 'shadowRoot');
const slotOf = getter(Element.prototype, 'assignedSlot');
const textSlotOf = getter(Text.prototype, 'assignedSlot');
const documentActive = getter(Document.prototype, 'activeElement');
const shadowActive = getter(ShadowRoot.prototype, 'activeElement');
const scrollingOf = getter(Document.prototype, 'scrollingElement');

/** What gives extensions closed shadow roots: a function in Chrome, a property of elements in Firefox; neither on plain pages. */
function closedOpener(): (el: Element) => unknown {
  const chrome: unknown = Reflect.get(globalThis, 'chrome');
  const dom: unknown = chrome instanceof Object ? Reflect.get(chrome, 'dom') : undefined;
  const open: unknown = dom instanceof Object ? Reflect.get(dom, 'openOrClosedShadowRoot') : undefined;
  if (typeof open === 'function') return (el) => Reflect.apply(open, dom, [el]);
  return (el) => Reflect.get(el, 'openOrClosedShadowRoot');
}
const closedOf = closedOpener();

/** What may have a shadow root beside custom elements. */
const HOSTS = /^(?:article|aside|blockquote|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

/** Open shadow root of any element; closed one of custom elements, and of others that hold nothing else: to ask all costs too much. */
function shadowOf(el: Element): ShadowRoot | null {
  const open = openShadowOf(el);
  if (open !== null) return open;
  const tag = tagOf(el);
  if (!tag.includes('-') && (firstOf(el) !== null || !HOSTS.test(tag))) return null;
  const root = closedOf(el);
  return root instanceof ShadowRoot ? root : null;
}

export type Root = Document | ShadowRoot;
export type Scope = Root | Element;

export const attr = (el: Element, name: string): string | null => getAttribute.call(el, name);
export const attributesOf = (el: Element): string[] => getAttributeNames.call(el);
export const has = (el: Element, name: string): boolean => hasAttribute.call(el, name);
/** Most elements of big pages have none: one question spares a dozen. */
export const isBare = (el: Element): boolean => !hasAttributes.call(el);
export const is = (el: Element, selector: string): boolean => matches.call(el, selector);
export const near = (el: Element, selector: string): Element | null => closest.call(el, selector);
export const rectOf = (el: Element): DOMRect => getBoundingClientRect.call(el);
export const rectsOf = (el: Element): DOMRectList => getClientRects.call(el);
export const elementCount = (document: Document): number =>
  Document.prototype.getElementsByTagName.call(document, '*').length;
export const openShadow = (el: Element): ShadowRoot | null => shadowOf(el);
export const scrollerOf = (document: Document): Element => scrollingOf(document) ?? rootElementOf(document);

/** Rendered, by style alone; `transparent` counts opacity 0 as not rendered. Costs about as much as one computed style. */
export function shown(el: Element, { transparent = true }: { transparent?: boolean } = {}): boolean {
  return checkVisibility.call(el, { visibilityProperty: true, opacityProperty: !transparent });
}

/**
 * False inside `display: none` and its like; true where only `visibility` hides, and where the element has no box of its own but its
 * children have (`display: contents`, slots).
 */
export function laidOut(el: Element): boolean {
  return checkVisibility.call(el) || boxless(el) !== undefined;
}

/** True where the text directly in an element is hidden by `visibility` alone. */
export function isMute(el: Element): boolean {
  if (shown(el)) return false;
  const style = boxless(el);
  return style === undefined ? checkVisibility.call(el) : style.visibility !== 'visible';
}

/** Elements around one without a box that are asked whether they have one; as deep, they are rendered. */
const MOST_BOXLESS = 8;

/** The style of a rendered element that has no box of its own. */
function boxless(el: Element): CSSStyleDeclaration | undefined {
  const style = getComputedStyle(el);
  if (style.display !== 'contents') return undefined;
  let at = parentOf(el);
  for (let depth = 0; at !== null && depth < MOST_BOXLESS; depth++, at = parentOf(at)) {
    if (checkVisibility.call(at)) return style;
    if (getComputedStyle(at).display !== 'contents') return undefined;
  }
  return style;
}

export function all(scope: Scope, selector: string): Element[] {
  if (scope instanceof Document) return [...Document.prototype.querySelectorAll.call(scope, selector)];
  if (scope instanceof ShadowRoot) return [...DocumentFragment.prototype.querySelectorAll.call(scope, selector)];
  return [...Element.prototype.querySelectorAll.call(scope, selector)];
}

export function one(scope: Scope, selector: string): Element | null {
  if (scope instanceof Document) return Document.prototype.querySelector.call(scope, selector);
  if (scope instanceof ShadowRoot) return DocumentFragment.prototype.querySelector.call(scope, selector);
  return Element.prototype.querySelector.call(scope, selector);
}

/** The document or open shadow root that an element lies in; undefined where it is in neither. */
export function rootOf(el: Element): Root | undefined {
  const root: Node = getRootNode.call(el);
  return root instanceof Document || root instanceof ShadowRoot ? root : undefined;
}

/** The element of that id beside `el`: in its own tree, as ARIA references mean it. */
export function byId(el: Element, id: string): Element | null {
  const root = rootOf(el);
  if (root instanceof ShadowRoot) return DocumentFragment.prototype.getElementById.call(root, id);
  return root !== undefined ? Document.prototype.getElementById.call(root, id) : null;
}

/** Parent in the flat tree: through slots and out of shadow roots. */
export function parentOf(node: Node): Element | null {
  const slot = node instanceof Element ? slotOf(node) : node instanceof Text ? textSlotOf(node) : null;
  if (slot !== null) return slot;
  const parent = parentNodeOf(node);
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : null;
}

/** True where `el` is `inner` or lies around it in the flat tree. */
export function encloses(el: Element, inner: Element): boolean {
  for (let at: Element | null = inner; at !== null; at = parentOf(at)) if (at === el) return true;
  return false;
}

/** Where the children of an element are in the flat tree: a first node to go on from, or a list (assigned to a slot). */
export function childrenOf(el: Element): { first: Node | null; list?: readonly Node[] } {
  if (el instanceof HTMLSlotElement) {
    const list = el.assignedNodes();
    if (list.length > 0) return { first: null, list };
  }
  const shadow = shadowOf(el);
  return { first: shadow === null ? firstOf(el) : firstOf(shadow) };
}

export function* flatChildren(el: Element): Generator<Node> {
  const { first, list } = childrenOf(el);
  if (list !== undefined) yield* list;
  for (let at = first; at !== null; at = nextOf(at)) yield at;
}

/** The focused element, through open shadow roots; undefined where it is the body or nothing. */
export function focusedIn(document: Document): Element | undefined {
  let active = documentActive(document);
  while (active !== null) {
    const shadow = shadowOf(active);
    const inner = shadow === null ? null : shadowActive(shadow);
    if (inner === null) break;
    active = inner;
  }
  return active === null || active === bodyOf(document) || active === rootElementOf(document) ? undefined : active;
}

/** What a pointer at this point (CSS pixels of the viewport) would meet, through open shadow roots. */
export function hitAt(document: Document, x: number, y: number): Element | null {
  let hit = Document.prototype.elementFromPoint.call(document, x, y);
  for (let depth = 0; hit !== null && depth < 32; depth++) {
    const shadow = shadowOf(hit);
    const inner = shadow === null ? null : shadow.elementFromPoint(x, y);
    if (inner === null || inner === hit) break;
    hit = inner;
  }
  return hit;
}

/** The browser's PDF viewer: a document of that type, or a page that is nothing but an embedded one. */
export function isPdf(document: Document): boolean {
  if (contentTypeOf(document) === 'application/pdf') return true;
  return one(document, 'body > embed[type="application/pdf"]:only-child') !== null;
}
