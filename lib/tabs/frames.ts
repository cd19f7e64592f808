import * as v from 'valibot';
import { browser } from 'wxt/browser';

import {
  type Ask,
  frameKeyOf,
  type FrameSnapshot,
  type PageSnapshot,
  type Problem,
  type Settings,
  sitePattern,
} from '@/lib/contracts/index.ts';
import { askPage } from '@/lib/protocol/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { factsIn, isGranted, refusalOf } from './access.ts';
import { type Frame, frameAt, type FramePart, joinFrames } from './join.ts';
import { loaded } from './loading.ts';

const SCRIPT = '/content-scripts/page.js';
const READER = '/content-scripts/article.js';

/** Frames that are read; a page with more of them says so. */
const MOST_FRAMES = 50;
/** A frame of another site may be busy for ever; the page around it is not to wait for it. Milliseconds. */
const FRAME_MS = 3000;

/** Waits for the tab to be loaded, and injects into it unless it is a page that Locus must not read. */
export async function enter(
  tabId: number,
  sites: Settings['sites'],
  signal: AbortSignal,
): Promise<Result<Frame[], Problem>> {
  const facts = factsIn(await loaded(tabId, signal), { tabId, sites });
  if (!facts.ok && facts.problem.code !== 'page.needs_access') return facts;
  return inject(tabId, facts.ok ? facts.value.url : undefined);
}

/** Injects the content script into every frame that may be read; frames that have it already keep theirs. */
async function inject(tabId: number, url: string | undefined): Promise<Result<Frame[], Problem>> {
  try {
    const results = await browser.scripting.executeScript({
      target: { tabId, allFrames: true },
      files: [SCRIPT],
      // The tab is loaded; a frame that still loads, or never ends loading, is not waited for.
      injectImmediately: true,
    });
    const ids = [...new Set(results.map(({ frameId }) => frameId))].toSorted((a, b) => a - b);
    const keys = await keysFor(tabId, ids);
    return success(ids.map((frameId) => ({ frameId, key: keys[frameId] ?? '' })));
  } catch (error) {
    return failure(refusalOf(error, url));
  }
}

/** Gives the top document's content script the part that reads articles. Into a document that has it, it may come again. */
export async function addReader(tabId: number, allFrames = false): Promise<Result<undefined, Problem>> {
  try {
    await browser.scripting.executeScript({ target: { tabId, allFrames }, files: [READER], injectImmediately: true });
    return success(undefined);
  } catch (error) {
    return failure(refusalOf(error, undefined));
  }
}

const FrameKeys = v.record(v.string(), v.string());

/** Keys survive the background in storage.session, so that a ref in the journal means the same frame after a restart. */
async function keysFor(tabId: number, frameIds: readonly number[]): Promise<Record<number, string>> {
  const slot = `frames:${tabId}`;
  const stored = v.safeParse(FrameKeys, (await browser.storage.session.get(slot))[slot]);
  const keys: Record<string, string> = stored.success ? stored.output : {};
  const before = Object.keys(keys).length;
  for (const frameId of frameIds) {
    if (frameId !== 0) keys[frameId] ??= `f${Object.keys(keys).length + 1}`;
  }
  if (Object.keys(keys).length > before) await browser.storage.session.set({ [slot]: keys });
  return keys;
}

/** What reading takes beside the frames: what is wanted, and the sites that the user shut. */
export interface Reading {
  ask: Ask;
  sites: Settings['sites'];
}

/**
 * Tabs in which the last look found one document and no frames in it, with its origin. Lost with the background: then the next look is a
 * whole one.
 */
const alone = new Map<number, string>();

/** Was the last look there one at a single document? */
export function isAlone(tabId: number): boolean {
  return alone.has(tabId);
}

/**
 * Another look at a page without frames, where its content script is still there: one message, and no injection into whatever frames
 * there may be. Undefined where that does not hold; then all of it is looked at. `looked`: what the page has just said of itself.
 */
export async function readAlone(
  tabId: number,
  { ask, sites, looked }: Reading & { looked?: FrameSnapshot | undefined },
  signal: AbortSignal,
): Promise<Result<PageSnapshot, Problem> | undefined> {
  const origin = alone.get(tabId);
  alone.delete(tabId);
  if (origin === undefined || sites[origin] === 'never') return undefined;
  const frame: Frame = { frameId: 0, key: '' };
  // Both at once: what was read is dropped where the tab is not what it was.
  const [tab, part] = await Promise.all([
    browser.tabs.get(tabId).catch(() => undefined),
    looked === undefined
      ? readFrame(tabId, frame, askOf(frame, ask), { signal, tries: 1 })
      : success<FramePart>({ frame, snapshot: looked }),
  ]);
  const facts = factsIn(tab, { tabId, sites });
  if (!facts.ok || tab?.discarded === true || tab?.status === 'loading') return undefined;
  if (!part.ok || part.value.snapshot.holes.length > 0 || part.value.snapshot.url !== facts.value.url) return undefined;
  alone.set(tabId, part.value.snapshot.origin);
  return success(joinFrames([part.value], part.value, { tabId, at: Date.now(), silent: 0 }));
}

