import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { NO_CHANGE, type Outcome, problem } from '@/lib/contracts/index.ts';

/** Where the page stood, and where it stands now, CSS pixels. */
const Scrolled = v.object({ from: v.number(), to: v.number() });

/**
 * Brings the heading with this text, as a snapshot has it, to the top of the view. Not asked of the content script, which is paid for in every
 * frame that is read, and knows headings by no name.
 */
export async function scrollToHeading(tabId: number, frameId: number, text: string): Promise<Outcome> {
  const began = Date.now();
  const target = { tabId, frameIds: [frameId] };
  const answers = await browser.scripting.executeScript({ target, func: bringUp, args: [text] }).catch(() => []);
  const found = v.safeParse(Scrolled, answers[0]?.result);
  const ms = Date.now() - began;
  if (!found.success)
    return { status: 'failed', problem: problem('element.not_found', { params: { name: text } }), ms };
  const { from, to } = found.output;
  const moved = Math.abs(to - from) >= 1;
  const change = moved ? { ...NO_CHANGE, scrolled: { from: Math.round(from), to: Math.round(to) } } : NO_CHANGE;
  return { status: 'ok', change, ...(moved && { undo: { do: 'scroll', y: Math.round(from) } }), ms };
}

/** Runs in the page. */
function bringUp(text: string): { from: number; to: number } | undefined {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- alone in the page
  const flat = (said: string) =>
    said
      .replaceAll(/[\s\u00ad\u200b]+/gu, ' ')
      .trim()
      .toLowerCase();
  const wanted = flat(text);
  const from = window.scrollY;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6, [role=heading]')) {
    const said = heading instanceof HTMLElement ? heading.innerText : heading.textContent;
    if (flat(said ?? '') !== wanted) continue;
    heading.scrollIntoView({ block: 'start', behavior: 'instant' });
    return { from, to: window.scrollY };
  }
  return undefined;
}
