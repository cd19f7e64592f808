import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { createPolicy, loadPolicy } from '@/lib/policy/index.ts';
import { recipeRules } from '@/lib/recipes/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

import { createGrammar } from '../grammar/index.ts';
import { canonical, changed, type Deciders, openTrace, replay } from './index.ts';

const TRACES = new URL('../../../tests/traces/', import.meta.url);
const names = (await readdir(TRACES)).filter((name) => name.endsWith('.json'));
const rules = createRules(await loadRank(await readFile(new URL('../../../wasm/build/rank.wasm', import.meta.url))));
const logic = await loadPolicy(await readFile(new URL('../../../wasm/build/policy.wasm', import.meta.url)));
const deciders: Deciders = {
  rules,
  recipes: recipeRules,
  policy: (given) => createPolicy(logic, given),
  grammar: createGrammar(),
  countTokens,
};

async function open(name: string) {
  const opened = openTrace(await readFile(new URL(name, TRACES), 'utf8'));
  if (!opened.ok) throw new Error(`${name}: ${opened.problem.detail ?? opened.problem.code}`);
  return opened.value;
}

test('there are traces of each way that a run can go', () => {
  expect(names.length).toBeGreaterThanOrEqual(14);
});

for (const name of names) {
  test(`what the built extension did is done again, byte for byte: ${name}`, async () => {
    const trace = await open(name);
    const replayed = await replay(trace, deciders);
    expect(replayed).toMatchObject({ untaped: [] });
    expect(replayed.difference).toBeUndefined();
    expect(replayed.records.map(canonical)).toEqual(trace.records.map(canonical));
  });
}

test('another policy is shown at the verdict that it gives', async () => {
  const strict: Deciders = {
    ...deciders,
    policy: () => ({ judge: () => ({ allow: 'no', rule: 'test', reversibility: 'final' }), landed: () => undefined }),
  };
  const { difference } = await replay(await open('form.json'), strict);
  expect(difference).toMatchObject({ seq: 3, path: 'entry.verdict.allow', was: 'yes', is: 'no' });
});

test('another reply of the model is shown at its decision', async () => {
  const trace = await open('answer.json');
  const fork = changed(trace, 2, 'predict.end.text', 'Nothing is sold.');
  if (!fork.ok) throw new Error(fork.problem.code);
  const { difference } = await replay(fork.value, deciders);
  expect(difference).toMatchObject({ seq: 2, path: 'entry.decision.action.text', is: 'Nothing is sold.' });
});

test('an input that is not there, or a value that cannot be, is refused', async () => {
  const trace = await open('answer.json');
  expect(changed(trace, 2, 'predict.end.nothing', '')).toMatchObject({ ok: false });
  expect(changed(trace, 2, 'predict.end.text', 7)).toMatchObject({ ok: false });
  expect(changed(trace, 0, '__proto__.polluted', 1)).toMatchObject({ ok: false });
});
