import type { Problem, Run, Verdict } from '@/lib/contracts/index.ts';

import type { Case } from './case.ts';
import { encode } from './encode.ts';
import { factsOf, reachedBy } from './facts.ts';
import { landedAt, reachOf } from './reach.ts';
import { mayRunLeave, namedRules, type SiteRules } from './sites.ts';
import { asksOf, carriesOf } from './tools.ts';
import type { PolicyModule } from './wasm.ts';

export { RULES } from './rules.ts';
export { loadPolicy, type PolicyModule } from './wasm.ts';

/**
 * What may be done, by the act, the page, the user's own words and rules. The facts are gathered here, the verdict is made of them in
 * WebAssembly. Pure, but for `rules`, which gives the user's rules as they are now; blind to whatever a model said but the act itself.
 */
export function createPolicy(module: PolicyModule, rules: () => SiteRules) {
  return {
    judge(input: Case): Verdict {
      const now = rules();
      const reach = reachOf(input);
      const verdict = module.judge(encode(factsOf(input, reach, now)));
      const origins = reach.carried ?? reach.leaves ?? reach.strayed;
      const sites = namedRules(reachedBy(input), now);
      return {
        ...verdict,
        ...(verdict.allow === 'ask' && origins !== undefined && { origins }),
        ...(sites !== undefined && { sites }),
      };
    },
    asks: asksOf,
    carries: carriesOf,
    landed: landedAt,
    mayLeave: (run: Run): Problem | undefined => mayRunLeave(run, rules()),
  };
}
