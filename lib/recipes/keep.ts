import {
  isEnded,
  patternOf,
  type Recipe,
  type RecipeBody,
  type RecipeFile,
  type RecipePatch,
  type Run,
  valueIn,
} from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

import { isSame, isSameWish, type Lesson, lessonOf } from './learn.ts';

/** Times that something is done the same way before the user is asked whether to keep it. */
const ENOUGH = 3;
/** Times in a row that a recipe may fail before it is left alone. */
const MOST_MISSED = 2;
/** Versions that are kept beside the newest. */
const MOST_EARLIER = 5;

/** What the end of a run changes: recipes that are new or other now. Pure. `known`: those of the site. */
export function afterRun(run: Run, known: readonly Recipe[], fresh: { id: string; at: number }): Recipe[] {
  if (!isEnded(run)) return [];
  const lesson = lessonOf(run);
  const own = known.find(({ id }) => id === run.recipe?.id);
  if (own !== undefined) return afterUse(own, run, lesson, fresh.at);
  if (lesson === undefined) return [];
  const same = known.find((recipe) => isSame(lesson, recipe));
  if (same !== undefined) return [again(same, lesson, fresh.at)];
  // Done in another way than last time: the newer one counts, where a model had to find it.
  const before = known.find((recipe) => recipe.state === 'on' && isSameWish(lesson, recipe));
  if (before !== undefined) return lesson.costly ? [changed(before, lesson.body, fresh.at, run.id)] : [];
  return [made(lesson, run.id, fresh)];
}

/** The steps of one that the user took back are not to be done again by themselves. Pure. */
export function afterUndo(run: Run, known: readonly Recipe[], at: number): Recipe[] {
  const taught = known.find(({ from, id }) => from === run.id || id === run.recipe?.id);
  return taught === undefined || taught.state === 'off' ? [] : [{ ...taught, state: 'off', changedAt: at }];
}

/** With another body; what it was can be had back. Pure. */
export function changed(recipe: Recipe, body: RecipeBody, at: number, from?: string): Recipe {
  const { from: _before, ...kept } = recipe;
  const earlier = [...recipe.earlier, { at: recipe.changedAt, body: bodyOf(recipe) }].slice(-MOST_EARLIER);
  return { ...kept, ...bodyOf(body), name: recipe.name, missed: 0, changedAt: at, earlier, ...(from !== undefined && { from }) }; // prettier-ignore
}

/** With another text in a step, or without the step; the same where it was changed since the user saw it. Pure. */
export function edited(recipe: Recipe, { at: index, of, value }: NonNullable<RecipePatch['step']>, at: number): Recipe {
  const step = recipe.steps[index];
  if (step === undefined || of !== recipe.changedAt) return recipe;
  if (value === undefined) {
    if (recipe.steps.length === 1) return recipe;
    return changed(recipe, { ...recipe, steps: recipe.steps.filter((_, i) => i !== index) }, at);
  }
  if (valueIn(step.action) === undefined) return recipe;
  const { open: _found, ...rest } = step;
  const next = { ...rest, value: patternOf(value, recipe.values) };
  return changed(recipe, { ...recipe, steps: recipe.steps.with(index, next) }, at);
}

/** Asked for in other words; the same where they lack the place of a value. Pure. */
export function reworded(recipe: Recipe, text: string, at: number): Recipe {
  const words = patternOf(text.trim(), recipe.values);
  const whole = recipe.values.every((_, value) => words.includes(value));
  const tells = words.some((piece) => typeof piece === 'string' && piece.trim() !== '');
  if (!whole || !tells || JSON.stringify(words) === JSON.stringify(recipe.words)) return recipe;
  return { ...changed(recipe, { ...recipe, words }, at), name: clip(oneLine(text), 100) };
}

/** With another name. Pure. */
export function renamed(recipe: Recipe, name: string, at: number): Recipe {
  return { ...changed(recipe, recipe, at), name };
}

/** As it was before the last change; the same where there was none. Pure. */
export function rolledBack(recipe: Recipe, at: number): Recipe {
  const last = recipe.earlier.at(-1);
  return last === undefined
    ? recipe
    : { ...recipe, ...last.body, missed: 0, changedAt: at, earlier: recipe.earlier.slice(0, -1) };
}

/** What others may have of them: nothing of how often or when. */
export function fileOf(recipes: readonly Recipe[]): RecipeFile {
  const shared = recipes.map((recipe) => ({ ...bodyOf(recipe), origin: recipe.origin, start: recipe.start }));
  return { locus: 'recipes', version: 1, recipes: shared };
}

/** Those of a file, turned off: nobody has looked at them yet. Pure. */
export function opened({ recipes }: RecipeFile, fresh: { id: () => string; at: number }): Recipe[] {
  return recipes.map((recipe) => ({ ...recipe, id: fresh.id(), state: 'off', seen: 0, used: 0, missed: 0, changedAt: fresh.at, earlier: [] })); // prettier-ignore
}

function bodyOf({ name, words, values, steps, answers }: RecipeBody): RecipeBody {
  return { name, words, values, steps, answers };
}

function made({ body, origin, start, costly }: Lesson, from: string, { id, at }: { id: string; at: number }): Recipe {
  const state = costly ? 'on' : 'seen';
  return { id, ...body, origin, start, state, seen: 1, used: 0, missed: 0, changedAt: at, from, earlier: [] };
}

/** It was done so once more. One that the user turned off, or did not want, stays as it is. */
function again(recipe: Recipe, { costly }: Lesson, at: number): Recipe {
  const seen = recipe.seen + 1;
  if (recipe.state !== 'seen') return { ...recipe, seen };
  const state = costly ? 'on' : seen >= ENOUGH ? 'offered' : 'seen';
  return { ...recipe, seen, state, ...(state !== 'seen' && { changedAt: at }) };
}

/** It decided, alone or with help: what had to be helped is learned anew; what fails again and again is left alone. */
function afterUse(recipe: Recipe, run: Run, lesson: Lesson | undefined, at: number): Recipe[] {
  if (run.status === 'stopped') return [];
  const used = recipe.used + 1;
  if (run.status !== 'done' || run.problem !== undefined) {
    const missed = recipe.missed + 1;
    return [{ ...recipe, used, missed, ...(missed >= MOST_MISSED && { state: 'off' as const, changedAt: at }) }];
  }
  const mended = lesson?.costly === true && isSameWish(lesson, recipe) && !isSame(lesson, recipe);
  return [mended ? { ...changed(recipe, lesson.body, at, run.id), used } : { ...recipe, used, missed: 0 }];
}
