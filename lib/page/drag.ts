import type { Action } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { hitAt, near, rectOf } from './dom.ts';
import { down, middleOf, moveTo, type Point, send, sendDrag, under, up } from './pointer.ts';
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
  if (native !== null && pressed) await dropNative(native, { start, goal }, to);
  else await dropByPointer(held, { start, goal });
}

/** Where in an element the drop goes: lists are in columns or in rows, as the way there tells. */
function pointIn(el: Element, place: 'on' | 'before' | 'after', start: Point): Point {
  const middle = middleOf(el);
  if (place === 'on') return middle;
  const share = place === 'before' ? EDGE : 1 - EDGE;
  const { left, top, width, height } = rectOf(el);
  const sideways = Math.abs(middle.x - start.x) > Math.abs(middle.y - start.y);
  return sideways ? { x: left + width * share, y: middle.y } : { x: middle.x, y: top + height * share };
}

interface Way {
  start: Point;
  /** Asked again on the way: what is dragged aside moves its goal. */
  goal: () => Point;
}

/** Points of the way there, each held for a moment. The last is the goal, twice: what took over on the way may not have heard of it. */
async function* along({ start, goal }: Way): AsyncGenerator<Point> {
  for (let step = 1; step <= STEPS + 1; step++) {
    yield between(start, goal(), Math.min(1, step / STEPS));
    await delay(STEP_MS);
  }
}

async function dropByPointer(held: Element, way: Way): Promise<void> {
  const { ownerDocument: document } = held;
  const below = (at: Point) => hitAt(document, at.x, at.y) ?? held;
  let at = way.start;
  for await (at of along(way)) moveTo(below(at), at, { buttons: 1 });
  const end = below(at);
  up(end, at);
  if (end === held) send('click', held, at, { detail: 1 });
}

async function dropNative(source: Element, way: Way, to: Element | undefined): Promise<void> {
  const { ownerDocument: document } = source;
  const data = new DataTransfer();
  if (!sendDrag('dragstart', source, way.start, data)) {
    up(source, way.start);
    return;
  }
  let last: Element | undefined;
  let allowed = false;
  let at = way.start;
  for await (at of along(way)) {
    sendDrag('drag', source, at, data);
    const hit = hitAt(document, at.x, at.y) ?? to ?? source;
    if (hit !== last) {
      sendDrag('dragenter', hit, at, data);
      if (last !== undefined) sendDrag('dragleave', last, at, data);
      last = hit;
    }
    allowed = !sendDrag('dragover', hit, at, data);
  }
  if (allowed && last !== undefined) sendDrag('drop', last, at, data);
  sendDrag('dragend', source, at, data);
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
