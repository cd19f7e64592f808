import { browser } from 'wxt/browser';

import {
  type Article,
  NOTHING_SEEN,
  type PageSnapshot,
  type Problem,
  type Settings,
  sitePattern,
} from '@/lib/contracts/index.ts';
import { askPage, type HostLink, type PdfRead } from '@/lib/protocol/index.ts';
import { delay, newId, type Result, success } from '@/lib/shared/index.ts';

import { factsOf, isGranted, type TabFacts } from './access.ts';
import { addReader } from './frames.ts';

type Host = Pick<HostLink, 'ask'>;

/** Key of a PDF's text: it is the same wherever it is opened. */
const PREFIX = 'pdf:';

function keyOf(url: string): string {
  return PREFIX + withoutHash(url);
}

function withoutHash(url: string): string {
  return url.replace(/#.*$/su, '');
}

/**
 * A tab whose page no script can enter although its site is allowed, and whose address is that of a PDF: Firefox lets nobody into its
 * viewer.
 */
export async function isShutPdf(tabId: number, sites: Settings['sites']): Promise<boolean> {
  const facts = await factsOf(tabId, sites);
  if (!facts.ok || !/^https?:/u.test(facts.value.url)) return false;
  if (!(await isGranted(sitePattern(facts.value.origin)))) return false;
  if (/\.pdf$/iu.test(new URL(facts.value.url).pathname)) return true;
  const answer = await fetch(facts.value.url, { method: 'HEAD', credentials: 'include', signal: AbortSignal.timeout(5000) }).catch(() => undefined); // prettier-ignore
  return answer?.headers.get('content-type')?.startsWith('application/pdf') === true;
}

/** A tab with a PDF: nothing in it can be acted on, and its text comes as an article. */
export async function pdfPage(tabId: number, sites: Settings['sites']): Promise<Result<PageSnapshot, Problem>> {
  const facts = await factsOf(tabId, sites);
  if (!facts.ok) return facts;
  const { url, title, origin } = facts.value;
  const documentKey = keyOf(url);
  return success({
    ...NOTHING_SEEN,
    url,
    origin,
    title,
    documentKey,
    tabId,
    at: Date.now(),
    frames: [{ key: '', frameId: 0, origin, documentKey }],
    closedFrames: [],
  });
}

/** The text of the PDF in a tab, by page. The tab's own script brings the file where it can; else the host of the reader fetches it. */
export async function pdfArticle(
  tabId: number,
  { sites, host }: { sites: Settings['sites']; host: Host },
  signal: AbortSignal,
): Promise<Result<Article, Problem>> {
  const facts = await factsOf(tabId, sites);
  if (!facts.ok) return facts;
  const { url } = facts.value;
  const id = newId('pdf');
  const brought = await bring(tabId, { id, host }, signal);
  signal.throwIfAborted();
  const read = await host.ask({ type: 'pdf.read', id, ...(!brought && { url: withoutHash(url) }) });
  return read.ok ? success(articleOf(read.value, facts.value)) : read;
}

/** In parts, because one message holds 64 MB at most. False where the page cannot be asked for it. */
async function bring(tabId: number, { id, host }: { id: string; host: Host }, signal: AbortSignal): Promise<boolean> {
  const added = await addReader(tabId);
  if (!added.ok) return false;
  let offset = 0;
  for (let index = 0; ; index++) {
    const part = await askPage({ tabId, frameId: 0 }, { type: 'page.pdf', offset }, { signal });
    if (!part.ok || part.value.size === 0) return false;
    const kept = await host.ask({ type: 'pdf.part', id, index, base64: part.value.base64 });
    if (!kept.ok) return false;
    offset = part.value.next;
    if (offset >= part.value.size) return true;
  }
}

function articleOf(read: PdfRead, { url, title, origin }: TabFacts): Article {
  const { markdown, cut, lang } = read;
  return {
    title: read.title === '' ? title : read.title,
    url,
    origin,
    lang,
    documentKey: keyOf(url),
    markdown,
    blocks: read.blocks.map(({ start, end, page }, i) => ({ anchor: `p${page}.${i + 1}`, start, end, page })),
    cut,
    from: 'pdf',
  };
}

/** Turns the viewer of a tab to a page of the PDF; undefined where that is no source in a PDF. */
export async function turnTo(
  tabId: number,
  { documentKey, page = 1 }: { documentKey: string; page?: number | undefined },
): Promise<boolean | undefined> {
  if (!documentKey.startsWith(PREFIX)) return undefined;
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  if (tab?.url === undefined || keyOf(tab.url) !== documentKey) return false;
  const url = `${withoutHash(tab.url)}#page=${page}`;
  try {
    await browser.tabs.update(tabId, { url, active: true });
    // Chrome's viewer reads the page only when it opens; Firefox's turns to it.
    if (!import.meta.env.FIREFOX) await reloadAt(tabId, url);
    return true;
  } catch {
    return false;
  }
}

/** Reloads once the tab is at that address: sooner, the reload would take the place of the way there. */
async function reloadAt(tabId: number, url: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const tab = await browser.tabs.get(tabId);
    if (tab.url === url) break;
    await delay(50);
  }
  await browser.tabs.reload(tabId);
}
