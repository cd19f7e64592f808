import { browser } from 'wxt/browser';

import { type DriverParts, kitOf, packaged } from '@/lib/background/index.ts';
import type { Settings } from '@/lib/contracts/index.ts';
import { createChooser } from '@/lib/engines/index.ts';
import { createGrammar, type Ports, recording, runLoop } from '@/lib/loop/index.ts';
import type { SettingsStore } from '@/lib/memory/index.ts';
import { createPolicy, loadPolicy } from '@/lib/policy/index.ts';
import { type HostLink, tellPanel } from '@/lib/protocol/index.ts';
import { createRules, loadRank } from '@/lib/rules/index.ts';

/** The loop with its ports: what runs share, and what each gets of its own. */
export function loopOf(
  shared: Pick<Ports, 'journal' | 'recall' | 'senses' | 'hands' | 'recipes'> & {
    host: HostLink;
    settings: SettingsStore;
    /** Of a module, as they stand now. */
    grants: Parameters<typeof kitOf>[1];
  },
): DriverParts['runLoop'] {
  const engines = createChooser(shared.host);
  const grammar = createGrammar();
  const rules = packaged(browser.runtime.getURL('/wasm/rank.wasm'), (file) => loadRank(file).then(createRules));
  const logic = packaged(browser.runtime.getURL('/wasm/policy.wasm'), loadPolicy);
  // The user's rules for sites as they are now: policy asks for them at each act.
  let now: Settings | undefined;
  shared.settings.watch((changed) => (now = changed));
  return async (runId, choices, written, signal) => {
    const reading = Promise.all([rules(), logic()]);
    reading.catch(() => undefined); // it is heard of below
    const before = await shared.settings.read();
    now = before;
    const [rank, policy] = await reading;
    const ports: Ports = {
      ...shared,
      kit: kitOf(shared.host, shared.grants),
      rules: rank,
      policy: createPolicy(policy, () => now ?? before),
      grammar,
      engine: engines(choices),
      clock: { now: () => Date.now() },
      written,
      emit: (event) => void tellPanel(event),
    };
    return runLoop(runId, recording(ports, signal), signal);
  };
}
