// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { FakeOptions } from '@/tests/gallery/fake-ports.ts';
import * as forks from '@/tests/gallery/forks.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(closePanel);

async function click(name: string) {
  id(name).click();
  await settled();
}

/** The what-if of the third step of an ended run. */
async function third(options: FakeOptions = {}) {
  const world = await openPanel({
    runs: [forks.over().run()],
    trace: forks.traceOf(forks.over()),
    inputs: forks.INPUTS,
    whatIf: forks.orderedAtOnce(),
    ...options,
  });
  await click('replay-open');
  await click('replay-next');
  await click('replay-next');
  await unfold();
  return world;
}

async function unfold() {
  const fold = id('what-if');
  if (!(fold instanceof HTMLDetailsElement)) throw new Error('not to be unfolded');
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settled();
}

async function write(name: string, text: string) {
  const field = id(name);
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) throw new Error('no field');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

async function choose(name: string, value: string) {
  const field = id(name);
  if (!(field instanceof HTMLSelectElement)) throw new Error('no choice');
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

async function tick(name: string) {
  find(`[data-testid="${name}"]`).click();
  await settled();
}

test('what the model answered is put another way, and the panel shows what would be instead and where knowing ends', async () => {
  const world = await third();
  expect(id('what-if-go').hasAttribute('disabled')).toBe(true);
  await write('what-if-text', '{"do":"click","ref":"e9"}');
  await click('what-if-go');
  expect(world.changed).toEqual([{ what: 'said', seq: 8, text: '{"do":"click","ref":"e9"}' }]);
  const found = id('what-if-found');
  expect(found.getAttribute('data-differs')).toBe('8');
  for (const words of ['Wrap as a present', 'Place the order', 'You would be asked first'])
    expect(found.textContent).toContain(words);
  expect(id('what-if-end').textContent).toContain('Here ends what can be known');
});

test('another input is chosen, and what was found for the one before is gone', async () => {
  const world = await third();
  await write('what-if-text', 'Sure!');
  await click('what-if-go');
  await choose('what-if-what', '1');
  expect(document.querySelector('[data-testid=what-if-found]')).toBeNull();
  await choose('what-if-element', 'e9');
  await write('what-if-text', 'Buy now');
  await click('what-if-go');
  await tick('what-if-gone');
  await click('what-if-go');
  expect(world.changed.slice(1)).toEqual([
    { what: 'page', seq: 7, ref: 'e9', name: 'Buy now' },
    { what: 'page', seq: 7, ref: 'e9' },
  ]);
});

test('a reply is changed for one of the others that there were', async () => {
  const world = await third({ inputs: forks.REPLIED });
  const offered = [...document.querySelectorAll<HTMLInputElement>('[data-testid=what-if-reply]')];
  expect(offered.map(({ value }) => value)).toEqual(['no', 'mine']);
  offered[0]?.click();
  await settled();
  await click('what-if-go');
  expect(world.changed).toEqual([{ what: 'reply', seq: 13, reply: 'no' }]);
});

test('other words can be looked at, and begun as a new run in the tab in front, which is said to be one', async () => {
  const world = await third({ whatIf: forks.withOtherWords() });
  await choose('what-if-what', '0');
  await write('what-if-text', 'Order two rolls');
  await click('what-if-go');
  expect(id('what-if-end').textContent).toContain('the model would be asked something else');
  expect(id('what-if').textContent).toContain('That is a new run in the tab in front');
  await click('what-if-start');
  expect(world.asked.find(({ type }) => type === 'run.start')).toMatchObject({
    tabId: 1,
    task: { kind: 'ask', text: 'Order two rolls' },
  });
  expect(find('.chat').hidden).toBe(false);
});

test('looking starts nothing, and only words can be begun anew', async () => {
  const world = await third();
  await write('what-if-text', 'Sure!');
  await click('what-if-go');
  expect(document.querySelector('[data-testid=what-if-start]')).toBeNull();
  expect(world.asked.filter(({ type }) => type.startsWith('run.'))).toEqual([]);
});

test('words of a file go into the box, where the user reads them before they send them', async () => {
  const world = await openPanel({ trace: forks.traceOf(forks.over()), inputs: forks.INPUTS });
  await click('history-open');
  const input = id('trace-open');
  Object.defineProperty(input, 'files', { value: [new File(['{}'], 'trace.json')] });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  await unfold();
  await choose('what-if-what', '0');
  await click('what-if-start');
  expect(world.asked.filter(({ type }) => type === 'run.start')).toEqual([]);
  expect(find('.chat').hidden).toBe(false);
  const box = find('.box textarea');
  expect(box instanceof HTMLTextAreaElement && box.value).toContain('wrapped as a present');
});

test('a step of which nothing was kept says so', async () => {
  await third({ inputs: [] });
  expect(id('what-if').textContent).toContain('Nothing of what came in here was kept');
});

test('arrows in the choice of an input stay there', async () => {
  await third();
  const event = new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, cancelable: true });
  id('what-if-what').dispatchEvent(event);
  await settled();
  expect(id('replay-step').getAttribute('data-iteration')).toBe('3');
});
