import type { PageElement, PageSnapshot } from '@/lib/contracts/index.ts';

import { fold, isStopWord, stem, stemsOf, wordsOf } from './text.ts';

const STOP_WEIGHT = 0.1;

/** Words of a task that ask for a kind of element. Folded. */
const KIND_WORDS: [PageElement['kind'], RegExp][] = [
  [
    'text',
    /\b(fill|type|write|enter|search|find|set|put|email|password|field|suche?|tippe?|schreib\w*|gib|trage?|ful\w*|feld)\b/,
  ],
  ['select', /\b(choose|select|pick|option|set|wahle?|auswahl\w*|sort|filter)\b/],
  [
    'check',
    /\b(check|tick|uncheck|untick|agree|accept|enable|disable|toggle|hake?|ankreuzen|aktivier\w*|akzeptier\w*)\b/,
  ],
  ['link', /\b(open|go|visit|read|follow|page|link|article|offne|geh|zeig|seite|artikel)\b/],
  [
    'press',
    /\b(click|press|tap|submit|send|button|order|buy|save|add|remove|log|klick\w*|druck\w*|knopf|sende\w*|kauf\w*)\b/,
  ],
];

const MOST_WORDS = 24;

/** Words of the task that say what it is about, folded. What a page is searched for before anything of it is named. */
export function taskWords(task: string): string[] {
  const words = wordsOf(task).filter((word) => !isStopWord(word) && (word.length > 1 || /\d/.test(word)));
  return [...new Set(words)].slice(0, MOST_WORDS);
}

interface Wanted {
  /** Stems of the task, and what each counts: less where many elements have it. */
  weights: ReadonlyMap<string, number>;
  /** The task, folded, with a blank at each end. */
  phrase: string;
  kinds: ReadonlySet<PageElement['kind']>;
}

/**
 * How much each element has to do with the task; more is better, 0 is nothing. By the words of its name first, then of what stands
 * near, its group, its options and its address; a little for being in view; more for the place that the user pointed at.
 */
export function relevance(task: string, page: PageSnapshot, place?: { ref: string; label: string }): number[] {
  const texts = page.elements.map(textsOf);
  const wanted = readTask(task, texts);
  const group = page.elements.find(({ ref }) => ref === place?.ref)?.group ?? place?.label;
  return page.elements.map((element, i) => {
    const { name, around, far } = texts[i] ?? { name: [], around: [], far: [] };
    let score = 3 * shared(name, wanted) + 1.5 * shared(around, wanted) + shared(far, wanted);
    const folded = fold(element.name);
    if (folded.length > 1 && wanted.phrase.includes(` ${folded} `)) score += isStopWord(folded) ? 0.5 : 4;
    if (wanted.kinds.has(element.kind)) score += 1;
    if (place !== undefined && (element.ref === place.ref || (group !== undefined && element.group === group)))
      score += 3;
    return Math.max(0, score + standing(element));
  });
}

/** What an element is worth whatever the task: what is in view and can be used. */
function standing({ states }: PageElement): number {
  let score = states.includes('offscreen') ? 0 : 0.5;
  if (states.includes('focused')) score += 0.3;
  if (states.includes('invalid') || states.includes('required')) score += 0.2;
  if (states.includes('disabled')) score -= 1;
  if (states.includes('hidden') || states.includes('covered')) score -= 0.5;
  return score;
}

function textsOf({ name, near, placeholder, group, options, href }: PageElement) {
  return {
    name: stemsOf(name),
    around: stemsOf([near, placeholder, group].filter((text) => text !== undefined).join(' ')),
    far: stemsOf([...(options ?? []), pathOf(href)].join(' ')),
  };
}

/** The words of an address, without its host. */
function pathOf(href: string | undefined): string {
  const url = href === undefined ? null : URL.parse(href);
  return url === null ? '' : `${url.pathname} ${url.search}`.replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
}

function readTask(task: string, texts: readonly ReturnType<typeof textsOf>[]): Wanted {
  const having = new Map<string, number>();
  for (const { name, around, far } of texts) {
    for (const word of new Set([...name, ...around, ...far])) having.set(word, (having.get(word) ?? 0) + 1);
  }
  const words = wordsOf(task);
  const weights = new Map<string, number>();
  for (const word of words) {
    const bare = stem(word);
    const rarity = 1 / Math.sqrt(Math.max(1, having.get(bare) ?? 1));
    weights.set(bare, Math.max(weights.get(bare) ?? 0, isStopWord(word) ? STOP_WEIGHT * rarity : rarity));
  }
  const phrase = ` ${fold(task)} `;
  return {
    weights,
    phrase,
    kinds: new Set(KIND_WORDS.filter(([, says]) => says.test(phrase)).map(([kind]) => kind)),
  };
}

function shared(stems: readonly string[], { weights }: Wanted): number {
  let sum = 0;
  for (const word of new Set(stems)) sum += weights.get(word) ?? 0;
  return sum;
}
