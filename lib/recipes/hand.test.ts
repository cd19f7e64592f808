import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';

import { type HandStep, type Recipe, wordsOf } from '@/lib/contracts/index.ts';

import { afterHand, bodyOfHand, type HandWords, repeated } from './hand.ts';
import { reworded } from './keep.ts';
import { matchWords } from './match.ts';

const ORIGIN = 'https://shop.example';
const PAGE = `${ORIGIN}/basket`;

type Deed = Exclude<HandStep, { do: 'cut' }>;
const press = (name: string, beside?: string): Deed => ({ do: 'click', kind: 'press', role: 'button', name, page: PAGE, ...(beside !== undefined && { beside }) }); // prettier-ignore
const type = (name: string): Deed => ({ do: 'type', kind: 'text', role: 'textbox', name, inputType: 'text', page: PAGE }); // prettier-ignore
const choose = (name: string, option: string): Deed => ({ do: 'select', kind: 'select', role: 'combobox', name, option, page: PAGE }); // prettier-ignore
const link = (name: string): Deed => ({ do: 'click', kind: 'link', role: 'link', name, page: PAGE });
const CUT: HandStep = { do: 'cut' };

const [A, B, C, D] = [type('Town'), press('Add'), press('Save'), press('Print')];
const sitting = (...steps: HandStep[]) => ({ steps });
const names = (times: Deed[][] | undefined) => times?.map((each) => each.map(({ name }) => name).join(' '));

const words: HandWords = (key, first = '', second = '') =>
  key === 'hand_type' || key === 'hand_select' ? `enter ${first} as ${second}` : `${key.slice(5)} ${first}`;

test('the same steps for the third time are seen, in one sitting or in several', () => {
  expect(names(repeated([sitting(A, B, A, B, A, B)]))).toEqual(['Town Add', 'Town Add', 'Town Add']);
  expect(names(repeated([sitting(D, A, B), sitting(A, B, D), sitting(C, A, B)]))).toHaveLength(3);
});

test('twice is not enough, nor is the third time where it is not the last thing that was done', () => {
  expect(repeated([sitting(A, B, A, B)])).toBeUndefined();
  expect(repeated([sitting(A, B, A, B, A, B, D)])).toBeUndefined();
});

test('the third time is waited for to its end: what went on both times before may go on now', () => {
  expect(repeated([sitting(A, B, C), sitting(A, B, C), sitting(A, B)])).toBeUndefined();
  expect(names(repeated([sitting(A, B, C), sitting(A, B, C), sitting(A, B, C)]))).toEqual(
    Array(3).fill('Town Add Save'),
  );
  expect(names(repeated([sitting(A, B, C, D, A, B), sitting(A, B)]))).toEqual(Array(3).fill('Town Add'));
});

test('a secret, a file or a thing without a name between the steps parts them', () => {
  expect(repeated([sitting(A, B), sitting(A, B), sitting(A, CUT, B)])).toBeUndefined();
  expect(repeated([sitting(A, B, A, B, A, B, CUT)])).toBeUndefined();
});

test('one step alone, the same step many times, and going from page to page are no task', () => {
  expect(repeated([sitting(B), sitting(B), sitting(B)])).toBeUndefined();
  expect(repeated([sitting(B, B, B, B, B, B)])).toBeUndefined();
  const way = [link('Home'), link('News')];
  expect(repeated([sitting(...way), sitting(...way), sitting(...way)])).toBeUndefined();
});

const time = (size: string, row: string) => [A, choose('Size', size), press('Delete', row)];

