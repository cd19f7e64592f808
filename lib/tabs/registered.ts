import { browser } from 'wxt/browser';

import { type Settings, sitePattern } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import { isGranted } from './access.ts';

type Script = Parameters<typeof browser.scripting.registerContentScripts>[0][number];

const IDS = ['listen', 'listen-main'];

const isWeb = (origin: string) => /^https?:\/\//u.test(origin) && URL.canParse(origin);

/**
 * Hosts whose pages are listened to: those of sites that the user lets Locus read and has not switched listening off for. Rules are by
 * origin, patterns by host (see `sitePattern`): switched off for one port, it is off for the host.
 */
export function listenedHosts({ sites, deaf }: Pick<Settings, 'sites' | 'deaf'>): string[] {
  const off = new Set(deaf.filter(isWeb).map(sitePattern));
  const allowed = Object.keys(sites).filter((origin) => sites[origin] !== 'never' && isWeb(origin));
  return [...new Set(allowed.map(sitePattern))].filter((pattern) => !off.has(pattern)).toSorted();
}

/**
 * Keeps the scripts that note listeners registered for just those sites, as settings change, and as permissions do: the function that it
 * gives is to be called then. They go into pages that are loaded from then on; pages of all other sites never see them.
 */
export function keepRegistered(settings: {
  read: () => Promise<Settings>;
  watch: (listener: () => void) => unknown;
}): () => void {
  let last: Promise<void> = Promise.resolve();
  const renew = () => {
    // One after the other, each with what is so by then.
    last = last
      .then(() => register(settings.read))
      .catch((error: unknown) => {
        log.warn('registered', error instanceof Error ? error.message : 'not registered');
      });
  };
  settings.watch(renew);
  return renew;
}

async function register(read: () => Promise<Settings>): Promise<void> {
  const matches = await granted(listenedHosts(await read()));
  const there = await browser.scripting.getRegisteredContentScripts({ ids: IDS });
  const same = IDS.every((id) => fits(there.find((each) => each.id === id)?.matches, matches));
  if (matches.length === 0 ? there.length === 0 : same) return;
  if (there.length > 0) await browser.scripting.unregisterContentScripts({ ids: there.map(({ id }) => id) });
  if (matches.length === 0) return;
  const scripts = [script('listen', 'ISOLATED', matches), script('listen-main', 'MAIN', matches)];
  try {
    // Frames without an address of their own (about:blank, blob:) count as parts of the site that made them.
    await browser.scripting.registerContentScripts(scripts.map((each) => ({ ...each, matchOriginAsFallback: true })));
  } catch {
    // A browser that does not know that.
    await browser.scripting.registerContentScripts(scripts);
  }
}

async function granted(patterns: readonly string[]): Promise<string[]> {
  const has = await Promise.all(patterns.map(isGranted));
  return patterns.filter((_, i) => has[i]);
}

function fits(there: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return there !== undefined && there.toSorted().join(' ') === wanted.join(' ');
}

function script(id: string, world: 'ISOLATED' | 'MAIN', matches: string[]): Script {
  const js = [`content-scripts/${id}.js`];
  return { id, js, matches, world, runAt: 'document_start', allFrames: true, persistAcrossSessions: true };
}
