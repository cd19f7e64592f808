// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { Recipe } from '@/lib/contracts/index.ts';

import { byTestId as id, closePanel, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(closePanel);

const OFFER: Recipe = {
  id: 'p',
  name: 'enter Town',
  words: ['enter ', 0, ' as Town, press Add'],
  values: [{ name: 'Town', example: '' }],
  steps: [{ action: { do: 'click', ref: 'e1' }, origin: 'https://bakery.example' }],
  answers: false,
  origin: 'https://bakery.example',
  start: 'https://bakery.example/order',
  state: 'offered',
  byHand: true,
  seen: 3,
  used: 0,
  missed: 0,
  changedAt: 0,
  earlier: [],
};

async function write(text: string) {
  const field = id('hand-words');
  if (!(field instanceof HTMLTextAreaElement)) throw new Error('no field');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

test('what was done three times on the site in front is offered, and kept under the words of the user', async () => {
  const world = await openPanel({ recipes: [OFFER] });
  expect(id('hand-offer').textContent).toContain('three times on bakery.example');
  expect(id('hand-offer').textContent).toContain('{Town}');
  await write('add something');
  expect(id('hand-keep').hasAttribute('disabled')).toBe(true);
  await write('add {Town}');
  id('hand-keep').click();
  await settled();
  expect(world.asked).toContainEqual({ type: 'recipe.change', id: 'p', patch: { state: 'on', words: 'add {Town}' } });
});

test('it can be put off, and refused for good', async () => {
  for (const [button, state] of [
    ['hand-later', 'seen'],
    ['hand-never', 'off'],
  ] as const) {
    // prettier-ignore
    const world = await openPanel({ recipes: [OFFER] });
    id(button).click();
    await settled();
    expect(world.asked).toContainEqual({ type: 'recipe.change', id: 'p', patch: { state } });
    closePanel();
  }
});

test('nothing is offered on another site, nor what was done by runs', async () => {
  const { byHand: _not, ...byRuns } = OFFER;
  await openPanel({ recipes: [byRuns, { ...OFFER, id: 'q', origin: 'https://other.example' }] });
  expect(document.querySelector('[data-testid=hand-offer]')).toBeNull();
});

test('the settings say how much is kept, and a button deletes it', async () => {
  const world = await openPanel({ handSteps: 12 });
  id('settings-open').click();
  await settled();
  expect(id('hand-kept').textContent).toContain('12 steps');
  id('hand-forget').click();
  await settled();
  expect(world.asked).toContainEqual({ type: 'hand.forget' });
});
