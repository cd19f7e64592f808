/*
 * The part of Locus that makes text of a snapshot, as it runs in the background: here in Node, where nothing resolves `@/` by itself.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

import type { Change, FrameSnapshot, PageSnapshot } from '../../../lib/contracts/index.ts';
import { ROOT } from '../../../scripts/lib/build.ts';
import { tokens } from './tokens.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('@/') ? new URL(specifier.slice(2), pathToFileURL(ROOT)).href : specifier, context),
});
const { renderChange, renderView } = await import('../../../lib/loop/index.ts');

export const BUDGET = 1200;

export interface Seen {
  text: string;
  tokens: number;
  refs: string[];
  /** CPU milliseconds of this process. */
  cpu: number;
}

/** The parts of all frames as one page; the join of lib/tabs asks the browser, so that it cannot be used here. */
export function joined(frames: readonly FrameSnapshot[]): PageSnapshot {
  const [top] = frames;
  if (top === undefined) throw new Error('no frame');
  const page: PageSnapshot = {
    ...top,
    elements: [],
    texts: [],
    regions: [],
    tabId: 1,
    at: 0,
    frames: [],
    closedFrames: [],
  };
  let at = 0;
  let block = 0;
  for (const [index, frame] of frames.entries()) {
    const outer = page.regions.length;
    const moved = <T extends { at: number; block: number; region?: number | undefined }>(each: T): T => ({
      ...each,
      at: each.at + at,
      block: each.block + block,
      ...(each.region !== undefined && { region: each.region + outer }),
    });
    page.elements.push(...frame.elements.map(moved));
    page.texts.push(...frame.texts.map(moved));
    page.regions.push(
      ...frame.regions.map((region) => ({
        ...region,
        ...(region.outer !== undefined && { outer: region.outer + outer }),
      })),
    );
    if (index > 0) {
      page.elementTotal += frame.elementTotal;
      page.textTotal += frame.textTotal;
    }
    const all = [...frame.elements, ...frame.texts];
    at += 1 + Math.max(0, ...all.map((each) => each.at));
    block += 1 + Math.max(0, ...all.map((each) => each.block));
  }
  return page;
}

/** For a model that has 1,200 tokens for the page, and a task without a word of the page: the hardest case of ranking. */
export function view(page: PageSnapshot): Seen {
  const before = process.cpuUsage();
  const made = renderView(
    page,
    page.elements.map(() => 0),
    { budget: BUDGET, count: tokens, words: [], handful: false },
  );
  const { user, system } = process.cpuUsage(before);
  // Counted again here: a view's own count proves nothing.
  return { text: made.text, tokens: tokens(made.text), refs: made.refs, cpu: (user + system) / 1000 };
}

export function changeText(change: Change): string {
  return renderChange(change, { budget: BUDGET, count: tokens });
}
