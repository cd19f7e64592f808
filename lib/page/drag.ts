import type { Action } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { hitAt, near, rectOf } from './dom.ts';
import { down, moveTo, type Point, send, under, up } from './pointer.ts';
import type { Target } from './ready.ts';

type Drag = Extract<Action, { do: 'drag' }>;

/** Libraries look at the pointer between moves: where it was, how long ago. */
const STEPS = 8;
const STEP_MS = 12;
/** How near its edge something is dropped before or after. */
const EDGE = 0.12;

/** Drags an element as a person would: by the platform's drag and drop where it is `draggable`, else by the pointer alone. */
export async function drag(from: Target, { by, place = 'on' }: Drag, to: Element | undefined): Promise<void> {
  const { ownerDocument: document } = from.el;
  const start = from.point;
  const held = under(document, start, from.el);
  moveTo(held, start);
  const pressed = down(held, start);
  const goal = (): Point =>
    to === undefined ? { x: start.x + (by?.x ?? 0), y: start.y + (by?.y ?? 0) } : pointIn(to, place, start);
  const native = near(from.el, '[draggable="true"]');
  if (native !== null && pressed) await dropNative(native, { start, goal, to });
  else await dropByPointer(held, { start, goal });
}

/** Where in an element the drop goes: lists are in columns or in rows, as the way there tells. */
function pointIn(el: Element, place: 'on' | 'before' | 'after', start: Point): Point {
  const { left, top, width, height } = rectOf(el);
  const middle = { x: left + width / 2, y: top + height / 2 };
  if (place === 'on') return middle;
  const share = place === 'before' ? EDGE : 1 - EDGE;
  const sideways = Math.abs(middle.x - start.x) > Math.abs(middle.y - start.y);
  return sideways ? { x: left + width * share, y: middle.y } : { x: middle.x, y: top + height * share };
}

interface Way {
  start: Point;
  /** Asked again on the way: what is dragged aside moves its goal. */
  goal: () => Point;
}

async function dropByPointer(held: Element, { start, goal }: Way): Promise<void> {
  const { ownerDocument: document } = held;
  let at = start;
  for (let step = 1; step <= STEPS + 1; step++) {
    at = between(start, goal(), Math.min(1, step / STEPS));
    moveTo(hitAt(document, at.x, at.y) ?? held, at, { buttons: 1 });
    await delay(STEP_MS);
  }
  const end = hitAt(document, at.x, at.y) ?? held;
  up(end, at);
  if (end === held) send('click', held, at, { detail: 1 });
}

async function dropNative(source: Element, { start, goal, to }: Way & { to: Element | undefined }): Promise<void> {
  const { ownerDocument: document } = source;
  const dataTransfer = new DataTransfer();
  const fire = (type: string, target: Element, at: Point): boolean =>
    target.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, composed: true, view: window, dataTransfer, clientX: at.x, clientY: at.y }),
    ); // prettier-ignore
  if (!fire('dragstart', source, start)) {
    up(source, start);
    return;
  }
  let last: Element | undefined;
  let allowed = false;
  let at = start;
  for (let step = 1; step <= STEPS + 1; step++) {
    at = between(start, goal(), Math.min(1, step / STEPS));
    fire('drag', source, at);
    const hit = hitAt(document, at.x, at.y) ?? to ?? source;
    if (hit !== last) {
      fire('dragenter', hit, at);
      if (last !== undefined) fire('dragleave', last, at);
      last = hit;
    }
    allowed = !fire('dragover', hit, at);
    await delay(STEP_MS);
  }
  if (allowed && last !== undefined) fire('drop', last, at);
  fire('dragend', source, at);
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
