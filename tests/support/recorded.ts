import { readdir, readFile } from 'node:fs/promises';

import type { Trace } from '@/lib/contracts/index.ts';
import { createGrammar, type Deciders, openTrace } from '@/lib/loop/index.ts';
import { createPolicy, loadPolicy } from '@/lib/policy/index.ts';
import { recipeRules } from '@/lib/recipes/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

const TRACES = new URL('../traces/', import.meta.url);
const BUILD = new URL('../../wasm/build/', import.meta.url);

/** Files of the recorded runs. */
export const recordings = (await readdir(TRACES)).filter((name) => name.endsWith('.json'));

export async function recorded(name: string): Promise<Trace> {
  const opened = openTrace(await readFile(new URL(name, TRACES), 'utf8'));
  if (!opened.ok) throw new Error(`${name}: ${opened.problem.detail ?? opened.problem.code}`);
  return opened.value;
}

/** What decides in this build. */
export async function decidersHere(): Promise<Deciders> {
  const logic = await loadPolicy(await readFile(new URL('policy.wasm', BUILD)));
  return {
    rules: createRules(await loadRank(await readFile(new URL('rank.wasm', BUILD)))),
    recipes: recipeRules,
    policy: (given) => createPolicy(logic, given),
    grammar: createGrammar(),
    countTokens,
  };
}
