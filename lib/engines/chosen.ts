import { type Engine, type EngineChoice, type EngineProfile, problem } from '@/lib/contracts/index.ts';
import type { HostLink } from '@/lib/protocol/index.ts';
import { countTokens } from '@/lib/shared/index.ts';

import { failed } from './ended.ts';
import { createEstimator, type TokenEstimator } from './estimate.ts';
import { hostedEngine } from './hosted.ts';
import { profileOf } from './profile.ts';

/**
 * The engine of a run: the one it began with, or the one that the user allowed to take over. Where the user has chosen others since, the
 * run gets none rather than moving its page to another place in the middle. What was learned of a tokenizer is kept for each model while the background lives.
 */
export function createChooser(link: HostLink): (choices: readonly EngineChoice[]) => (begun: EngineProfile) => Engine {
  const learned = new Map<string, TokenEstimator>();
  return (choices) => (begun) => {
    const choice = choices.find((each) => isSame(profileOf(each), begun));
    if (choice === undefined) return gone(begun);
    const key = `${begun.kind}:${begun.model}`;
    const estimator = learned.get(key) ?? createEstimator();
    learned.set(key, estimator);
    return hostedEngine({ choice, link, learned: estimator });
  };
}

function isSame(a: EngineProfile, b: EngineProfile): boolean {
  return a.kind === b.kind && a.model === b.model && a.placement === b.placement;
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