test('what was typed is a value each time; options and rows are values where they were not always the same', () => {
  const varied = bodyOfHand([time('L', 'Milk'), time('M', 'Bread'), time('L', 'Eggs')], ORIGIN, words);
  expect(varied && wordsOf(varied)).toBe('enter {Town} as Town, enter {Size} as Size, click Delete ({Delete})');
  expect(varied?.steps.map(({ value, target }) => [value, target?.beside])).toEqual([
    [[0], undefined],
    [[1], undefined],
    [undefined, [2]],
  ]);
  const same = bodyOfHand([time('L', 'Milk'), time('L', 'Milk'), time('L', 'Milk')], ORIGIN, words);
  expect(same?.values.map(({ name }) => name)).toEqual(['Town']);
  expect(same?.steps[1]).toMatchObject({ action: { do: 'select', option: 'L' } });
});

test('the words that are offered give the values back', () => {
  const body = bodyOfHand([[A, B], [A, B], [A, B]], ORIGIN, words); // prettier-ignore
  expect(body && matchWords(body.words, 'enter Bad Tölz as Town, click Add')?.values).toEqual(['Bad Tölz']);
});

test('names with braces are no places of values', () => {
  const odd = type('A {Town} b');
  const body = bodyOfHand([[odd, B], [odd, B], [odd, B]], ORIGIN, words); // prettier-ignore
  expect(body && matchWords(body.words, 'enter Ulm as A Town b, click Add')?.values).toEqual(['Ulm']);
});

const offer = (known: readonly Recipe[], at = 1): Recipe[] =>
  afterHand([[A, B], [A, B], [A, B]], { known, words, fresh: { id: `p${at}`, origin: ORIGIN, at } }); // prettier-ignore
const turned = (known: readonly Recipe[]): Recipe[] =>
  afterHand([[B, A], [B, A], [B, A]], { known, words, fresh: { id: 'p9', origin: ORIGIN, at: 9 } }); // prettier-ignore

test('it is offered once; a no holds for good, a "not now" until it was done three times more', () => {
  const [first] = offer([]);
  if (first === undefined) throw new Error('no offer');
  expect(first).toMatchObject({ state: 'offered', byHand: true, start: PAGE, seen: 3 });
  for (const state of ['offered', 'on', 'off'] as const) {
    expect(offer([{ ...first, state }])).toEqual([]);
    expect(turned([{ ...first, state }])).toEqual([]);
  }
  expect(offer([{ ...first, state: 'seen' }], 2)).toMatchObject([{ id: first.id, state: 'offered', changedAt: 2 }]);
});

test('other words are taken where they have all the values', () => {
  const [first] = offer([]);
  if (first === undefined) throw new Error('no offer');
  expect(wordsOf(reworded(first, 'add {Town} please', 5))).toBe('add {Town} please');
  for (const text of ['add it', '{Town}', '']) expect(reworded(first, text, 5)).toBe(first);
});

const deeds = constantFrom<HandStep>(A, B, C, D, choose('Size', 'L'), choose('Size', 'M'), link('Home'), CUT);
const sittings = array(record({ steps: array(deeds, { maxLength: 20 }) }), { maxLength: 6 });

const key = (steps: readonly HandStep[]) =>
  steps.map((step) => (step.do === 'cut' ? 'cut' : `${step.do} ${step.name}`)).join('|');

test('whatever was done: what is found was done three times, one after the other, and last', () => {
  let found = 0;
  assert(
    property(sittings, integer({ min: 2, max: 4 }), (list, length) => {
      const way = (list[0]?.steps ?? []).filter((step) => step.do !== 'cut').slice(0, length);
      // Half of the cases have a habit.
      const all = way.length > 1 ? [...list, sitting(...way), sitting(...way), sitting(...way)] : list;
      const times = repeated(all);
      if (times === undefined) return;
      found += 1;
      expect(new Set(times.map(key)).size).toBe(1);
      expect(times).toHaveLength(3);
      const log = all.map(({ steps }) => key(steps)).join('#');
      expect(log.split(key(times[0] ?? [])).length).toBeGreaterThan(3);
      expect(log.replaceAll('#', '').endsWith(key(times[2] ?? []))).toBe(true);
      expect(bodyOfHand(times, ORIGIN, words)?.steps).toHaveLength(times[0]?.length ?? 0);
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(50);
});
