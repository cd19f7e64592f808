import { browser } from 'wxt/browser';

import { problem, type Trace } from '@/lib/contracts/index.ts';
import type { Deciders } from '@/lib/loop/index.ts';
import type { Memory } from '@/lib/memory/index.ts';
import { askBackground } from '@/lib/protocol/index.ts';
import { countTokens, failure, success } from '@/lib/shared/index.ts';
import type { PanelPorts } from '@/lib/ui/index.ts';

/** Bytes. A file of more is not even read. */
const MOST = 256_000_000;

/** Traces of runs. What runs them again is loaded when somebody wants that. */
export function tracesOf({ readTrace }: Pick<Memory, 'readTrace'>): PanelPorts['traces'] {
  return {
    async read(runId) {
      const [found, { sealed }, device] = await Promise.all([
        readTrace(runId),
        import('@/lib/loop/index.ts'),
        profile(),
      ]);
      return found === undefined ? failure(problem('trace.none')) : success(sealed(found, device));
    },
    async open(file) {
      if (file.size > MOST) return failure(problem('trace.too_big', { params: { limit: MOST / 1_000_000 } }));
      const { openTrace } = await import('@/lib/loop/index.ts');
      return openTrace(await file.text());
    },
    async replay(trace) {
      const [deciders, { replay }] = await Promise.all([decidersHere(), import('@/lib/loop/index.ts')]);
      return replay(trace, deciders);
    },
    async inputs(trace, iteration) {
      const { inputsAt } = await import('@/lib/loop/index.ts');
      return inputsAt(trace, iteration);
    },
    async whatIf(trace, change) {
      const [deciders, { whatIf }] = await Promise.all([decidersHere(), import('@/lib/loop/index.ts')]);
      return whatIf(trace, change, deciders);
    },
  };
}

/** What decides, as it is in this version. */
async function decidersHere(): Promise<Deciders> {
  const [{ createGrammar }, { createPolicy, loadPolicy }, { recipeRules }, { createRules, loadRank }] =
    await Promise.all([
      import('@/lib/loop/index.ts'),
      import('@/lib/policy/index.ts'),
      import('@/lib/recipes/index.ts'),
      import('@/lib/rules/index.ts'),
    ]);
  const rules = createRules(await loadRank(await fetch(browser.runtime.getURL('/wasm/rank.wasm'))));
  const logic = await loadPolicy(await fetch(browser.runtime.getURL('/wasm/policy.wasm')));
  return {
    rules,
    recipes: recipeRules,
    policy: (given) => createPolicy(logic, given),
    grammar: createGrammar(),
    countTokens,
  };
}

/** This device, as it was when the trace was saved. */
async function profile(): Promise<Trace['device']> {
  const report = await askBackground({ type: 'models.device' });
  const name = { browser: navigator.userAgent, cores: navigator.hardwareConcurrency };
  if (!report.ok) return name;
  const { memoryGiB, adapter } = report.value;
  return { ...name, ...(memoryGiB > 0 && { memory: memoryGiB }), ...(adapter !== '' && { adapter }) };
}
