import { createGrammar, type Deciders, openTrace, replay } from '@/lib/loop/index.ts';
import { createPolicy, loadPolicy } from '@/lib/policy/index.ts';
import { recipeRules } from '@/lib/recipes/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

/** Replays the text of a trace with this build, as a browser does it; the modules in base64. Says how it ended, in a line. */
async function replayText(text: string, { rank, policy }: { rank: string; policy: string }): Promise<string> {
  const opened = openTrace(text);
  if (!opened.ok) return `not opened: ${opened.problem.detail ?? opened.problem.code}`;
  const rules = createRules(await loadRank(bytesOf(rank)));
  const logic = await loadPolicy(bytesOf(policy));
  const deciders: Deciders = {
    rules,
    recipes: recipeRules,
    policy: (given) => createPolicy(logic, given),
    grammar: createGrammar(),
    countTokens,
  };
  const { difference, records, untaped } = await replay(opened.value, deciders);
  return difference === undefined
    ? `${records.length} the same, ${untaped.length} untaped`
    : JSON.stringify(difference);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
}

Reflect.set(globalThis, 'replayText', replayText);
