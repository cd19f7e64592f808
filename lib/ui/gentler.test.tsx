// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { ModelInfo, Run } from '@/lib/contracts/index.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, openPanel, settled } from '../../tests/support/panel.ts';

afterEach(() => {
  closePanel();
});

const ENGINE = { kind: 'cpu', model: 'big' } as const;
const model = (name: string, memoryBytes: number, more: Partial<ModelInfo> = {}): ModelInfo => ({
  kind: 'cpu', id: name, name, contextTokens: 2048, state: 'ready', haveBytes: 1, source: 'huggingface.co', memoryBytes, ...more,
}); // prettier-ignore
const MODELS = [
  model('big', 4e9),
  model('middle', 2e9),
  model('small', 1e9),
  model('absent', 3e9, { state: 'absent' }),
];

/** A run at work, whose device says that it is under load. */
function strained(): Run {
  const run = made.ordering().run();
  const decision = run.iterations.at(-1)?.decision;
  if (decision !== undefined) decision.strain = { pressure: 'serious' };
  run.engine = { ...run.engine, ...ENGINE };
  return run;
}

test('under load, the next smaller model that is here is taken for the next tasks by one press', async () => {
  const world = await openPanel({ runs: [strained()], models: MODELS, settings: { engine: ENGINE } });
  await settled();
  expect(id('gentler').textContent).toBe('Use middle for the next tasks');
  id('gentler').click();
  await settled();
  expect(world.settings.engine).toEqual({ kind: 'cpu', model: 'middle' });
  expect(document.querySelector('[data-testid="gentler"]')).toBeNull();
});

test('nothing is offered where no smaller one is here', async () => {
  await openPanel({ runs: [strained()], models: MODELS.slice(0, 1), settings: { engine: ENGINE } });
  await settled();
  expect(id('strain').textContent).toContain('under load');
  expect(document.querySelector('[data-testid="gentler"]')).toBeNull();
});
