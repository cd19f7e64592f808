import { browser } from 'wxt/browser';

import { type Settings, sitePattern, watchedSites } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import { isGranted } from './access.ts';

type Script = Parameters<typeof browser.scripting.registerContentScripts>[0][number];

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

/** Hosts on whose pages Locus notices what the user does by hand. */
export function watchedHosts(settings: Pick<Settings, 'sites' | 'watched'>): string[] {
  return [...new Set(watchedSites(settings).filter(isWeb).map(sitePattern))].toSorted();
}

/**
 * Keeps the scripts that note listeners, and what the user does by hand, registered for just those sites, as settings change, and as
 * permissions do: the function that it gives is to be called then. They go into pages that are loaded from then on; pages of all other
 * sites never see them.
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
  const settings = await read();
  const listen = await granted(listenedHosts(settings));
  // Frames without an address of their own (about:blank, blob:) count as parts of the site that made them.
  const everywhere = { allFrames: true, matchOriginAsFallback: true };
  await keep([
    { ...script('listen', 'ISOLATED', listen), ...everywhere },
    { ...script('listen-main', 'MAIN', listen), ...everywhere },
  ]);
  await keep([script('watch', 'ISOLATED', await granted(watchedHosts(settings)))]);
}

/** Registers scripts that belong together as they are now; none where they have no pages. */
async function keep(scripts: readonly Script[]): Promise<void> {
  const ids = scripts.map(({ id }) => id);
  const there = await browser.scripting.getRegisteredContentScripts({ ids });
  const same = scripts.every(({ id, matches }) => fits(there.find((each) => each.id === id)?.matches, matches ?? []));
  const none = scripts.every(({ matches }) => (matches ?? []).length === 0);
  if (none ? there.length === 0 : same) return;
  if (there.length > 0) await browser.scripting.unregisterContentScripts({ ids: there.map(({ id }) => id) });
  if (none) return;
  try {
    await browser.scripting.registerContentScripts([...scripts]);
  } catch {
    // A browser that does not know `matchOriginAsFallback`.
    await browser.scripting.registerContentScripts(scripts.map(({ matchOriginAsFallback: _new, ...each }) => each));
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
  return { id, js, matches, world, runAt: 'document_start', persistAcrossSessions: true };
}
