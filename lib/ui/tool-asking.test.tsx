// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import { toolAsks, toolUsed } from '@/tests/gallery/additions.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';
import { GUARD_MS } from './question.tsx';

afterEach(closePanel);

test('a tool is asked about by name, with all that it wants and why, what could go where, and for how long', async () => {
  const world = await openPanel({ runs: [toolAsks()] });
  const { textContent } = id('question');
  for (const said of [
    'Rates of exchange',
    'To look up today’s rates.',
    'To say when it was.',
    'bakery.example',
    'api.rates.example',
  ])
    expect(textContent).toContain(said);
  const replies = [...document.querySelectorAll<HTMLElement>('[data-reply]')].map(({ dataset }) => dataset['reply']);
  expect(replies).toEqual(['no', 'yes', 'run', 'site', 'always']);
  await new Promise((resolve) => setTimeout(resolve, GUARD_MS));
  find('[data-reply=run]').click();
  await settled();
  expect(world.asked).toContainEqual({ type: 'run.reply', runId: 'r_tool', questionId: 'q_1', reply: 'run' });
});

test('what a tool asked for is shown with its step, and what it drew; one without all answers cannot be repeated', async () => {
  await openPanel({ runs: [toolUsed()] });
  expect(id('tool-shown').querySelectorAll('tr').length).toBeGreaterThan(0);
  find('[data-testid=step] button.what').click();
  await settled();
  expect(document.querySelectorAll('[data-testid=tool-call]')).toHaveLength(3);
  expect(id('tool-calls').textContent).toContain('api.rates.example');
  expect(document.querySelector('[data-testid=tool-replay]')).toBeNull();
});
