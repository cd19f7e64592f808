// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(() => {
  closePanel();
});

async function click(element: HTMLElement) {
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  await settled();
}

test('a run that waits for the user to go on says why, and goes on in the tab in front', async () => {
  const paused = made.ordering().add({ kind: 'pause', why: 'mine' }).run();
  const world = await openPanel({ runs: [paused] });
  expect(id('paused').textContent).toContain('Your turn');
  await click(id('go'));
  expect(world.asked.filter(({ type }) => type === 'run.go')).toEqual([{ type: 'run.go', runId: 'r_order', tabId: 1 }]);
});

test('all steps of an ended run are taken back at once, and what cannot be is said', async () => {
  const ended = made.ordering().add({ kind: 'end', status: 'done', answer: '' }).run();
  const world = await openPanel({
    runs: [ended],
    replies: { 'run.undo': { undone: 2, left: [{ iteration: 3, target: 'Order' }] } },
  });
  await click(find('[data-testid="undo-run"] button'));
  expect(world.asked.filter(({ type }) => type === 'run.undo')).toEqual([{ type: 'run.undo', runId: 'r_order' }]);
  expect(id('undo-run').textContent).toContain('Steps undone: 2. These can’t be put back: Order');
});

test('where nobody can tell whether an act happened, the user is asked', async () => {
  const question = { kind: 'happened', id: 'q', action: { do: 'click', ref: 'e1' }, target: 'Order', origin: 'https://bakery.example' } as const; // prettier-ignore
  await openPanel({ runs: [made.ordering().add({ kind: 'question', question }).run()] });
  expect(id('question').textContent).toContain('Did this happen?');
  expect([...id('question').querySelectorAll('button')].map((button) => button.textContent)).toEqual(['No', 'Yes, it did']); // prettier-ignore
});
