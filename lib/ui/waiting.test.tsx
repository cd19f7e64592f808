// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Run } from '@/lib/contracts/index.ts';
import type { FakeWorld } from '@/tests/gallery/fake-ports.ts';
import * as made from '@/tests/gallery/records.ts';

import { closePanel, openPanel, settled } from '../../tests/support/panel.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: made.NOON, toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  closePanel();
  vi.useRealTimers();
});

const show = (run: Run) => openPanel({ runs: [run] });

const looks = (world: FakeWorld) => world.asked.filter(({ type }) => type === 'tab.look').length;

test('while a run is open and silent, the background is nudged', async () => {
  const world = await show(made.approval().run());
  const before = looks(world);
  vi.advanceTimersByTime(9000);
  expect(looks(world) - before).toBe(2);
});

test('once the run has ended, the background is left alone', async () => {
  const world = await show(made.scrolled().run());
  const before = looks(world);
  vi.advanceTimersByTime(20_000);
  expect(looks(world)).toBe(before);
});

test('where the browser names no site, "not now" asks the browser for nothing', async () => {
  const world = await show(made.access('r_n', '').run());
  document.querySelector('[data-reply="no"]')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  await settled();
  expect(world.asked.filter(({ type }) => type === 'run.reply')).toMatchObject([{ reply: 'no' }]);
  expect(world.origins).toEqual([]);
});
