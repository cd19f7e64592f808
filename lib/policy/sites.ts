import { originsRead, type Problem, problem, type Run, type Settings, type SiteRule } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import type { Facts } from './encode.ts';

/** What the user has said about sites. */
export type SiteRules = Pick<Settings, 'sites' | 'local'>;

/** The rules at these origins, beside `always`. */
export function rulesAt(origins: readonly string[], { sites }: SiteRules): Facts['site'] {
  const rules = new Set(origins.map((origin) => sites[origin]));
  return (['ask', 'read', 'never'] as const).filter((rule) => rules.has(rule));
}

/** The same by origin, for the record; undefined where there is none. */
export function namedRules(origins: readonly string[], { sites }: SiteRules): Record<string, SiteRule> | undefined {
  const named = origins.flatMap((origin): [string, SiteRule][] => {
    const rule = sites[origin];
    return rule === undefined || rule === 'always' ? [] : [[origin, rule]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/**
 * Why nothing of what was read at these origins may go to the run's engine: one of them is local only, and the engine is not on this
 * machine's own GPU or CPU. Undefined where it may. Pure.
 */
export function mayLeave(
  { engine }: Pick<Run, 'engine'>,
  origins: readonly string[],
  { local }: Pick<Settings, 'local'>,
): Problem | undefined {
  if (engine.placement === 'local') return undefined;
  const kept = origins.find((origin) => local.includes(origin));
  return kept === undefined ? undefined : problem('site.local_only', { params: { site: hostOf(kept) } });
}

/** The same for everything that a run has read. */
export function mayRunLeave(run: Run, rules: SiteRules): Problem | undefined {
  return mayLeave(run, originsRead(run), rules);
}
