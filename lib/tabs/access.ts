import { browser } from 'wxt/browser';

import { type Problem, problem, sitePattern, type Sites } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

/** What Locus may know of a tab now. Without a permission for its site the browser does not even tell the address. */
export interface TabFacts {
  tabId: number;
  url: string;
  title: string;
  origin: string;
}

/** Stores, where browsers let no extension in, and pages of browsers and extensions. */
const CLOSED_HOSTS = ['chromewebstore.google.com', 'addons.mozilla.org', 'microsoftedge.microsoft.com'];
const WEB = new Set(['http:', 'https:', 'file:']);

/** The tab's address, or why Locus cannot read it. */
export async function factsOf(tabId: number, sites: Sites | Promise<Sites>): Promise<Result<TabFacts, Problem>> {
  const [tab, rules] = await Promise.all([browser.tabs.get(tabId).catch(() => undefined), sites]);
  return factsIn(tab, { tabId, sites: rules });
}

/** The same of what the browser has just said of the tab; undefined where there is none. */
export function factsIn(
  tab: { url?: string | undefined; title?: string | undefined } | undefined,
  { tabId, sites }: { tabId: number; sites: Sites },
): Result<TabFacts, Problem> {
  if (tab === undefined) return failure(problem('page.gone'));
  if (tab.url === undefined || tab.url === '') return failure(problem('page.needs_access'));
  const url = new URL(tab.url);
  const facts = {
    tabId,
    url: tab.url,
    title: tab.title ?? '',
    origin: url.protocol === 'file:' ? 'file://' : url.origin,
  };
  if (!WEB.has(url.protocol) || CLOSED_HOSTS.includes(url.hostname)) return failure(problem('page.restricted'));
  if (sites[facts.origin] === 'never') return failure(problem('page.never', { params: { site: url.host } }));
  return success(facts);
}

/** A refusal of `scripting.executeScript`, as a problem with a remedy. The texts are the browsers' own. */
export function refusalOf(error: unknown, url: string | undefined): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  if (/no tab with id|invalid tab/iu.test(detail)) return problem('page.gone', { detail });
  if (url?.startsWith('file:') === true) return problem('page.file_access', { detail });
  if (/cannot be scripted|chrome:\/\/|chrome-extension:\/\/|extensions gallery|restricted|error page/iu.test(detail)) {
    return problem('page.restricted', { detail });
  }
  if (/cannot access|missing host permission/iu.test(detail)) {
    const origin = url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
    return problem('page.needs_access', { detail, ...(origin !== undefined && { params: { origin } }) });
  }
  return problem('page.unreachable', { detail });
}

/** Gives a site back after "allow once". What the build itself asks for cannot be given back: that is fine. */
export async function giveBack(origin: string): Promise<void> {
  await browser.permissions.remove({ origins: [sitePattern(origin)] }).catch(() => undefined);
}

/** Does the browser let Locus into the pages that fit this pattern (see sitePattern)? */
export async function isGranted(pattern: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [pattern] }).catch(() => false);
}
