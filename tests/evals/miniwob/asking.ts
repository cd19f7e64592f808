import { wasm } from '../../../scripts/lib/wasm.ts';
import { type Action, type Entry, foldRun, type JournalRecord, NO_USAGE, type PageSnapshot, type Verdict } from '../../../lib/contracts/index.ts'; // prettier-ignore
import { createPolicy, loadPolicy } from '../../../lib/policy/index.ts';

const module = await loadPolicy(await wasm('policy'));
const policy = createPolicy(module, () => ({ sites: {}, local: [] }));
const ENGINE = { kind: 'scripted', model: 'solver', placement: 'local', contextTokens: 0, viewTokens: 0, textTokens: 0, answerTokens: 0, grammar: 'none' } as const; // prettier-ignore

/** What policy would say of this act, had a model decided it for that task. */
export function verdictOn(task: string, action: Action, page: PageSnapshot): Verdict {
  const entries: Entry[] = [
    { kind: 'signal', engine: ENGINE, seed: 1, signal: { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId: 1, task: { kind: 'ask', text: task } } }, // prettier-ignore
    { kind: 'decision', decision: { by: 'model', placement: 'local', action, usage: NO_USAGE, ms: 0, sent: [] } },
  ];
  const records = entries.map((entry, seq): JournalRecord => ({ runId: 'r', seq, iteration: seq, at: seq, entry }));
  const run = foldRun(records);
  if (run === undefined) throw new Error('a run begins with its signal');
  return policy.judge({ action, page, run });
}
