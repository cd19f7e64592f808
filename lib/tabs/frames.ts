import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { type Ask, type FrameSnapshot, type PageSnapshot, type Problem, type Settings } from '@/lib/contracts/index.ts';
import { askPage } from '@/lib/protocol/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { factsOf, refusalOf } from './access.ts';
import { loaded } from './loading.ts';

const SCRIPT = '/content-scripts/page.js';

/** A frame that has our content script now. */
export interface Frame {
  frameId: number;
  /** '' for the top frame, then f1, f2, ...; a frame keeps its key while its tab lives. */
  key: string;
}

/** Waits for the tab to be loaded, and injects into it unless it is a page that Locus must not read. */
export async function enter(
  tabId: number,
  sites: Settings['sites'],
  signal: AbortSignal,
): Promise<Result<Frame[], Problem>> {
  await loaded(tabId, signal);
  const facts = await factsOf(tabId, sites);
  if (!facts.ok && facts.problem.code !== 'page.needs_access') return facts;
  return inject(tabId, facts.ok ? facts.value.url : undefined);
}

/** Injects the content script into every frame that may be read; frames that have it already keep theirs. */
async function inject(tabId: number, url: string | undefined): Promise<Result<Frame[], Problem>> {
  try {
    const results = await browser.scripting.executeScript({ target: { tabId, allFrames: true }, files: [SCRIPT] });
    const ids = [...new Set(results.map(({ frameId }) => frameId))].toSorted((a, b) => a - b);
    const keys = await keysFor(tabId, ids);
    return success(ids.map((frameId) => ({ frameId, key: keys[frameId] ?? '' })));
  } catch (error) {
    return failure(refusalOf(error, url));
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

/** Asks each frame and joins what they say. A child frame that does not answer is counted as unread. */
export async function readFrames(
  tabId: number,
  frames: readonly Frame[],
  ask: Ask,
  signal: AbortSignal,
): Promise<Result<PageSnapshot, Problem>> {
  const parts = await Promise.all(
    frames.map(async (frame) => ({
      frame,
      part: await askPage(
        { tabId, frameId: frame.frameId },
        { type: 'page.snapshot', prefix: frame.key, ask },
        { signal },
      ),
    })),
  );
  const top = parts.find(({ frame }) => frame.frameId === 0)?.part;
  if (top === undefined) return failure({ code: 'page.unreachable' });
  if (!top.ok) return top;
  const read = parts.flatMap(({ frame, part }) => (part.ok ? [{ frame, snapshot: part.value }] : []));
  return success(join(tabId, read, parts.length - read.length, top.value));
}

function join(
  tabId: number,
  parts: { frame: Frame; snapshot: FrameSnapshot }[],
  silent: number,
  top: FrameSnapshot,
): PageSnapshot {
  const sum = (pick: (snapshot: FrameSnapshot) => number) =>
    parts.reduce((total, { snapshot }) => total + pick(snapshot), 0);
  return {
    ...top,
    tabId,
    at: Date.now(),
    elements: parts.flatMap(({ snapshot }) => snapshot.elements),
    elementTotal: sum((snapshot) => snapshot.elementTotal),
    textLength: sum((snapshot) => snapshot.textLength),
    notices: parts.flatMap(({ snapshot }) => snapshot.notices),
    selection: parts.find(({ snapshot }) => snapshot.selection !== '')?.snapshot.selection ?? '',
    unread: sum((snapshot) => snapshot.unread) + silent,
    frames: parts.map(({ frame, snapshot }) => ({
      key: frame.key,
      frameId: frame.frameId,
      origin: snapshot.origin,
      documentKey: snapshot.documentKey,
    })),
    closedFrames: [],
  };
}
