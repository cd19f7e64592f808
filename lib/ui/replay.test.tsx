// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';

import type { Trace } from '@/lib/contracts/index.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(closePanel);

const trace = (masked = 0): Trace => ({
  locus: 'trace',
  version: 1,
  device: { browser: 'test' },
  masked,
  records: made.ordering().records,
  tape: [],
});
const text = (name: string) => id(name).textContent;

async function key(name: string, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  await settled();
}

async function openHistory() {
  find('[data-view=history], [data-testid=open-history]').click();
  await settled();
}
