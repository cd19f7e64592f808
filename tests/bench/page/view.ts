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
const { joinFrames } = await import('../../../lib/tabs/join.ts');

export const BUDGET = 1200;

/** What goes before the refs of the frame with that index. */
export function prefixOf(index: number): string {
  return index === 0 ? '' : `f${index}`;
}

export interface Seen {
  text: string;
  tokens: number;
  refs: string[];
  /** CPU milliseconds of this process. */
  cpu: number;
}

/** The parts of all frames as one page, as the background joins them. The first is the top document's. */
export function joined(frames: readonly FrameSnapshot[]): PageSnapshot {
  const parts = frames.map((snapshot, index) => ({ frame: { frameId: index, key: prefixOf(index) }, snapshot }));
  const [top] = parts;
  if (top === undefined) throw new Error('no frame');
  return joinFrames(parts, top, { tabId: 1, at: 0, silent: 0 });
}

/** For a model that has 1,200 tokens for the page, and a task without a word of the page: the hardest case of ranking. */
export function view(page: PageSnapshot): Seen {
  const before = process.cpuUsage();
  const made = renderView(page, () => page.elements.map(() => 0), {
    budget: BUDGET,
    count: tokens,
    words: [],
    handful: false,
  });
  const { user, system } = process.cpuUsage(before);
  // Counted again here: a view's own count proves nothing.
  return { text: made.text, tokens: tokens(made.text), refs: made.refs, cpu: (user + system) / 1000 };
}

/** As it is told beside the view that follows. */
export function changeText(change: Change, { refs }: Pick<Seen, 'refs'>): string {
  return renderChange(change, { budget: BUDGET, count: tokens, known: new Set(refs) });
}
