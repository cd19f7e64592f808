// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { Trace } from '@/lib/contracts/index.ts';
import type { FakeOptions } from '@/tests/gallery/fake-ports.ts';
import * as forks from '@/tests/gallery/forks.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(closePanel);

const trace = (masked = 0): Trace => forks.traceOf(forks.over(), masked);

async function click(name: string) {
  id(name).click();
  await settled();
}

async function key(name: string, target: EventTarget = document.body) {
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  await settled();
}

/** The replay of an ended run, opened from the conversation. */
async function replay(options: FakeOptions = {}) {
  const world = await openPanel({ runs: [forks.over().run()], trace: trace(), ...options });
  await click('replay-open');
  return world;
}

const step = () => id('replay-step').getAttribute('data-iteration');

test('a replay shows each step with exactly what the model saw, how many tokens it had, and what was left out', async () => {
  await replay();
  await click('replay-next');
  await click('replay-next');
  const shown = id('replay-step');
  expect(shown.textContent).toContain('[e9] button "Place the order"');
  expect(shown.textContent).toContain('318');
  expect(shown.textContent).toContain('212');
  expect(shown.querySelector('.saw')?.hasAttribute('open')).toBe(true);
});

test('the arrow keys go from step to step and stop at both ends; in a text they scroll it', async () => {
  await replay();
  expect(step()).toBe('1');
  await key('ArrowLeft');
  expect(step()).toBe('1');
  await key('ArrowRight');
  await key('ArrowRight');
  await key('ArrowRight');
  expect(step()).toBe('3');
  await key('ArrowLeft', find('[data-testid="replay-step"] pre'));
  expect(step()).toBe('3');
});

test('that it came to the same is said, with the number of records; so is where it did not', async () => {
  await replay();
  expect(id('replay-result').textContent).toContain(`${forks.over().records.length} records`);
  closePanel();
  const difference = { seq: 2, path: 'entry.decision.action.ref', was: 'e3', is: 'e4' };
  await replay({ replayed: { records: [], untaped: [1], difference } });
  const said = id('replay-result').textContent;
  for (const word of ['entry.decision.action.ref', 'e3', 'e4']) expect(said).toContain(word);
});

test('a replay offers nothing that would act, and leads back to where it was opened', async () => {
  const world = await replay();
  expect(document.querySelector('[data-testid=replay] [data-testid=undo]')).toBeNull();
  expect(world.asked.filter(({ type }) => type.startsWith('run.'))).toEqual([]);
  await click('back');
  expect(document.querySelector('[data-testid=replay]')).toBeNull();
  expect(find('.chat').hidden).toBe(false);
});

async function pick() {
  const input = id('trace-open');
  Object.defineProperty(input, 'files', { value: [new File(['{}'], 'trace.json')] });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

test('a trace file is shown as what it is: a run from elsewhere, with its secrets as dots', async () => {
  await openPanel({ trace: trace(2) });
  await click('history-open');
  await pick();
  expect(id('imported').textContent).toContain('From a file');
  expect(id('replay').textContent).toContain('2 secrets');
  await click('back');
  expect(id('history')).toBeDefined();
});

test('a file that is no trace is refused in words', async () => {
  await openPanel();
  await click('history-open');
  await pick();
  expect(id('history').textContent).toContain('no trace that this version of Locus can read');
});

test('a run that is still going on can be neither replayed nor saved', async () => {
  await openPanel({ runs: [made.ordering().run()] });
  expect(document.querySelector('[data-testid=replay-open], [data-testid=trace-save]')).toBeNull();
});
