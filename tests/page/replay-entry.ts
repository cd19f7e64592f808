import { createGrammar, openTrace, replay } from '@/lib/loop/index.ts';
import { createPolicy } from '@/lib/policy/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

/** Replays the text of a trace with this build, as a browser does it; `rank`: the module in base64. Says how it ended, in a line. */
async function replayText(text: string, rank: string): Promise<string> {
  const opened = openTrace(text);
  if (!opened.ok) return `not opened: ${opened.problem.detail ?? opened.problem.code}`;
  const rules = createRules(await loadRank(Uint8Array.from(atob(rank), (char) => char.codePointAt(0) ?? 0)));
  const deciders = { rules, policy: createPolicy(), grammar: createGrammar(), countTokens };
  const { difference, records, untaped } = await replay(opened.value, deciders);
  return difference === undefined
    ? `${records.length} the same, ${untaped.length} untaped`
    : JSON.stringify(difference);
}

Reflect.set(globalThis, 'replayText', replayText);