/** Asks each frame and joins what they say. A child frame that does not answer is counted as unread. */
export async function readFrames(
  tabId: number,
  frames: readonly Frame[],
  { ask, sites }: Reading,
  signal: AbortSignal,
): Promise<Result<PageSnapshot, Problem>> {
  const asked = frames.slice(0, MOST_FRAMES);
  const [top, ...others] = await Promise.all(
    asked.map((frame) => readFrame(tabId, frame, askOf(frame, ask), { signal })),
  );
  if (top === undefined || asked[0]?.frameId !== 0) return failure({ code: 'page.unreachable' });
  if (!top.ok) return top;
  const read = [top, ...others].flatMap((part) => (part.ok ? [part.value] : []));
  // The user may have shut a site that others have frames of: what it says goes no further.
  const open = read.filter((part) => part === top.value || sites[part.snapshot.origin] !== 'never');
  const parts = await lookInto(tabId, open, { ask, top: top.value }, signal);
  const page = joinFrames(parts.all, parts.top, { tabId, at: Date.now(), silent: frames.length - read.length });
  if (frames.length === 1 && top.value.snapshot.holes.length === 0) alone.set(tabId, top.value.snapshot.origin);
  return success(await withReasons(page, sites));
}

async function readFrame(
  tabId: number,
  frame: Frame,
  ask: Ask,
  how: { signal: AbortSignal; tries?: number },
): Promise<Result<FramePart, Problem>> {
  const { frameId, key: prefix } = frame;
  // Out of time is a failure to answer; only the caller's own end rejects.
  const signal = frameId === 0 ? how.signal : AbortSignal.any([how.signal, AbortSignal.timeout(FRAME_MS)]);
  const reply = await askPage({ tabId, frameId }, { type: 'page.snapshot', prefix, ask }, { ...how, signal });
  return reply.ok ? success({ frame, snapshot: reply.value }) : reply;
}

/** A closer look at a ref concerns its own frame; the others say what they always say. */
function askOf({ key }: Frame, { focus, ...ask }: Ask): Ask {
  return focus === undefined || (focus.on === 'ref' && frameKeyOf(focus.ref) !== key) ? ask : { ...ask, focus };
}

/** A closer look at an iframe is one at the document in it, by its parts. */
async function lookInto(
  tabId: number,
  parts: readonly FramePart[],
  { ask, top }: { ask: Ask; top: FramePart },
  signal: AbortSignal,
): Promise<{ all: readonly FramePart[]; top: FramePart }> {
  const { focus } = ask;
  if (focus?.on !== 'ref') return { all: parts, top };
  const looked = frameAt(parts, top, focus.ref);
  const key = looked?.key ?? frameKeyOf(focus.ref);
  const closer =
    looked && (await readFrame(tabId, looked, { ...ask, focus: { on: 'part', part: focus.part } }, { signal }));
  const all = parts.map((part): FramePart => {
    if (part.frame.key !== key) return { ...part, snapshot: emptied(part.snapshot) };
    return closer?.ok === true
      ? { ...closer.value, snapshot: { ...closer.value.snapshot, part: part.snapshot.part } }
      : part;
  });
  return { all, top: all[parts.indexOf(top)] ?? top };
}

/** Frames that nobody looks at give room to the one that is looked at. */
function emptied(snapshot: FrameSnapshot): FrameSnapshot {
  return { ...snapshot, elements: [], texts: [] };
}

/** Of the holes that nobody answered for, those of sites that the user can let Locus into; the others are only counted. */
async function withReasons(page: PageSnapshot, sites: Settings['sites']): Promise<PageSnapshot> {
  const closed = await Promise.all(
    page.closedFrames.map(async (hole) => {
      const web = /^https?:/u.test(hole.origin) && sites[hole.origin] !== 'never';
      return web && !(await isGranted(sitePattern(hole.origin)));
    }),
  );
  const closedFrames = page.closedFrames.filter((_, i) => closed[i]);
  const shut = page.closedFrames.filter(({ origin }) => sites[origin] === 'never').length;
  return { ...page, closedFrames, unread: page.unread + shut };
}
