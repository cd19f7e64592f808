import {
  type Article,
  type Ask,
  type PageSnapshot,
  type PageTable,
  type PageTool,
  type Place,
  type Problem,
  problem,
  type Settings,
} from '@/lib/contracts/index.ts';
import { askPage, type HostLink } from '@/lib/protocol/index.ts';
import { abortable, failure, type Result, success } from '@/lib/shared/index.ts';

import { Ahead, type Told } from './ahead.ts';
import { addReader, enter, readAlone, readFrames } from './frames.ts';
import { pageTools } from './main-world.ts';
import { isShutPdf, pdfArticle, pdfPage } from './pdf.ts';

export interface TabSenses {
  observe: (tabId: number, ask: Ask, signal: AbortSignal) => Promise<Result<PageSnapshot, Problem>>;
  article: (tabId: number, signal: AbortSignal) => Promise<Result<Article, Problem>>;
  selection(
    tabId: number,
    signal: AbortSignal,
  ): Promise<Result<{ text: string; block: string; anchor?: string | undefined }, Problem>>;
  tools: (tabId: number, signal: AbortSignal) => Promise<PageTool[]>;
  tables: (tabId: number, ref: string | undefined, signal: AbortSignal) => Promise<PageTable[]>;
  here: (tabId: number, signal: AbortSignal) => Promise<Place | undefined>;
  /** An act in that tab is over, and its document is still there: the next look may begin, or is that one. */
  ahead: (tabId: number, told: Told) => void;
}

/** Eyes for the loop: the content scripts of a tab, injected when something is asked and not before. */
export function createSenses(sites: () => Promise<Settings['sites']>, host: Pick<HostLink, 'ask'>): TabSenses {
  const enterTab = async (tabId: number, signal: AbortSignal) => enter(tabId, await sites(), signal);
  const ahead = new Ahead({
    page: async (tabId, reading, signal) => readAlone(tabId, { ...reading, sites: await sites() }, signal),
    tools: pageTools,
  });
  return {
    observe: async (tabId, ask, signal) => look(tabId, { ask, sites: await sites() }, { ahead, signal }),
    async article(tabId, signal) {
      const frames = await enterTab(tabId, signal);
      const pdf = { sites: await sites(), host };
      if (!frames.ok) return (await isShutPdf(tabId, pdf.sites)) ? pdfArticle(tabId, pdf, signal) : frames;
      const added = await addReader(tabId);
      if (!added.ok) return added;
      const article = await askPage({ tabId, frameId: 0 }, { type: 'page.article' }, { signal });
      return !article.ok && article.problem.code === 'page.pdf' ? pdfArticle(tabId, pdf, signal) : article;
    },
    async selection(tabId, signal) {
      const frames = await enterTab(tabId, signal);
      if (!frames.ok) return frames;
      const added = await addReader(tabId, true);
      if (!added.ok) return added;
      for (const { frameId } of frames.value) {
        const found = await askPage({ tabId, frameId }, { type: 'page.selection' }, { signal });
        // Places are shown in the top document only.
        if (found.ok) return frameId === 0 ? found : success({ text: found.value.text, block: found.value.block });
      }
      return failure(problem('page.no_selection'));
    },
    tools: (tabId) => ahead.tools(tabId) ?? pageTools(tabId),
    async tables(tabId, ref, signal) {
      const frames = await enterTab(tabId, signal);
      if (!frames.ok || !(await addReader(tabId)).ok) return [];
      const request = { type: 'page.tables', ...(ref !== undefined && { ref }) } as const;
      const tables = await askPage({ tabId, frameId: 0 }, request, { signal });
      return tables.ok ? tables.value : [];
    },
    async here(tabId, signal) {
      const frames = await enterTab(tabId, signal);
      if (!frames.ok) return undefined;
      const place = await askPage({ tabId, frameId: 0 }, { type: 'page.here' }, { signal });
      return place.ok ? (place.value ?? undefined) : undefined;
    },
    ahead: (tabId, told) => {
      ahead.begin(tabId, told);
    },
  };
}

/** A look: one that is under way already, else by one message where the page has no frames, else frame by frame. */
async function look(
  tabId: number,
  reading: { ask: Ask; sites: Settings['sites'] },
  { ahead, signal }: { ahead: Ahead; signal: AbortSignal },
): Promise<Result<PageSnapshot, Problem>> {
  const { ask, sites } = reading;
  const begun = ahead.page(tabId, ask);
  const quick = (begun && (await abortable(begun, signal))) ?? (await readAlone(tabId, reading, signal));
  if (quick !== undefined) return quick;
  const frames = await enter(tabId, sites, signal);
  if (!frames.ok) return (await isShutPdf(tabId, sites)) ? pdfPage(tabId, sites) : frames;
  const snapshot = await readFrames(tabId, frames.value, reading, signal);
  if (!snapshot.ok && snapshot.problem.code === 'page.pdf') return pdfPage(tabId, sites);
  // The page went on to another one while it was read: once more, on the new one.
  if (snapshot.ok || snapshot.problem.code !== 'internal') return snapshot;
  const again = await enter(tabId, sites, signal);
  return again.ok ? readFrames(tabId, again.value, reading, signal) : again;
}
