// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { Run, Source } from '@/lib/contracts/index.ts';
import { cited } from '@/tests/gallery/additions.ts';
import type { FakeWorld } from '@/tests/gallery/fake-ports.ts';

import { closePanel, openPanel, settled } from '../../tests/support/panel.ts';

let world: FakeWorld;

afterEach(closePanel);

async function open(run: Run, shown = true) {
  world = await openPanel({ runs: [run], shown });
}

const cites = () => [...document.querySelectorAll<HTMLButtonElement>('button.cite')];
const gone = () => document.querySelector('[data-testid="source-gone"]');

test('a number that names a source is a button that asks for that source; one that names none stays text', async () => {
  await open(cited('She rowed out [2], they say [9].\n\n- At night [1]\n\n`code [2]`'));
  expect(cites().map((button) => button.getAttribute('aria-label'))).toEqual([
    'Show source 2 on the page',
    'Show source 1 on the page (page 12)',
  ]);
  expect(document.body.textContent).toContain('they say [9]');
  cites()[0]?.click();
  await settled();
  expect(world.asked.filter(({ type }) => type === 'source.show')).toEqual([
    { type: 'source.show', runId: 'r_cited', iteration: 1, number: 2 },
  ]);
  expect(gone()).toHaveProperty('hidden', true);
});

test('what an answer was made from and does not name stands below it', async () => {
  await open(cited('She rowed out.'));
  expect(cites()).toHaveLength(2);
  expect(document.querySelector('.sources')?.textContent).toContain('Read on the page:');
});

test('where the page has moved on, that is said', async () => {
  await open(cited('She rowed out [1].'), false);
  cites()[0]?.click();
  await settled();
  expect(gone()?.textContent).toContain('moved on');
});

test('an answer without sources shows its brackets as they are', async () => {
  const run = cited('An array [1].');
  const sources: Source[] = [];
  await open({ ...run, iterations: run.iterations.map((each) => ({ ...each, decision: each.decision && { ...each.decision, sources } })) } as Run); // prettier-ignore
  expect(cites()).toEqual([]);
  expect(document.body.textContent).toContain('An array [1].');
});
