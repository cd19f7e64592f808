/* Every kind of act that can be taken back, done and taken back on pages that frameworks made: the page's own state is as it was. */
import assert from 'node:assert/strict';

import type { PageDeed } from '../../lib/contracts/index.ts';
import type { Framework } from './build.ts';
import { act, find, type Hand, holds, takeBack } from './hand.ts';
import type { Scenario } from './scenarios.ts';

type Part = [name: string, deed: (ref: string) => PageDeed, role?: string];

const FORM: Part[] = [
  ['Name', (ref) => ({ do: 'type', ref, text: 'Ada' })],
  ['Name', (ref) => ({ do: 'type', ref, text: ' Lovelace', how: 'append' })],
  ['Name', (ref) => ({ do: 'type', ref, text: 'Grace', how: 'keys' })],
  ['Note', (ref) => ({ do: 'type', ref, text: 'two\nlines' })],
  ['Send me news', (ref) => ({ do: 'check', ref, on: true }), 'checkbox'],
  ['Send me news', (ref) => ({ do: 'click', ref }), 'checkbox'],
  ['Size', (ref) => ({ do: 'select', ref, option: 'Large' })],
];

const PLAIN: Part[] = [
  ['Day', (ref) => ({ do: 'set', ref, value: '2026-12-24' })],
  ['Time', (ref) => ({ do: 'set', ref, value: '18:30' })],
  ['Paint', (ref) => ({ do: 'set', ref, value: '#ff8800' })],
  ['Volume', (ref) => ({ do: 'set', ref, value: '35' })],
  ['Pieces', (ref) => ({ do: 'set', ref, value: '4' })],
  ['Night mode', (ref) => ({ do: 'check', ref, on: true })],
];

const JQUERY: Part[] = [
  ['Bold', (ref) => ({ do: 'check', ref, on: true }), 'checkbox'],
  ['Pieces', (ref) => ({ do: 'set', ref, value: '7' }), 'spinbutton'],
];

const EDITORS: Part[] = ['Lexical', 'ProseMirror', 'Quill', 'CodeMirror'].map((name) => [
  name,
  (ref) => ({ do: 'type', ref, text: 'Something else' }),
]);

async function backAndForth(hand: Hand, [name, deed, role]: Part): Promise<void> {
  const { ref } = await find(hand, name, role);
  const before = await hand.state();
  const outcome = await act(hand, deed(ref));
  assert.notDeepEqual(await hand.state(), before, `${name}: the act changed nothing`);
  await takeBack(hand, outcome);
  await holds(hand, before);
}

async function radios(hand: Hand): Promise<void> {
  await act(hand, { do: 'check', ref: (await find(hand, 'Green', 'radio')).ref, on: true });
  await holds(hand, { colour: 'Green' });
  await backAndForth(hand, ['Blue', (ref) => ({ do: 'check', ref, on: true }), 'radio']);
}

async function inOrder(hand: Hand, parts: readonly Part[]): Promise<void> {
  const before = await hand.state();
  const outcomes = [];
  for (const [name, deed, role] of parts) outcomes.push(await act(hand, deed((await find(hand, name, role)).ref)));
  for (const outcome of outcomes.toReversed()) await takeBack(hand, outcome);
  await holds(hand, before);
}

function each(on: readonly Framework[], parts: readonly Part[]): Scenario[] {
  return parts.map((part) => {
    const { ref: _, ...what } = { ref: '', ...part[1]('e1') };
    return { name: `undo: ${part[0]}, ${JSON.stringify(what)}`, on, run: (hand) => backAndForth(hand, part) };
  });
}

const BOUND = ['react', 'vue', 'svelte', 'lit'] as const;

export const UNDOING: readonly Scenario[] = [
  ...each(BOUND, FORM),
  { name: 'undo: the radio button that was chosen before', on: BOUND, run: radios },
  { name: 'undo: all of a form, last step first', on: BOUND, run: (hand) => inOrder(hand, FORM.slice(0, 4)) },
  ...each(['plain'], PLAIN),
  ...each(['jquery'], JQUERY),
  ...each(['editors'], EDITORS),
];
