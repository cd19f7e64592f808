import type { Action } from '@/lib/contracts/index.ts';

/** Acts that can be done with trusted input. */
export type InputDeed = Extract<Action, { do: 'click' | 'hover' | 'drag' | 'type' | 'press' }>;

type Params = Record<string, string | number | readonly string[]>;

/** A command of the DevTools protocol. */
export interface Command {
  method: 'Input.dispatchMouseEvent' | 'Input.dispatchKeyEvent' | 'Input.insertText';
  params: Params;
}

/** Where an element is in the top frame's viewport, CSS pixels: where a pointer meets it, and its box. */
export interface Spot {
  point: { x: number; y: number };
  box: { x: number; y: number; width: number; height: number };
}

const MODIFIER_BITS = { Alt: 1, Control: 2, Meta: 4, Shift: 8 } as const;
const KEY_CODES: Readonly<Record<string, number>> = {
  Enter: 13, Escape: 27, Tab: 9, Backspace: 8, Delete: 46, Space: 32, ArrowUp: 38, ArrowDown: 40, ArrowLeft: 37, ArrowRight: 39,
  Home: 36, End: 35, PageUp: 33, PageDown: 34,
}; // prettier-ignore

/** Longer texts, and those of several lines, go in at once: Enter would send a form. Characters. */
const MOST_KEYED = 200;
const DRAG_STEPS = 12;

/** What a person's mouse and keyboard would do for a deed. `spot`: of its element; `to`: of what it is dragged onto. Pure. */
export function commandsFor(deed: InputDeed, spot: Spot | undefined, to?: Spot): Command[] {
  switch (deed.do) {
    case 'click':
      return spot === undefined ? [] : click(deed, spot);
    case 'hover':
      return spot === undefined ? [] : [mouse('mouseMoved', spot.point)];
    case 'drag':
      return spot === undefined ? [] : drag(deed, spot, to);
    case 'type':
      return spot === undefined ? [] : type(deed, spot);
    case 'press':
      return stroke(deed.key, bitsOf(deed.with));
  }
}

function click({ how, at, with: held }: Extract<InputDeed, { do: 'click' }>, { point, box }: Spot): Command[] {
  const place = at === undefined ? point : { x: box.x + at.x, y: box.y + at.y };
  const button = how === 'right' || how === 'middle' ? how : 'left';
  const modifiers = bitsOf(held);
  const once = (clickCount: number) =>
    (['mousePressed', 'mouseReleased'] as const).map((kind) => mouse(kind, place, { button, clickCount, modifiers }));
  return [mouse('mouseMoved', place, { modifiers }), ...once(1), ...(how === 'double' ? once(2) : [])];
}

function drag({ by, place }: Extract<InputDeed, { do: 'drag' }>, { point }: Spot, to: Spot | undefined): Command[] {
  const end = to === undefined ? { x: point.x + (by?.x ?? 0), y: point.y + (by?.y ?? 0) } : dropPoint(to, place);
  const held = { button: 'left', buttons: 1 };
  const steps = Array.from({ length: DRAG_STEPS }, (_, i) => {
    const share = (i + 1) / DRAG_STEPS;
    const at = { x: point.x + (end.x - point.x) * share, y: point.y + (end.y - point.y) * share };
    return mouse('mouseMoved', at, held);
  });
  return [
    mouse('mouseMoved', point),
    mouse('mousePressed', point, { ...held, clickCount: 1 }),
    ...steps,
    mouse('mouseReleased', end, { button: 'left', clickCount: 1 }),
  ];
}

/** Before and after: just inside the edge of the longer side's beginning or end. */
function dropPoint({ point, box }: Spot, place: 'on' | 'before' | 'after' | undefined): { x: number; y: number } {
  if (place === undefined || place === 'on') return point;
  const y = place === 'before' ? box.y + Math.min(3, box.height / 4) : box.y + box.height - Math.min(3, box.height / 4);
  return { x: point.x, y };
}

function type({ text, how }: Extract<InputDeed, { do: 'type' }>, spot: Spot): Command[] {
  const into = click({ do: 'click', ref: 'e1' }, spot);
  const place =
    how === 'append'
      ? [key('rawKeyDown', 'End', { commands: ['moveToEndOfDocument'] }), key('keyUp', 'End')]
      : [key('rawKeyDown', 'a', { modifiers: 2, commands: ['selectAll'] }), key('keyUp', 'a', { modifiers: 2 })];
  if (text === '') return [...into, ...place, ...stroke('Backspace', 0)];
  const keyed = how === 'keys' || (text.length <= MOST_KEYED && !/\p{Cc}/u.test(text));
  const written = keyed
    ? Array.from(text).flatMap((character) => stroke(character, 0))
    : [{ method: 'Input.insertText' as const, params: { text } }];
  return [...into, ...place, ...written];
}

function stroke(pressed: string, modifiers: number): Command[] {
  const typed = pressed === 'Enter' || pressed === '\n' ? '\r' : pressed === 'Space' ? ' ' : Array.from(pressed).length === 1 ? pressed : ''; // prettier-ignore
  // With Control, Alt or Meta a key writes nothing.
  const text = (modifiers & ~MODIFIER_BITS.Shift) === 0 ? typed : '';
  const down = text === '' ? key('rawKeyDown', pressed, { modifiers }) : key('keyDown', pressed, { modifiers, text });
  return [down, key('keyUp', pressed, { modifiers })];
}

function key(kind: 'keyDown' | 'rawKeyDown' | 'keyUp', pressed: string, more: Params = {}): Command {
  const named = pressed === '\n' ? 'Enter' : pressed;
  const letter = /^[a-z]$/iu.test(named);
  const code = KEY_CODES[named] ?? (letter || /^\d$/u.test(named) ? named.toUpperCase().codePointAt(0) : undefined);
  const shown = named === 'Space' ? ' ' : named;
  const physical = letter ? `Key${named.toUpperCase()}` : /^\d$/u.test(named) ? `Digit${named}` : named;
  return {
    method: 'Input.dispatchKeyEvent',
    params: {
      type: kind,
      key: shown,
      ...((KEY_CODES[named] !== undefined || letter || /^\d$/u.test(named)) && { code: physical }),
      ...(code !== undefined && { windowsVirtualKeyCode: code }),
      ...more,
    },
  };
}

function mouse(
  kind: 'mouseMoved' | 'mousePressed' | 'mouseReleased',
  { x, y }: { x: number; y: number },
  more: Params = {},
): Command {
  return { method: 'Input.dispatchMouseEvent', params: { type: kind, x, y, ...more } };
}

function bitsOf(held: readonly (keyof typeof MODIFIER_BITS)[] | undefined): number {
  return (held ?? []).reduce((bits, modifier) => bits | MODIFIER_BITS[modifier], 0);
}
