import type { Problem, Sites } from '@/lib/contracts/index.ts';
import type { TabLook } from '@/lib/protocol/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { pointedAt } from './panel.ts';

export interface LookParts {
  sites: () => Promise<Sites>;
  factsOf: (
    tabId: number,
    sites: Promise<Sites>,
  ) => Promise<Result<{ url: string; title: string; origin: string }, Problem>>;
}

/** What the panel's header says of a tab. */
export async function lookAt(tabId: number, { sites, factsOf }: LookParts): Promise<TabLook> {
  const [facts, pointed] = await Promise.all([factsOf(tabId, sites()), pointedAt(tabId)]);
  const known = { tabId, title: '', url: '', origin: '', ...pointed };
  if (facts.ok) return { ...known, ...pick(facts.value), access: 'granted' };
  const { code } = facts.problem;
  const access = code === 'page.never' ? 'never' : code === 'page.needs_access' ? 'needed' : 'restricted';
  return { ...known, access };
}

function pick({ title, url, origin }: { title: string; url: string; origin: string }) {
  return { title, url, origin };
}
