import * as v from 'valibot';
import { browser } from 'wxt/browser';

import type { KeptSecret, PageSnapshot, Problem } from '@/lib/contracts/index.ts';
import type { Asker } from '@/lib/protocol/index.ts';
import { once, type Result, success } from '@/lib/shared/index.ts';
import type { HandsParts, TabHands, TabSenses } from '@/lib/tabs/index.ts';

export interface SecretParts {
  store: {
    list: () => Promise<KeptSecret[]>;
    valueOf: (secret: string, origin: string) => Promise<string | undefined>;
  };
  /** The same value with each of these texts as dots, wherever it stands in it. */
  masked: <T>(value: T, texts: ReadonlySet<string>) => T;
}

/** What the loop sees with. */
type Eyes = Omit<TabSenses, 'ahead'>;
type Loan = Parameters<HandsParts['lend']>[1];

/** Where `given` lies in storage.session: a background that was killed still knows what pages may show now. */
const SLOT = 'given';
const Given = v.array(v.string());

/**
 * Secrets of the user on their way: at the last moment, to the very document that is to have them, and not back. Nothing here is
 * written down, and no value passes the loop.
 */
export function createSecrets({ store, masked }: SecretParts) {
  const loans = new Map<string, Loan>();
  const known = once(readGiven);

  /** A page may show what it got: in what comes back from pages that is dots, before anybody reads it. */
  const hide = async <T>(value: T): Promise<T> => {
    const ids = await known();
    if (ids.size === 0) return value;
    const rows = (await store.list()).filter(({ secret }) => ids.has(secret));
    const values = await Promise.all(rows.map(({ secret, origin }) => store.valueOf(secret, origin)));
    return masked(value, new Set(values.flatMap((each) => each ?? [])));
  };

  return {
    lend: (actId: string, loan: Loan): (() => void) => {
      loans.set(actId, loan);
      return () => void loans.delete(actId);
    },

    /** The secret, where that very frame was to get it now and its document is of the origin that it is for. Once. */
    answer: async (actId: string, { tabId, frameId, origin }: Asker): Promise<string | undefined> => {
      const loan = loans.get(actId);
      if (loan === undefined || loan.tabId !== tabId || loan.frameId !== frameId) return undefined;
      loans.delete(actId);
      const value = await store.valueOf(loan.secret, origin);
      if (value === undefined) return undefined;
      const ids = (await known()).add(loan.secret);
      await browser.storage.session.set({ [SLOT]: [...ids] });
      return value;
    },

    /** The same senses: they see which secrets there are for the page, and none of the secrets themselves. */
    senses(senses: Eyes): Eyes {
      return {
        ...senses,
        async observe(tabId, ask, signal) {
          const [seen, kept] = await Promise.all([senses.observe(tabId, ask, signal), store.list()]);
          return seen.ok ? success(withHandles(await hidePage(seen.value, hide), kept)) : seen;
        },
        article: async (tabId, signal) => inside(await senses.article(tabId, signal), hide),
        selection: async (tabId, signal) => inside(await senses.selection(tabId, signal), hide),
        tables: async (tabId, ref, signal) => hide(await senses.tables(tabId, ref, signal)),
        tools: async (tabId, signal) => hide(await senses.tools(tabId, signal)),
        here: async (tabId, signal) => hide(await senses.here(tabId, signal)),
      };
    },

    hands(hands: TabHands): TabHands {
      return {
        perform: async (where, act, signal) => hide(await hands.perform(where, act, signal)),
        recall: async (where, actId, signal) => hide(await hands.recall(where, actId, signal)),
        undo: async (tabId, frameId, back, signal) => hide(await hands.undo(tabId, frameId, back, signal)),
      };
    },
  };
}

async function readGiven(): Promise<Set<string>> {
  const stored = v.safeParse(Given, (await browser.storage.session.get(SLOT))[SLOT]);
  return new Set(stored.success ? stored.output : []);
}

async function inside<T>(result: Result<T, Problem>, hide: <V>(value: V) => Promise<V>): Promise<Result<T, Problem>> {
  return result.ok ? success(await hide(result.value)) : result;
}

/** Where documents are from says the browser, not the page: that stays as it is, whatever the secret. */
async function hidePage(page: PageSnapshot, hide: <V>(value: V) => Promise<V>): Promise<PageSnapshot> {
  const { origin, frames } = page;
  return { ...(await hide(page)), origin, frames };
}

function withHandles(page: PageSnapshot, kept: readonly KeptSecret[]): PageSnapshot {
  const origins = new Set([page.origin, ...page.frames.map(({ origin }) => origin)]);
  const handles = kept
    .filter(({ here, origin }) => here && origins.has(origin))
    .map(({ lasts: _lasts, here: _here, ...handle }) => handle);
  return handles.length === 0 ? page : { ...page, handles };
}
