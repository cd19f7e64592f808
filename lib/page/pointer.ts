import { encloses, focusedIn, hitAt, is, parentOf, rectOf } from './dom.ts';

export interface Point {
  x: number;
  y: number;
}

export function middleOf(el: Element): Point {
  const { left, top, width, height } = rectOf(el);
  return { x: left + width / 2, y: top + height / 2 };
}

/** Buttons as in `MouseEvent.button`; modifier flags as events carry them. */
export interface Pressing {
  button?: 0 | 1 | 2;
  keys?: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean; metaKey?: boolean };
}

const BUTTONS = [1, 4, 2] as const;
const FOCUSABLE =
  'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]:not([contenteditable="false"])';

/** What the pointer of each document is over. */
const over = new WeakMap<Document, Element>();

/** Sends one event of the pointer; false where the page prevented it. */
export function send(type: string, target: Element, at: Point, init: MouseEventInit = {}): boolean {
  const where = { clientX: at.x, clientY: at.y, screenX: at.x, screenY: at.y };
  const all = { bubbles: true, cancelable: true, composed: true, view: window, ...where, ...init };
  const isPointer = type.startsWith('pointer') || ['click', 'auxclick', 'contextmenu'].includes(type);
  const event = isPointer
    ? new PointerEvent(type, { ...all, pointerId: 1, pointerType: 'mouse', isPrimary: true })
    : new MouseEvent(type, all);
  return target.dispatchEvent(event);
}

/** Sends one event of the platform's drag and drop; false where the page prevented it, which for `dragover` is a yes. */
export function sendDrag(type: string, target: Element, at: Point, dataTransfer: DataTransfer): boolean {
  const init = { bubbles: true, cancelable: true, composed: true, view: window, dataTransfer };
  return target.dispatchEvent(new DragEvent(type, { ...init, clientX: at.x, clientY: at.y }));
}

/** Moves the pointer there: out of what it was over, into what it is over now, as their handlers expect it. */
export function moveTo(target: Element, at: Point, init: MouseEventInit = {}): void {
  const { ownerDocument: document } = target;
  const from = over.get(document);
  if (from !== target) {
    if (from?.isConnected === true) {
      both('out', from, at, { ...init, relatedTarget: target });
      for (const el of pathOf(from)) if (!encloses(el, target)) leaveOrEnter('leave', el, at, { ...init, relatedTarget: target }); // prettier-ignore
    }
    both('over', target, at, { ...init, relatedTarget: from ?? null });
    const entered = pathOf(target).filter((el) => from === undefined || !encloses(el, from));
    for (const el of entered.toReversed()) leaveOrEnter('enter', el, at, { ...init, relatedTarget: from ?? null });
    over.set(document, target);
  }
  send('pointermove', target, at, init);
  send('mousemove', target, at, init);
}

function both(kind: 'over' | 'out', el: Element, at: Point, init: MouseEventInit): void {
  send(`pointer${kind}`, el, at, init);
  send(`mouse${kind}`, el, at, init);
}

function leaveOrEnter(kind: 'leave' | 'enter', el: Element, at: Point, init: MouseEventInit): void {
  send(`pointer${kind}`, el, at, { ...init, bubbles: false, cancelable: false });
  send(`mouse${kind}`, el, at, { ...init, bubbles: false, cancelable: false });
}

function pathOf(el: Element): Element[] {
  const path: Element[] = [];
  for (let at: Element | null = el; at !== null; at = parentOf(at)) path.push(at);
  return path;
}

/** Button down, and focus where it goes then. False where the page kept the default from happening. */
export function down(target: Element, at: Point, { button = 0, keys = {} }: Pressing = {}, detail = 1): boolean {
  const init = { ...keys, button, buttons: BUTTONS[button], detail };
  send('pointerdown', target, at, init);
  const passed = send('mousedown', target, at, init);
  if (passed) focusFrom(target);
  return passed;
}

export function up(target: Element, at: Point, { button = 0, keys = {} }: Pressing = {}, detail = 1): void {
  send('pointerup', target, at, { ...keys, button, detail });
  send('mouseup', target, at, { ...keys, button, detail });
}

/** What lies under the pointer there, if it is part of `el`; else `el`. */
export function under(document: Document, at: Point, el: Element): Element {
  const hit = hitAt(document, at.x, at.y);
  return hit !== null && encloses(el, hit) ? hit : el;
}

/** Focus goes to the nearest thing that takes it; where there is none, it leaves where it was. */
function focusFrom(target: Element): void {
  for (let at: Element | null = target; at !== null; at = parentOf(at)) {
    if (is(at, FOCUSABLE) && focus(at)) return;
  }
  const focused = focusedIn(target.ownerDocument);
  if (focused instanceof HTMLElement) focused.blur();
}

/** Focuses without scrolling; false where the element did not take it. */
export function focus(el: Element): boolean {
  if (!(el instanceof HTMLElement || el instanceof SVGElement)) return false;
  el.focus({ preventScroll: true });
  return focusedIn(el.ownerDocument) === el;
}
