import { descriptorOf, everyElement, keysOf, select, symbolsOf } from './natives.ts';

/** Events whose listeners mark an element: 2 wherever it is, 1 only where it holds no elements (else it listens for what is in it). */
export const WORTH: Readonly<Record<string, 1 | 2 | undefined>> = Object.assign(Object.create(null), {
  click: 2, dblclick: 2, auxclick: 2, contextmenu: 2, mousedown: 2, mouseup: 2, pointerdown: 2, pointerup: 2, touchstart: 2,
  touchend: 2, dragstart: 2, drop: 2, mouseenter: 2, pointerenter: 2,
  mouseover: 1, pointerover: 1, dragover: 1, keydown: 1, keyup: 1, keypress: 1, change: 1, input: 1,
}); // prettier-ignore

/** Of one root; a page that delegates for more gets no more. */
const MOST_MATCHES = 5000;

function fieldOf(target: unknown, key: PropertyKey): unknown {
  return (typeof target === 'object' && target !== null) || typeof target === 'function'
    ? // No getters of the page's are run.
      descriptorOf(target, key)?.value
    : undefined;
}

/** jQuery's book on this element or document: selectors of what it listens for in it, and whether it listens for itself too. */
export function jqueryOf(root: Element | Document): { selectors: string[]; direct: boolean } | undefined {
  const own = keysOf(root);
  for (let i = 0; i < own.length; i++) {
    const key = own[i] ?? '';
    const events = key.startsWith('jQuery') ? fieldOf(fieldOf(root, key), 'events') : undefined;
    if (typeof events !== 'object' || events === null) continue;
    const found = { selectors: new Array<string>(), direct: false };
    const types = keysOf(events);
    for (let t = 0; t < types.length; t++) {
      const type = types[t] ?? '';
      if (WORTH[type] !== undefined) readHandlers(fieldOf(events, type), found);
    }
    return found;
  }
  return undefined;
}

function readHandlers(handlers: unknown, found: { selectors: string[]; direct: boolean }): void {
  const count = Number(fieldOf(handlers, 'delegateCount'));
  for (let i = 0; i < count; i++) {
    const selector = fieldOf(fieldOf(handlers, i), 'selector');
    if (typeof selector === 'string') found.selectors[found.selectors.length] = selector;
  }
  if (Number(fieldOf(handlers, 'length')) > count) found.direct = true;
}

export function matchesOf(root: Element | Document, selectors: readonly string[], tell: (el: Element) => void): void {
  let left = MOST_MATCHES;
  for (let s = 0; s < selectors.length && left > 0; s++) {
    const found = select(root, selectors[s] ?? '');
    const count = Math.min(left, found?.length ?? 0);
    left -= count;
    for (let i = 0; i < count; i++) {
      const el = found?.[i];
      if (el !== undefined) tell(el);
    }
  }
}

/** Svelte 5 and Solid listen on a root and keep the handlers on the elements; so does React, which is known by its roots. */
export function keepsHandlers(): boolean {
  return fieldOf(window, '__svelte') !== undefined || fieldOf(document, '_$DX_DELEGATE') !== undefined;
}

let reactKey: string | undefined;

/** Tells of each element that carries handlers of React, Svelte or Solid, with what they are worth. */
export function carriers(react: boolean, tell: (el: Element, worth: 1 | 2) => void): void {
  const all = everyElement();
  for (let i = 0; i < all.length; i++) {
    const el = all[i];
    if (el === undefined) continue;
    const worth = Math.max(react ? reactWorth(el) : 0, eventsWorth(el), directWorth(el));
    if (worth === 1 || worth === 2) tell(el, worth);
  }
}

function reactWorth(el: Element): number {
  if (reactKey === undefined) {
    const own = keysOf(el);
    for (let i = 0; i < own.length; i++) if ((own[i] ?? '').startsWith('__reactProps$')) reactKey = own[i];
    if (reactKey === undefined) return 0;
  }
  const props = fieldOf(el, reactKey);
  return typeof props === 'object' && props !== null ? worthOf(props, 'on') : 0;
}

/** Svelte's handlers, by event, under a symbol. */
function eventsWorth(el: Element): number {
  const own = symbolsOf(el);
  let worth = 0;
  for (let i = 0; i < own.length; i++) {
    const key = own[i];
    const events = key?.description === 'events' ? fieldOf(el, key) : undefined;
    if (typeof events === 'object' && events !== null) worth = Math.max(worth, worthOf(events, ''));
  }
  return worth;
}

/** `$$click` is Solid's, `__click` older Svelte's. */
function directWorth(el: Element): number {
  const own = keysOf(el);
  let worth = 0;
  for (let i = 0; i < own.length; i++) {
    const key = own[i] ?? '';
    if (key.startsWith('$$') || key.startsWith('__')) worth = Math.max(worth, WORTH[key.slice(2)] ?? 0);
  }
  return worth;
}

function worthOf(handlers: object, before: string): number {
  const own = keysOf(handlers);
  let worth = 0;
  for (let i = 0; i < own.length; i++) {
    const key = own[i] ?? '';
    if (!key.startsWith(before) || typeof fieldOf(handlers, key) !== 'function') continue;
    const type = key.slice(before.length).toLowerCase();
    worth = Math.max(worth, WORTH[type === 'doubleclick' ? 'dblclick' : type] ?? 0);
  }
  return worth;
}
