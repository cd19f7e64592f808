import type { PageElement, PageSnapshot } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

export interface View {
  /** One line an element, in the order of the page. */
  text: string;
  refs: string[];
  tokens: number;
  /** Elements that are on the page and not in the view. */
  left: number;
}

const SILENT = new Set(['offscreen', 'focused', 'required']);
const MOST_OPTIONS = 12;

interface Room {
  /** Tokens. */
  budget: number;
  count: (text: string) => number;
  /**
   * True for a small model on a slow engine: it gets a handful of elements, those with a fair share of the best score, best first. A
   * small model leans towards the first of a list, so the first is what rules would take.
   */
  handful: boolean;
}

const HANDFUL = 8;
const AT_LEAST = 3;
const FAIR_SHARE = 0.3;
const MOST = 400;

/**
 * What a model sees of a page: the elements that matter most, as text within `budget` tokens by `count`. Elements are taken by their
 * score until the next does not fit, then written in the order of the page. Never over budget.
 */
export function renderView(page: PageSnapshot, scores: readonly number[], { budget, count, handful }: Room): View {
  const ranked = page.elements
    .map((element, index) => ({ element, index, score: scores[index] ?? 0 }))
    .filter(({ element }) => isReady(element))
    .toSorted((a, b) => b.score - a.score || a.index - b.index);
  const taken: { index: number; line: string; ref: string }[] = [];
  let tokens = 0;
  const best = ranked[0]?.score ?? 0;
  for (const { element, index, score } of ranked) {
    if (taken.length >= (handful ? HANDFUL : MOST)) break;
    if (handful && taken.length >= AT_LEAST && score < best * FAIR_SHARE) break;
    const line = describe(element);
    const cost = count(`${line}\n`);
    if (tokens + cost > budget) break;
    tokens += cost;
    taken.push({ index, line, ref: element.ref });
  }
  if (!handful) taken.sort((a, b) => a.index - b.index);
  return {
    text: taken.map(({ line }) => line).join('\n'),
    refs: taken.map(({ ref }) => ref),
    tokens,
    left: Math.max(page.elementTotal, page.elements.length) - taken.length,
  };
}

/** Can be acted on now, or after scrolling. */
function isReady({ states }: PageElement): boolean {
  return !states.includes('disabled') && !states.includes('hidden');
}

/** `e12 combobox "Size" = "Small" [required] {Small | Medium | Large}`; every text of the page is quoted. */
function describe(element: PageElement): string {
  const parts = [element.ref, element.role, quote(nameOf(element))];
  if (element.value !== undefined && element.value !== '') parts.push(`= ${quote(element.value)}`);
  if (element.checked !== undefined) parts.push(element.checked ? '[checked]' : '[not checked]');
  const states = element.states.filter((state) => !SILENT.has(state));
  if (states.length > 0) parts.push(`[${states.join(' ')}]`);
  if (element.options !== undefined && element.kind === 'select') {
    const shown = element.options
      .slice(0, MOST_OPTIONS)
      .map((option) => clip(oneLine(option), 40).replaceAll(/[{}|]/g, '/'));
    const more = (element.optionCount ?? shown.length) - shown.length;
    parts.push(`{${shown.join(' | ')}${more > 0 ? ` | ${more} more` : ''}}`);
  }
  return parts.join(' ');
}

/** The name as the user reads it: given name, placeholder, or the text near by. */
export function nameOf(element: PageElement): string {
  return element.name || element.placeholder || element.near || '';
}

function quote(text: string): string {
  return `"${clip(oneLine(text), 80).replaceAll('"', "'")}"`;
}
