import { encloses, focusedIn, hitAt, is, parentOf } from './dom.ts';
import type { Target } from './ready.ts';

const FOCUSABLE =
  'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]:not([contenteditable="false"])';

/**
 * A click as a person's arrives: the pointer comes, goes down, focus moves, the pointer goes up, then the click itself, which does
 * what the platform does on it (follow, submit, toggle). Goes to the innermost thing under the pointer.
 */
export function click({ el, through, point }: Target): void {
  const document = el.ownerDocument;
  const hit = hitAt(document, point.x, point.y);
  const target = hit !== null && (encloses(el, hit) || encloses(through, hit)) ? hit : through;
  const at = { clientX: point.x, clientY: point.y, screenX: point.x, screenY: point.y };
  const send = pointer(target, at);
  send('pointerover');
  send('pointerenter', { bubbles: false });
  send('mouseover');
  send('mouseenter', { bubbles: false });
  send('pointermove');
  send('mousemove');
  send('pointerdown', { buttons: 1 });
  const down = send('mousedown', { buttons: 1, detail: 1 });
  if (down) focusFrom(target);
  send('pointerup');
  send('mouseup', { detail: 1 });
  send('click', { detail: 1 });
}

function pointer(target: Element, at: MouseEventInit): (type: string, extra?: MouseEventInit) => boolean {
  return (type, extra) => {
    const init = { bubbles: true, cancelable: true, composed: true, view: window, ...at, ...extra };
    const isPointer = type.startsWith('pointer') || type === 'click';
    const event = isPointer
      ? new PointerEvent(type, { ...init, pointerId: 1, pointerType: 'mouse', isPrimary: true })
      : new MouseEvent(type, init);
    return target.dispatchEvent(event);
  };
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
