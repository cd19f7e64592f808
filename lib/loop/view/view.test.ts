import { assert, boolean, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';

import { NO_CHANGE, type PageSnapshot } from '@/lib/contracts/index.ts';

import { anyFullPage, elementOf, pageOf } from '../../../tests/support/pages.ts';
import { renderChange, renderView } from './index.ts';

/** A token is about four characters; a strange one counts a token a character, as byte-level tokenizers do at worst. */
const byFours = (text: string) => Math.ceil(text.length / 4);
const byOnes = (text: string) => text.length;
const room = { budget: 1200, count: byFours, words: [], handful: false };
const shown = (page: PageSnapshot, more: Partial<Parameters<typeof renderView>[2]> = {}) =>
  renderView(page, () => page.elements.map(() => 0), { ...room, ...more });

test('no page makes a view over its budget, and every ref in it is an element of the page that can be acted on', () => {
  assert(
    property(anyFullPage, integer({ min: 0, max: 1500 }), constantFrom(byFours, byOnes), boolean(), (page, budget, count, handful) => {
      const view = shown(page, { budget, count, handful });
      expect(count(view.text)).toBeLessThanOrEqual(budget);
      expect(view.tokens).toBeLessThanOrEqual(budget);
      for (const ref of view.refs) {
        const element = page.elements.find((each) => each.ref === ref);
        expect(element?.states ?? ['disabled']).not.toContain('disabled');
      }
      if (view.text !== '') expect(view.left).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 400 },
  ); // prettier-ignore
});

test('whatever the texts of a page say, they stay inside their quotation marks, one line each', () => {
  assert(
    property(anyFullPage, (page) => {
      const { text } = shown(page, { budget: 100_000 });
      for (const line of text.split('\n')) {
        // Outside quotes there are only words of ours: refs, roles, states, marks.
        const bare = line.replaceAll(/"[^"]*"/gu, '""').replaceAll(/\{[^{}]*\}/gu, '{}');
        expect(bare).toMatch(/^[\w\s#.:,()[\]{}"=+-]*$/u);
        expect((line.match(/"/gu) ?? []).length % 2).toBe(0);
      }
    }),
    { numRuns: 300 },
  );
});

test('a page that fits is told whole, in reading order: headings, lines, regions by indentation', () => {
  const page = pageOf(
    [
      { ...elementOf('text', 'Name', { value: 'Ada' }), ref: 'e5' },
      { ...elementOf('press', 'Send'), ref: 'e6' },
      { ...elementOf('link', 'here'), ref: 'e7' },
    ],
    { regions: [{ ref: 'e90', role: 'form', name: 'Login' }] },
  );
  const [name, send, here] = page.elements;
  if (name === undefined || send === undefined || here === undefined) throw new Error('three');
  const told = shown({
    ...page,
    elements: [
      { ...name, at: 4, block: 4, region: 0 },
      { ...send, at: 5, block: 5, region: 0 },
      { ...here, at: 2, block: 1 },
    ],
    texts: [
      { at: 0, block: 0, text: 'Sign in', level: 1 },
      { at: 1, block: 1, text: 'Please click' },
      { at: 3, block: 1, text: 'to go on.' },
    ],
    textTotal: 28,
  });
  expect(told.text).toBe(
    [
      '# "Sign in"',
      '"Please click" e7 link "here" "to go on."',
      '[form "Login"]',
      ' e5 textbox "Name" = "Ada"',
      ' e6 button "Send"',
    ].join('\n'),
  );
  expect(told.refs).toEqual(['e7', 'e5', 'e6']);
});

/** A table of so many rows, of which the first five are in the snapshot. */
function table(rows: number): PageSnapshot {
  const five = [1, 2, 3, 4, 5];
  return pageOf(
    five.map((row) =>
      elementOf('press', 'Open', { ref: `e${row + 20}`, at: row * 10 + 2, block: row, region: 0, row }),
    ),
    {
      elementTotal: rows,
      regions: [{ ref: 'e90', role: 'table', name: 'Orders', rows, rowsHere: 5 }],
      texts: five.map((row) => ({ at: row * 10, block: row, region: 0, row, text: `Order ${row}` })),
      textTotal: rows * 8,
    },
  );
}

test('a long table is told by some rows, one line each, and how many more there are', () => {
  const page = table(10_000);
  const placed = page.elements.map((element, i) => ({ ...element, at: (i + 1) * 10 + 2, block: i + 1 }));
  const view = shown({ ...page, elements: placed });
  expect(view.text.split('\n')).toEqual([
    '[table "Orders" e90: 10000 rows]',
    ' 1: "Order 1" e21 button "Open"',
    ' 2: "Order 2" e22 button "Open"',
    ' 3: "Order 3" e23 button "Open"',
    ' 4: "Order 4" e24 button "Open"',
    ' 5: "Order 5" e25 button "Open"',
    ' ... 9995 more rows (look e90)',
    '(left out: 9995 elements, 79965 characters of text)',
  ]);
  expect(view.folds).toEqual(['e90']);
});

test('where not all fits, what holds words of the task goes first, and the rest is counted', () => {
  const names = Array.from({ length: 200 }, (_, i) => `Article number ${i}`);
  const page = pageOf(
    names.map((name) => elementOf('link', name)),
    { texts: [{ at: 300, block: 300, text: 'The total is 42 euros' }], textTotal: 21 },
  );
  const scores = page.elements.map(({ name }) => (name.endsWith(' 150') ? 9 : 0));
  const view = renderView(page, () => scores, { ...room, budget: 200, words: ['total'] });
  expect(view.text).toContain('"Article number 150"');
  expect(view.text).toContain('"The total is 42 euros"');
  expect(view.text).toContain(`(left out: ${200 - view.refs.length} elements)`);
});

test('words of the task are found whatever their accents and case', () => {
  const names = Array.from({ length: 200 }, (_, i) => (i === 150 ? 'CAFÉ Zürich' : `Article number ${i}`));
  const view = shown(pageOf(names.map((name) => elementOf('link', name))), { budget: 200, words: ['cafe'] });
  expect(view.text).toContain('"CAFÉ Zürich"');
});

test('what lies behind an open dialog comes after everything in it', () => {
  const page = pageOf(
    [
      elementOf('press', 'OK', { region: 0 }),
      ...Array.from({ length: 60 }, (_, i) => elementOf('press', `Behind ${i}`, { states: ['covered'] })),
    ],
    { regions: [{ ref: 'e90', role: 'dialog', name: 'Sure?', top: true }] },
  );
  const view = shown(page, { budget: 60 });
  expect(view.text.split('\n').slice(0, 2)).toEqual(['[dialog "Sure?"]', ' e1 button "OK"']);
});

test('what changed is told by ref, and never over its budget', () => {
  const change = {
    ...NO_CHANGE,
    changed: [{ ref: 'e3', name: 'Name', what: 'value "Ada"' }],
    appeared: [elementOf('press', 'Undo', { ref: 'e9' })],
    texts: ['Saved "for" you'],
    gone: ['e4', 'e5'],
    notices: ['Saved'],
  };
  expect(renderChange(change, { budget: 200, count: byFours }).split('\n')).toEqual([
    'the page says "Saved"',
    'e3 "Name" now value "Ada"',
    '+ e9 button "Undo"',
    '+ "Saved \'for\' you"',
    'gone: e4 e5',
  ]);
  const beside = renderChange(change, { budget: 200, count: byFours, known: new Set(['e3']) });
  expect(beside).toContain('\ne3 now value "Ada"\n');
  for (let budget = 0; budget < 60; budget++) {
    expect(byFours(renderChange(change, { budget, count: byFours }))).toBeLessThanOrEqual(budget);
  }
});
