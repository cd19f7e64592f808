import {
  type Action,
  type HandStep,
  patternOf,
  type Recipe,
  type RecipeBody,
  type RecipeStep,
  type Sitting,
} from '@/lib/contracts/index.ts';
import { clip, foldLine, oneLine } from '@/lib/shared/index.ts';

/** Times that the same steps are done before the user is asked whether to keep them. */
const ENOUGH = 3;
/** Steps that are a few: one alone saves nothing, and nobody does many in the same order by chance. */
const FEWEST = 2;
const MOST = 12;

type Deed = Exclude<HandStep, { do: 'cut' }>;

/**
 * The steps that were just done for the third time, in the same order, each time as they were then, oldest first; undefined where none
 * were. Where the user did more after them before, and may do so again, there are none yet. Pure. `sittings`: of one site, oldest first.
 */
export function repeated(sittings: readonly Pick<Sitting, 'steps'>[]): Deed[][] | undefined {
  const pieces = sittings.flatMap(({ steps }) => unbroken(steps));
  const last = pieces.at(-1) ?? [];
  for (let count = Math.min(MOST, last.length); count >= FEWEST; count--) {
    const way = last.slice(-count).map(keyOf);
    if (isPeriodic(way)) continue;
    const found = occurrences(pieces, way);
    if (found.length < ENOUGH || isOpen(pieces, found, count)) continue;
    const times = found.toReversed().map(({ piece, at }) => (pieces[piece] ?? []).slice(at, at + count));
    // Going from page to page is no task.
    if (times[0]?.some(({ kind }) => kind !== 'link') === true) return times;
  }
  return undefined;
}

function unbroken(steps: readonly HandStep[]): Deed[][] {
  const pieces: Deed[][] = [[]];
  for (const step of steps) {
    if (step.do === 'cut') pieces.push([]);
    else pieces.at(-1)?.push(step);
  }
  return pieces;
}

/** The same step, whatever is chosen, in whichever row. */
function keyOf(step: Deed): string {
  return JSON.stringify([step.do, step.kind, foldLine(step.name), step.do === 'check' && step.on]);
}

function isPeriodic(way: readonly string[]): boolean {
  for (let period = 1; period <= way.length / 2; period++)
    if (way.length % period === 0 && way.every((key, i) => key === way[i % period])) return true;
  return false;
}

interface Place {
  piece: number;
  at: number;
}

/** The last times that it was done so, newest first, none of them a part of another. */
function occurrences(pieces: readonly Deed[][], way: readonly string[]): Place[] {
  const found: Place[] = [];
  for (let piece = pieces.length - 1; piece >= 0; piece--) {
    const keys = (pieces[piece] ?? []).map(keyOf);
    for (let at = keys.length - way.length; at >= 0 && found.length < ENOUGH; at--) {
      if (!way.every((key, i) => keys[at + i] === key)) continue;
      found.push({ piece, at });
      at -= way.length - 1;
    }
  }
  return found;
}

/** Each time before it went on in the same way: so it may now. */
function isOpen(pieces: readonly Deed[][], found: readonly Place[], count: number): boolean {
  const next = found.slice(1).map(({ piece, at }, i) => {
    const later = found[i];
    const isLater = later?.piece === piece && later.at === at + count;
    const step = isLater ? undefined : pieces[piece]?.[at + count];
    return step && keyOf(step);
  });
  return next[0] !== undefined && next.every((key) => key === next[0]);
}

/** Words of the user's language for a step: what they would say to have it done. */
export type HandWords = (key: 'hand_click' | 'hand_type' | 'hand_select' | 'hand_check' | 'hand_uncheck' | 'hand_enter', ...values: string[]) => string; // prettier-ignore

const SET = new Set(['date', 'time', 'month', 'week', 'datetime-local', 'color', 'number', 'range']);
const MOST_VALUES = 20;

/**
 * What could be kept of steps that were done so several times. What was typed is not known: each such text is a value that the user gives
 * each time. Options and rows are values where they were not always the same. Undefined where there are too many of them.
 */
