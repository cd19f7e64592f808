import { expect, test } from 'vitest';

import { inGroups, runStep, type Step } from '../../scripts/lib/steps.ts';

const step = (name: string, more: Partial<Step> = {}): Step => ({ name, command: ['node', '-e', ''], ...more });

test('steps run one after the other, but for those that stand beside the one before', () => {
  const groups = inGroups([step('a'), step('b'), step('c', { beside: true }), step('d')]);
  expect(groups.map((group) => group.map(({ name }) => name))).toEqual([['a'], ['b', 'c'], ['d']]);
});

test('a step that ends with an error, or counts nothing, has failed, whether its output comes at once or at its end', async () => {
  for (const quietly of [false, true]) {
    expect(await runStep(step('ends', { command: ['node', '-e', 'process.exit(3)'] }), { quietly })).toMatchObject({ ok: false, failed: 1 }); // prettier-ignore
    expect(await runStep(step('counts nothing', { counts: async () => ({ passed: 0, failed: 0 }) }), { quietly })).toMatchObject({ ok: false }); // prettier-ignore
    expect(await runStep(step('passes'), { quietly })).toMatchObject({ ok: true, passed: 1 });
  }
});
