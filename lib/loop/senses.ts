import { type Article, type PageSnapshot, type Problem, type Run } from '@/lib/contracts/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import type { Exchange, Ports } from './ports.ts';

/** What was seen of the page for one iteration. Held in the heap while the run goes on; seen anew after a restart. */
export interface Seen {
  iteration: number;
  page: PageSnapshot;
  mode: 'answer' | 'act';
  /** The whole page is wanted in short, not something in it. */
  whole: boolean;
  article?: Article;
  selection?: { text: string; block: string };
  /** What was asked and answered before, from this very site: what was read at one site goes into no prompt about another. */
  earlier: Exchange[];
  ms: number;
}

/** Looks at the page, as far as this task needs it. */
export async function look(
  run: Run,
  iteration: number,
  { senses, recall, rules, clock }: Pick<Ports, 'senses' | 'recall' | 'rules' | 'clock'>,
  signal: AbortSignal,
): Promise<Result<Seen, Problem>> {
  const began = clock.now();
  const { tabId, task } = run.signal;
  const page = await senses.observe(tabId, { words: [] }, signal);
  if (!page.ok) return page;
  const intent = rules.intent(task);
  const mode = intent === 'act' ? 'act' : 'answer';
  const seen: Seen = { iteration, page: page.value, mode, whole: intent === 'summary', earlier: [], ms: 0 };
  if (task.kind === 'explain') {
    const selection = await senses.selection(tabId, signal);
    if (!selection.ok) return selection;
    seen.selection = selection.value;
  } else if (mode === 'answer') {
    const article = await senses.article(tabId, signal);
    if (!article.ok) return article;
    seen.article = article.value;
    const earlier = await recall.earlier(run);
    seen.earlier = earlier.filter(({ origin }) => origin === page.value.origin);
  }
  seen.ms = clock.now() - began;
  return success(seen);
}