export function bodyOfHand(times: readonly Deed[][], origin: string, words: HandWords): RecipeBody | undefined {
  const [first] = times;
  if (first === undefined) return undefined;
  const values: RecipeBody['values'] = [];
  const told: string[] = [];
  const take = (label: string): number => {
    const plain = clip(oneLine(label.replaceAll(/[{}]/gu, ' ')), 40);
    const taken = values.some(({ name }) => name === plain);
    return values.push({ name: taken ? `${plain} ${values.length + 1}` : plain, example: '' }) - 1;
  };
  const place = (index: number | undefined, text: string) =>
    index === undefined ? text.replaceAll(/[{}]/gu, ' ') : `{${values[index]?.name ?? ''}}`;
  const steps = first.map((step, i): RecipeStep => {
    const same = times.map((each) => each[i]);
    const given = valueOf(step, same, take);
    const varies = same.some((each) => each?.beside !== step.beside);
    const row = step.beside === undefined ? undefined : varies ? take(step.name) : undefined;
    const name = place(undefined, step.name);
    const what = step.beside === undefined ? name : `${name} (${place(row, step.beside)})`;
    const option = step.do === 'select' ? place(given, step.option) : place(given, '');
    told.push(step.do === 'type' || step.do === 'select' ? words(`hand_${step.do}`, option, what) : words(step.do === 'check' && !step.on ? 'hand_uncheck' : `hand_${step.do}`, what)); // prettier-ignore
    return {
      action: actionOf(step),
      ...(given !== undefined && { value: [given] }),
      target: {
        kind: step.kind,
        role: step.role,
        name: [step.name],
        ...(step.inputType !== undefined && { inputType: step.inputType }),
        ...(step.beside !== undefined && { beside: [row ?? step.beside] }),
        // How many are alike was not counted: where there are several, none is meant.
        nth: 1,
        of: 1,
        origin,
      },
      origin,
    };
  });
  if (values.length > MOST_VALUES) return undefined;
  const text = told.join(', ');
  return { name: clip(oneLine(text), 100), words: patternOf(text, values), values, steps, answers: false };
}

/** Index of the value that goes in, where one does. */
function valueOf(step: Deed, same: readonly (Deed | undefined)[], take: (label: string) => number): number | undefined {
  if (step.do === 'type') return take(step.name);
  if (step.do !== 'select') return undefined;
  return same.every((each) => each?.do === 'select' && each.option === step.option) ? undefined : take(step.name);
}

/** Its ref means nothing. */
function actionOf(step: Deed): Action {
  const ref = 'e1';
  switch (step.do) {
    case 'click':
      return { do: 'click', ref };
    case 'type':
      return SET.has(step.inputType ?? '') ? { do: 'set', ref, value: '' } : { do: 'type', ref, text: '' };
    case 'select':
      return { do: 'select', ref, option: step.option };
    case 'check':
      return { do: 'check', ref, on: step.on };
    case 'enter':
      return { do: 'press', key: 'Enter', ref };
  }
}

/** The recipes that this changes: an offer where it is new, or where the user said "not now" before; none where they said no. Pure. */
export function afterHand(
  times: readonly Deed[][],
  {
    known,
    words,
    fresh,
  }: { known: readonly Recipe[]; words: HandWords; fresh: { id: string; origin: string; at: number } },
): Recipe[] {
  const { id, origin, at } = fresh;
  const body = bodyOfHand(times, origin, words);
  const start = times.at(-1)?.[0]?.page;
  if (body === undefined || start === undefined) return [];
  const ways = turns(body.steps.map(wayOf));
  const same = known.find((recipe) => recipe.byHand === true && ways.has(JSON.stringify(recipe.steps.map(wayOf))));
  if (same !== undefined)
    return same.state === 'seen' ? [{ ...same, state: 'offered', seen: same.seen + ENOUGH, changedAt: at }] : [];
  return [{ id, ...body, origin, start, state: 'offered', seen: ENOUGH, used: 0, missed: 0, changedAt: at, byHand: true, earlier: [] }]; // prettier-ignore
}

function wayOf({ action, target }: RecipeStep): unknown {
  return [action.do, action.do === 'check' && action.on, target?.kind, foldLine(target?.name.join('') ?? '')];
}

/** The same round of steps may be seen to begin at any of them. */
function turns(way: readonly unknown[]): Set<string> {
  return new Set(way.map((_, i) => JSON.stringify([...way.slice(i), ...way.slice(0, i)])));
}
