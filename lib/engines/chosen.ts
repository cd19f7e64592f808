import { type Engine, type EngineChoice, type EngineProfile, problem } from '@/lib/contracts/index.ts';
import type { HostLink } from '@/lib/protocol/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

import { failed } from './ended.ts';
import { createEstimator, type TokenEstimator } from './estimate.ts';
import { hostedEngine } from './hosted.ts';
import { profileOf } from './profile.ts';

/**
 * The engine of a run: the one it began with. Where the user has chosen another since, the run gets none rather than moving its page
 * to another place in the middle. What was learned of a tokenizer is kept for each model while the background lives.
 */
export function createChooser(link: HostLink): (choice: EngineChoice) => (begun: EngineProfile) => Engine {
  const learned = new Map<string, TokenEstimator>();
  return (choice) => (begun) => {
    const now = profileOf(choice);
    if (now.kind !== begun.kind || now.model !== begun.model || now.placement !== begun.placement) return gone(begun);
    const key = `${now.kind}:${now.model}`;
    const estimator = learned.get(key) ?? createEstimator();
    learned.set(key, estimator);
    return hostedEngine({ choice, link, learned: estimator });
  };
}

function gone(profile: EngineProfile): Engine {
  return {
    profile,
    countTokens,
    async *predict() {
      yield failed(problem('engine.none', { detail: `the run began with ${profile.kind} ${profile.model}` }));
    },
  };
}
