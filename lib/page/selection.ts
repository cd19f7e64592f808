import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { AnchorBook } from './anchors.ts';
import { innerTextOf, near, textOf } from './dom.ts';
import { selectedText } from './selected.ts';
import { prose } from './text.ts';

const MOST_SELECTED = 20_000;
const MOST_BLOCK = 5000;
const BLOCKS =
  'p, li, dd, dt, td, th, blockquote, pre, figcaption, h1, h2, h3, h4, h5, h6, article, section, main, div, body';

/** The selected text, its block, and the block's place on the page, for "explain this". */
export function selectionOf(
  document: Document,
  anchors: AnchorBook,
): Result<{ text: string; block: string; anchor?: string }, Problem> {
  const selected = selectedText(document);
  const text = prose(selected?.text ?? '').trim();
  if (text === '') return failure(problem('page.no_selection'));
  const block = blockOf(selected?.in);
  const anchor = block === undefined ? '' : anchors.nameOf(block, '');
  return success({
    text: text.slice(0, MOST_SELECTED).toWellFormed(),
    block: blockText(selected?.in, text),
    ...(anchor !== '' && { anchor }),
  });
}

/** What is shown of it: a field itself, else the block around it. */
function blockOf(el: Element | undefined): Element | undefined {
  if (el === undefined || el instanceof HTMLTextAreaElement || el instanceof HTMLInputElement) return el;
  return near(el, BLOCKS) ?? undefined;
}

function blockText(el: Element | undefined, selected: string): string {
  if (el instanceof HTMLTextAreaElement || el instanceof HTMLInputElement) return clipAround(el.value, selected);
  const block = el === undefined ? null : near(el, BLOCKS);
  if (block === null) return selected.slice(0, MOST_BLOCK).toWellFormed();
  return clipAround(block instanceof HTMLElement ? innerTextOf(block) : (textOf(block) ?? ''), selected);
}

/** At most 5,000 characters of the block, the selected part among them. */
function clipAround(block: string, selected: string): string {
  const text = prose(block).trim();
  if (text.length <= MOST_BLOCK) return text;
  const at = Math.max(0, text.indexOf(selected.slice(0, 200)));
  const start = Math.max(0, Math.min(at - 1000, text.length - MOST_BLOCK));
  return text.slice(start, start + MOST_BLOCK).toWellFormed();
}
