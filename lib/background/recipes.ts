import { browser } from 'wxt/browser';

import { type Problem, type Recipe, wordsOf } from '@/lib/contracts/index.ts';
import type { Wish } from '@/lib/loop/index.ts';
import type { Recipes } from '@/lib/recipes/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { pointAt } from './panel.ts';
import type { Tab, TriggerParts } from './triggers.ts';

export interface RecipeParts {
  recipes: Pick<Recipes, 'keyed' | 'named' | 'meant'>;
  start: (wish: Wish) => void;
  /** Site of the tab, where the browser tells. */
  factsOf: (tabId: number) => Promise<Result<{ origin: string }, Problem>>;
  /** Waits until a tab that was just made is at that address. */
  opened: (tabId: number, url: string) => Promise<unknown>;
}

/** Suggestions in the address bar. */
const MOST_SUGGESTED = 5;

/** Recipes by a key or from the address bar: from whatever page, on the page where they begin. */
export function recipeTriggers(parts: RecipeParts): Pick<TriggerParts, 'startKeyed' | 'startNamed' | 'suggest'> {
  const { recipes } = parts;
  return {
    startKeyed(key, tab) {
      void recipes.keyed(key).then((recipe) => recipe && begin(recipe, wordsOf(recipe), { tab, by: 'shortcut' }, parts)); // prettier-ignore
    },
    async startNamed(words, tab) {
      const found = words.trim() === '' ? undefined : await recipes.meant(words);
      if (found === undefined) return false;
      await begin(found.recipe, found.words, { tab, by: 'omnibox' }, parts);
      return true;
    },
    suggest: async (words) => (await recipes.named(words)).slice(0, MOST_SUGGESTED).map((recipe) => wordsOf(recipe)),
  };
}

/** Where it begins on another site, that is opened first. What needs values from the user waits in the composer. */
async function begin(
  recipe: Recipe,
  words: string,
  { tab, by }: { tab: Tab; by: Wish['by'] },
  { start, factsOf, opened }: RecipeParts,
): Promise<void> {
  if (tab.id === undefined) return;
  const facts = await factsOf(tab.id);
  // A page that Locus knows nothing of is another one: a new tab, a page of the browser.
  const here = facts.ok && facts.value.origin === recipe.origin;
  const tabId = here ? tab.id : (await browser.tabs.create({ url: recipe.start })).id;
  if (tabId === undefined) return;
  // A run that looks at once would see the empty page that a new tab begins with, and ask to be let into it.
  if (!here) await opened(tabId, recipe.start);
  const ready = recipe.values.length === 0 || words !== wordsOf(recipe);
  if (ready) start({ tabId, task: { kind: 'ask', text: words }, by });
  else await pointAt(tabId, { draft: words });
}
