/** What decides in this build, for replays in Node. */
import type { Deciders } from '../../lib/loop/index.ts';
import './alias.ts';
import { wasm } from './wasm.ts';

const { createGrammar } = await import('../../lib/loop/index.ts');
const { createPolicy, loadPolicy } = await import('../../lib/policy/index.ts');
const { recipeRules } = await import('../../lib/recipes/index.ts');
const { createRules, loadRank } = await import('../../lib/rules/index.ts');
const { countTokens } = await import('../../lib/shared/index.ts');

export async function deciders(): Promise<Deciders> {
  const rules = createRules(await loadRank(await wasm('rank')));
  const logic = await loadPolicy(await wasm('policy'));
  return {
    rules,
    recipes: recipeRules,
    policy: (given) => createPolicy(logic, given),
    grammar: createGrammar(),
    countTokens,
  };
}
