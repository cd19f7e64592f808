// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import { RULES } from '@/lib/policy/index.ts';
import type { FakeOptions, FakeWorld } from '@/tests/gallery/fake-ports.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, openPanel, settled } from '../../../tests/support/panel.ts';
import { reasonKey } from '../words.ts';

const A = 'https://a.example';
let world: FakeWorld;

afterEach(closePanel);

async function sites(options: FakeOptions) {
  world = await openPanel(options);
  id('settings-open').click();
  await settled();
}

async function choose(rule: string) {
  const select = id('site-choice');
  if (!(select instanceof HTMLSelectElement)) throw new Error('no select');
  select.value = rule;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

test('for each site one of four rules is chosen; all but never ask the browser to let Locus in', async () => {
  await sites({ settings: { sites: { [A]: 'always' } } });
  for (const rule of ['ask', 'read', 'always']) {
    await choose(rule);
    expect(world.settings.sites).toEqual({ [A]: rule });
  }
  expect(world.origins).toEqual([A, A, A]);
  await choose('never');
  expect(world.settings.sites).toEqual({ [A]: 'never' });
  expect(world.origins).toHaveLength(3);
});

test('a site is made local only, and what is taken back goes with its rule', async () => {
  await sites({ settings: { sites: { [A]: 'read' } } });
  id('site-local').click();
  await settled();
  expect(world.settings.local).toEqual([A]);
  id('site-rule').querySelector('button')?.click();
  await settled();
  expect(world.settings).toMatchObject({ sites: {}, local: [] });
});

test('a question about two sites names both', async () => {
  await openPanel({ runs: [made.crossing('r_cross').run()] });
  expect(id('between').textContent).toContain('mail.example');
  expect(id('between').textContent).toContain('bakery.example');
});

test('every rule that does not simply let an act pass has words', () => {
  const free = RULES.slice(0, RULES.indexOf('click') + 1);
  const silent = RULES.filter((rule) => reasonKey(rule) === undefined && !free.some((one) => one === rule));
  expect(silent).toEqual(['key', 'submit_get', 'give', 'own_tool', 'own_code', 'own_tool_granted']);
});
