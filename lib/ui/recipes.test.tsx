// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(() => {
  closePanel();
});

const { RECIPE } = made;

async function click(element: HTMLElement) {
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  await settled();
}

const ended = () => made.ordering().add({ kind: 'end', status: 'done', answer: '' }).run();

test('under a run stands what was learned of it', async () => {
  await openPanel({ runs: [ended()], recipes: [RECIPE] });
  expect(id('recipe-learned').textContent).toBe('Learned: “add {Item} to the list” needs no model here next time.');
});

test('what was done three times is kept or refused by the user, and nothing is chosen for them', async () => {
  const world = await openPanel({ runs: [ended()], recipes: [{ ...RECIPE, state: 'offered' }] });
  expect(id('recipe-offer').textContent).toContain('three times: “add {Item} to the list”');
  await click(id('recipe-never'));
  await click(id('recipe-keep'));
  expect(world.asked.filter(({ type }) => type === 'recipe.change')).toEqual([
    { type: 'recipe.change', id: 'p', patch: { state: 'off' } },
    { type: 'recipe.change', id: 'p', patch: { state: 'on' } },
  ]);
});

test('the settings tell each recipe with its steps, and take it away', async () => {
  const world = await openPanel({ recipes: [RECIPE, { ...RECIPE, id: 'q', state: 'seen' }] });
  await click(id('settings-open'));
  expect(document.querySelectorAll('[data-testid="recipe"]')).toHaveLength(1);
  expect(id('recipe').textContent).toContain('Item with “{Item}”');
  expect(document.querySelector('[data-testid="recipe-back"]')).toBeNull();
  await click(id('recipe-remove'));
  expect(world.asked.at(-1)).toEqual({ type: 'recipe.remove', ids: ['p'] });
});

test('a step is given another text, and a step of several is left out', async () => {
  const world = await openPanel({ recipes: [RECIPE] });
  await click(id('settings-open'));
  const [text] = document.querySelectorAll<HTMLInputElement>('[data-testid="recipe-step-text"]');
  if (text === undefined) throw new Error('no text');
  expect(text.value).toBe('{Item}');
  text.value = 'oat {Item}';
  text.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  const patch = { step: { at: 0, of: 0, value: 'oat {Item}' } };
  expect(world.asked.at(-1)).toEqual({ type: 'recipe.change', id: 'p', patch });
  await click(id('recipe-step-remove'));
  expect(world.asked.at(-1)).toEqual({ type: 'recipe.change', id: 'p', patch: { step: { at: 0, of: 0 } } });
});
