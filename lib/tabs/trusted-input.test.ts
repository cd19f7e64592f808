import { expect, test } from 'vitest';

import { commandsFor, type Spot } from './trusted-input.ts';

const spot: Spot = { point: { x: 50, y: 60 }, box: { x: 40, y: 50, width: 20, height: 20 } };
const ref = 'e1';

/** Types of the events, and their texts or places. */
function told(...args: Parameters<typeof commandsFor>): string[] {
  return commandsFor(...args).map(({ params }) => {
    const place = 'x' in params ? [[params['x'], params['y']].join(',')] : [];
    const held = params['modifiers'] === 0 ? undefined : params['modifiers'];
    const words = [
      params['type'],
      params['key'],
      params['text'],
      ...place,
      params['button'],
      params['clickCount'],
      held,
    ];
    return words
      .filter((each) => each !== undefined)
      .map(String)
      .join(' ');
  });
}

test('a click moves there, goes down and up; a double click does so twice; with keys held and at a place of its own', () => {
  expect(told({ do: 'click', ref }, spot)).toEqual([
    'mouseMoved 50,60',
    'mousePressed 50,60 left 1',
    'mouseReleased 50,60 left 1',
  ]);
  expect(told({ do: 'click', ref, how: 'double' }, spot).slice(3)).toEqual([
    'mousePressed 50,60 left 2',
    'mouseReleased 50,60 left 2',
  ]);
  expect(told({ do: 'click', ref, how: 'right', at: { x: 1, y: 2 }, with: ['Shift', 'Control'] }, spot)[1]).toBe(
    'mousePressed 41,52 right 1 10',
  );
});

test('what is typed replaces what was there, key by key; long texts and lines go in at once', () => {
  expect(told({ do: 'type', ref, text: 'aB' }, spot).slice(3)).toEqual([
    'rawKeyDown a 2',
    'keyUp a 2',
    'keyDown a a',
    'keyUp a',
    'keyDown B B',
    'keyUp B',
  ]);
  expect(commandsFor({ do: 'type', ref, text: 'a\nb' }, spot).at(-1)).toEqual({
    method: 'Input.insertText',
    params: { text: 'a\nb' },
  });
  expect(commandsFor({ do: 'type', ref, text: 'x'.repeat(500) }, spot).at(-1)?.method).toBe('Input.insertText');
  expect(told({ do: 'type', ref, text: '' }, spot).at(-1)).toBe('keyUp Backspace');
  expect(told({ do: 'type', ref, text: 'x', how: 'append' }, spot)[3]).toBe('rawKeyDown End');
});

test('keys write what they write, and nothing as shortcuts', () => {
  expect(told({ do: 'press', key: 'Enter' }, undefined)).toEqual(['keyDown Enter \r', 'keyUp Enter']);
  expect(told({ do: 'press', key: 'Escape' }, undefined)).toEqual(['rawKeyDown Escape', 'keyUp Escape']);
  expect(told({ do: 'press', key: 'k', with: ['Control'] }, undefined)).toEqual(['rawKeyDown k 2', 'keyUp k 2']);
  expect(told({ do: 'press', key: 'Space' }, undefined)[0]).toBe('keyDown    ');
});

test('a drag holds the button down all the way, and ends on, before or after, or by an offset', () => {
  const to: Spot = { point: { x: 150, y: 160 }, box: { x: 100, y: 100, width: 100, height: 120 } };
  const steps = told({ do: 'drag', ref, to: 'e2' }, spot, to);
  expect([steps[0], steps[1], steps.at(-1)]).toEqual([
    'mouseMoved 50,60',
    'mousePressed 50,60 left 1',
    'mouseReleased 150,160 left 1',
  ]);
  expect(told({ do: 'drag', ref, to: 'e2', place: 'before' }, spot, to).at(-1)).toBe('mouseReleased 150,103 left 1');
  expect(told({ do: 'drag', ref, to: 'e2', place: 'after' }, spot, to).at(-1)).toBe('mouseReleased 150,217 left 1');
  expect(told({ do: 'drag', ref, by: { x: 10, y: -5 } }, spot).at(-1)).toBe('mouseReleased 60,55 left 1');
});
