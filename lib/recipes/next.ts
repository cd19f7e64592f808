import {
  type Action,
  type BoundRecipe,
  type BoundStep,
  fill,
  type Iteration,
  type PageSnapshot,
  type Recipe,
  type RecipeStep,
  type Run,
  type Sketch,
  withValue,
} from '@/lib/contracts/index.ts';
import { foldLine } from '@/lib/shared/index.ts';

import { findSketched } from './sketch.ts';

/** What a recipe decides. Fits the loop's port. */
export interface RecipeDecision {
  by: 'recipe';
  rule: string;
  action: Action;
  step?: { number: number; of: number };
}

/** The recipe with the values of this run in it. */
export function bind({ id, name, steps, answers }: Recipe, values: readonly string[]): BoundRecipe {
  return { id, name, answers, steps: steps.map((step) => boundStep(step, values)) };
}

function boundStep({ action, value, open, target, onto, origin }: RecipeStep, values: readonly string[]): BoundStep {
  return {
    action: value === undefined ? action : withValue(action, fill(value, values)),
    ...(open !== undefined && { open }),
    ...(target !== undefined && { target: boundTarget(target, values) }),
    ...(onto !== undefined && { onto: boundTarget(onto, values) }),
    origin,
  };
}

function boundTarget({ name, beside, ...rest }: NonNullable<RecipeStep['target']>, values: readonly string[]): Sketch {
  return { ...rest, name: fill(name, values), ...(beside !== undefined && { beside: fill(beside, values) }) };
}

/**
 * The next step of the run's recipe, put onto this page; an empty answer where all are done. Undefined where there is no recipe, where
 * its next step does not fit this page, or was tried in vain: then somebody else has to decide.
 */
export function nextOf(run: Run, page: PageSnapshot): RecipeDecision | undefined {
  const { recipe } = run;
  if (recipe === undefined) return undefined;
  const of = recipe.steps.length;
  const done = doneOf(recipe, run.iterations);
  const step = recipe.steps[done];
  if (step === undefined) {
    // What the page shows against it is for somebody who can look; an answer in words is, too.
    const doubted = run.iterations.some(({ doubts }) => doubts !== undefined && doubts.length > 0);
    return recipe.answers || doubted
      ? undefined
      : { by: 'recipe', rule: 'recipe.done', action: { do: 'answer', text: '' } };
  }
  const tried = run.iterations.some(
    ({ decision, outcome }) => decision?.by === 'recipe' && decision.step?.number === done + 1 && outcome !== undefined,
  );
  if (tried || step.open === true || step.origin !== page.origin) return undefined;
  const action = put(step, page);
  return action && { by: 'recipe', rule: 'recipe.step', action, step: { number: done + 1, of } };
}

/** Name of the element that the next step is about: what a page too big to be told whole is searched for. */
export function soughtBy({ recipe, iterations }: Run): string | undefined {
  return recipe?.steps[doneOf(recipe, iterations)]?.target?.name;
}

/** The step's action with the refs of this page; undefined where what it names is not there. */
function put({ action, target, onto }: BoundStep, page: PageSnapshot): Action | undefined {
  if (action.do === 'answer') return undefined;
  const element = target && findSketched(target, page);
  if (target !== undefined && element === undefined) return undefined;
  if (action.do === 'select' && element?.options !== undefined && element.optionCount === element.options.length) {
    const wanted = foldLine(action.option);
    if (!element.options.some((option) => foldLine(option) === wanted)) return undefined;
  }
  const there = onto && findSketched(onto, page);
  if (onto !== undefined && there === undefined) return undefined;
  if (action.do === 'drag' && there !== undefined && element !== undefined)
    return { ...action, ref: element.ref, to: there.ref };
  return element === undefined || !('ref' in action) ? action : { ...action, ref: element.ref };
}

/** Steps that are done, by whoever decided them: of the first that is not, those after it are not either. */
function doneOf(recipe: BoundRecipe, iterations: readonly Iteration[]): number {
  let done = 0;
  for (const { decision, outcome, undone } of iterations) {
    if (decision === undefined || outcome === undefined || undone?.status === 'ok') continue;
    if (outcome.status !== 'ok' && outcome.looked !== 'done') continue;
    if (decision.by === 'recipe') done = Math.max(done, decision.step?.number ?? 0);
    else {
      // Somebody else may have done this one, or have got further.
      const at = recipe.steps.findIndex((step, i) => i >= done && isThat(step, decision.action, decision.sketch));
      if (at !== -1) done = at + 1;
    }
  }
  return done;
}

function isThat({ action, target, open }: BoundStep, done: Action, sketch: Sketch | undefined): boolean {
  if (action.do !== done.do || target?.kind !== sketch?.kind) return false;
  if (foldLine(target?.name ?? '') !== foldLine(sketch?.name ?? '')) return false;
  if (target?.beside !== undefined && sketch?.beside !== undefined && !sketch.beside.includes(target.beside))
    return false;
  return open === true || valueOf(action) === valueOf(done);
}

/** What an action is about beside its elements. */
function valueOf(action: Action): string {
  return JSON.stringify({ ...action, ref: undefined, ...(action.do === 'drag' && { to: undefined }) });
}
