import {
  type BoundRecipe,
  type PageSnapshot,
  type Recipe,
  type RecipeFile,
  type RecipePatch,
  type Run,
  type Sitting,
  wordsOf,
} from '@/lib/contracts/index.ts';
import type { RecipeStore } from '@/lib/memory/index.ts';
import { newId } from '@/lib/shared/index.ts';

import { afterHand, type HandWords, repeated } from './hand.ts';
import { afterRun, afterUndo, edited, opened, renamed, reworded, rolledBack } from './keep.ts';
import { matchWords } from './match.ts';
import { bind, nextOf, soughtBy } from './next.ts';
import { sketchOf } from './sketch.ts';

/** What decides of recipes; pure. */
export const recipeRules = { next: nextOf, sketch: sketchOf, sought: soughtBy };

export type Recipes = ReturnType<typeof createRecipes>;

/** Learns from runs, finds what fits, and does what the user wants of recipes. With what decides it is the loop's port. */
export function createRecipes(store: Pick<RecipeStore, 'read' | 'change' | 'learn' | 'remove'>) {
  const one = (id: string, make: (recipe: Recipe, all: readonly Recipe[]) => readonly Recipe[]) =>
    store.change((all) => {
      const found = all.find((recipe) => recipe.id === id);
      return found === undefined ? [] : make(found, all);
    });
  return {
    ...recipeRules,
    fitting: async (run: Run, page: PageSnapshot): Promise<BoundRecipe | undefined> => fitting(run, await store.read(page.origin)), // prettier-ignore
    /** Takes from an ended run what it teaches, once. */
    learn: async (run: Run): Promise<void> => {
      const first = run.iterations[0]?.interpretation;
      // Recipes are learned and used where something is done; what answers a question need not read any.
      const teaches = first?.mode === 'act';
      await store.learn(run.id, (known) => (teaches ? afterRun(run, known, { id: newId('p'), at: Date.now() }) : []), first?.origin); // prettier-ignore
    },
    /** The user took back what this run did. */
    unlearn: async (run: Run): Promise<void> => {
      await store.change((known) => afterUndo(run, known, Date.now()), run.iterations[0]?.interpretation?.origin);
    },
    /** Offers what was just done by hand for the third time; true where it was, whatever came of that. */
    noticed: async (origin: string, sittings: readonly Sitting[], words: HandWords): Promise<boolean> => {
      const times = repeated(sittings);
      if (times === undefined) return false;
      const fresh = { id: newId('p'), origin, at: Date.now() };
      await store.change((known) => afterHand(times, { known, words, fresh }), origin);
      return true;
    },
    change: (id: string, patch: RecipePatch) => one(id, (recipe, all) => patched(recipe, patch, all)),
    rollBack: (id: string) => one(id, (recipe) => [rolledBack(recipe, Date.now())]),
    remove: store.remove,
    /** Takes those of a file; gives how many there were. */
    take: async (file: RecipeFile): Promise<number> => {
      const recipes = opened(file, { id: () => newId('p'), at: Date.now() });
      await store.change(() => recipes);
      return recipes.length;
    },
    /** What the keyboard command with that number starts. */
    keyed: async (key: number): Promise<Recipe | undefined> => (await store.read()).find((recipe) => recipe.key === key && recipe.state === 'on'), // prettier-ignore
    /** The one that the words name or ask for word for word. */
    meant: async (words: string): Promise<Meant | undefined> => meant(await store.read(), words),
    /** Those that the words name or ask for, best first, for the address bar. */
    named: async (words: string): Promise<Recipe[]> => named(await store.read(), words),
  };
}

/** The recipe that the user's words ask for, with its values; of several the one that fits word for word, then the newest. Pure. */
export function fitting(run: Run, known: readonly Recipe[]): BoundRecipe | undefined {
  const { task, provenance } = run.signal;
  if (task.kind !== 'ask' || provenance.from !== 'user') return undefined;
  const fits = known.flatMap((recipe) => {
    const match = recipe.state === 'on' ? matchWords(recipe.words, task.text) : undefined;
    return match === undefined ? [] : [{ recipe, match }];
  });
  const [best] = fits.toSorted(
    (a, b) => Number(b.match.exact) - Number(a.match.exact) || b.recipe.changedAt - a.recipe.changedAt,
  );
  return best && bind(best.recipe, best.match.values);
}

/** A recipe, and the words that it is to be begun with. */
interface Meant {
  recipe: Recipe;
  words: string;
}

/** One that is called so goes before one whose words fit. Its words have places for values that the user did not give. Pure. */
export function meant(known: readonly Recipe[], words: string): Meant | undefined {
  const sought = words.trim().toLowerCase();
  const found = named(known, words);
  const called = found.find((recipe) => [recipe.name, wordsOf(recipe)].some((text) => text.toLowerCase() === sought));
  if (called !== undefined) return { recipe: called, words: wordsOf(called) };
  const asked = found.find((recipe) => matchWords(recipe.words, words)?.exact === true);
  return asked && { recipe: asked, words };
}

function named(known: readonly Recipe[], words: string): Recipe[] {
  const sought = words.trim().toLowerCase();
  const on = known.filter(({ state }) => state === 'on');
  const asked = on.filter((recipe) => matchWords(recipe.words, words)?.exact === true);
  const like = on.filter((recipe) => !asked.includes(recipe) && [recipe.name, wordsOf(recipe)].some((text) => text.toLowerCase().includes(sought))); // prettier-ignore
  return [...asked, ...like];
}

/** A key belongs to one recipe: another one that had it loses it. */
function patched(recipe: Recipe, { state, key, name, words, step }: RecipePatch, all: readonly Recipe[]): Recipe[] {
  const at = Date.now();
  const worded = words === undefined ? recipe : reworded(recipe, words, at);
  const before = step === undefined ? worded : edited(worded, step, at);
  const { key: had, ...rest } = name === undefined ? before : renamed(before, name, at);
  const kept = key === undefined ? had : (key ?? undefined);
  const now: Recipe = { ...rest, ...(kept !== undefined && { key: kept }), ...(state !== undefined && { state, missed: 0, changedAt: at }) }; // prettier-ignore
  const others = all.filter((other) => other.id !== recipe.id && kept !== undefined && other.key === kept);
  return [now, ...others.map(({ key: _taken, ...other }) => other)];
}
