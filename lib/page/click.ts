import type { Action } from '@/lib/contracts/index.ts';

import { encloses, hitAt, rectOf } from './dom.ts';
import { down, moveTo, type Pressing, send, up } from './pointer.ts';
import type { Target } from './ready.ts';

type Click = Extract<Action, { do: 'click' }>;
export type Modifiers = NonNullable<Click['with']>;

/**
 * A click as a person's arrives: the pointer comes, goes down, focus moves, the pointer goes up, then the click itself, which does
 * what the platform does on it (follow, submit, toggle). Goes to the innermost thing under the pointer.
 */
export function click({ el, through, point }: Target, { how, with: held, at }: Pick<Click, 'how' | 'with' | 'at'> = {}): void {
  const document = el.ownerDocument;
  const { left, top } = rectOf(through);
  const place = at === undefined ? point : { x: left + at.x, y: top + at.y };
  const hit = hitAt(document, place.x, place.y);
  const target = hit !== null && (encloses(el, hit) || encloses(through, hit)) ? hit : through;
  const keys = flagsOf(held);
  const pressing: Pressing = { button: how === 'right' ? 2 : how === 'middle' ? 1 : 0, keys };
  moveTo(target, place, keys);
  for (let count = 1; count <= (how === 'double' ? 2 : 1); count++) {
    down(target, place, pressing, count);
    if (how === 'right') send('contextmenu', target, place, { ...keys, button: 2, buttons: 2 });
    up(target, place, pressing, count);
    if (how === 'right' || how === 'middle') send('auxclick', target, place, { ...keys, button: how === 'right' ? 2 : 1 });
    else send('click', target, place, { ...keys, detail: count });
  }
  if (how === 'double') send('dblclick', target, place, { ...keys, detail: 2 });
} // prettier-ignore

/** Modifiers as the flags that events carry. */
export function flagsOf(held: Modifiers = []): NonNullable<Pressing['keys']> {
  return {
    shiftKey: held.includes('Shift'),
    ctrlKey: held.includes('Control'),
    altKey: held.includes('Alt'),
    metaKey: held.includes('Meta'),
  };
}
