import * as v from 'valibot';

import { Action } from './action.ts';
import { KINDS } from './page.ts';

/** What an element was like to a reader, so that it can be found again on another day. All texts are page text. */
export const Sketch = v.object({
  kind: v.picklist(KINDS),
  role: v.string(),
  /** Its name; where it has none, the text near it, its placeholder, or what it looks like. */
  name: v.string(),
  group: v.optional(v.string()),
  /** Name of the innermost named region that it lies in. */
  region: v.optional(v.string()),
  inputType: v.optional(v.string()),
  /** Of one of several alike in a list or table: what else is in its row, at most 160 characters. */
  beside: v.optional(v.string()),
  /** Which of those alike it was in reading order, from 1, and how many there were. */
  nth: v.number(),
  of: v.number(),
  /** Of the document that it lies in. */
  origin: v.string(),
  secret: v.optional(v.boolean()),
});
export type Sketch = v.InferOutput<typeof Sketch>;

const MOST_VALUES = 20;
const MOST_STEPS = 60;

/** Text with places for values: a number is the index of the value that stands there. */
export const Pattern = v.pipe(
  v.array(
    v.union([
      v.pipe(v.string(), v.maxLength(20_000)),
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_VALUES - 1)),
    ]),
  ),
  v.maxLength(2 * MOST_VALUES + 1),
);
export type Pattern = v.InferOutput<typeof Pattern>;

/** The text that a pattern makes with these values. */
export function fill(pattern: Pattern, values: readonly string[]): string {
  return pattern.map((piece) => (typeof piece === 'number' ? (values[piece] ?? '') : piece)).join('');
}

/** The pattern that such a text means: a name in braces is the place of that value, anything else is itself. */
export function patternOf(text: string, values: RecipeBody['values']): Pattern {
  const places = placesFor(values);
  const pieces: Pattern = [];
  let from = 0;
  for (const { 0: place, index } of text.matchAll(/\{[^{}]*\}/gu)) {
    const value = places.indexOf(place);
    if (value === -1) continue;
    pieces.push(text.slice(from, index), value);
    from = index + place.length;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== '');
}

/** What the user asks for when they want a recipe, with names where values go. */
export function wordsOf({ words, values }: { words: Pattern; values: RecipeBody['values'] }): string {
  return fill(words, placesFor(values));
}

/** What stands for each value where there is none: its name in braces. */
export function placesFor(values: RecipeBody['values']): string[] {
  return values.map(({ name }) => `{${name}}`);
}

/** The text, option, value or address that an action takes beside its element. */
export function valueIn(action: Action): string | undefined {
  if (action.do === 'type' || action.do === 'mark') return action.text;
  if (action.do === 'select') return action.option;
  if (action.do === 'set') return action.value;
  return action.do === 'goto' || action.do === 'open' ? action.url : undefined;
}

/** The action with another text, option, value or address. */
export function withValue(action: Action, value: string): Action {
  if (action.do === 'type' || action.do === 'mark') return { ...action, text: value };
  if (action.do === 'select') return { ...action, option: value };
  if (action.do === 'set') return { ...action, value };
  return action.do === 'goto' || action.do === 'open' ? { ...action, url: value } : action;
}

const Target = v.object({ ...Sketch.entries, name: Pattern, beside: v.optional(Pattern) });

export const RecipeStep = v.object({
  /** As it was decided then; its refs mean nothing any more. */
  action: Action,
  /** What goes in the place of its text, option, value or address. */
  value: v.optional(Pattern),
  /** Its text was neither in the user's words nor on every page the same: a model has to find it. */
  open: v.optional(v.literal(true)),
  target: v.optional(Target),
  /** Where a drag ends. */
  onto: v.optional(Target),
  /** Of the page. */
  origin: v.string(),
});
export type RecipeStep = v.InferOutput<typeof RecipeStep>;

/** What can be changed of a recipe, and be put back. */
const Body = {
  /** As the user calls it. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  /** What the user asks for when they want it. */
  words: Pattern,
  values: v.pipe(
    v.array(v.object({ name: v.pipe(v.string(), v.maxLength(100)), example: v.pipe(v.string(), v.maxLength(4000)) })),
    v.maxLength(MOST_VALUES),
  ),
  steps: v.pipe(v.array(RecipeStep), v.minLength(1), v.maxLength(MOST_STEPS)),
  /** Its end was an answer in words, which only a model can give. */
  answers: v.boolean(),
};
export const RecipeBody = v.object(Body);
export type RecipeBody = v.InferOutput<typeof RecipeBody>;

/**
 * `seen`: it was done so, and nobody has been asked. `offered`: often enough to ask. `on`: it decides. `off`: it does not, because the
 * user said so, because it failed, or because it came from a file and nobody has looked at it yet.
 */
const RECIPE_STATES = ['seen', 'offered', 'on', 'off'] as const;

/** Something that worked once and can be done again without a model. */
export const Recipe = v.object({
  id: v.string(),
  ...Body,
  /** Site where it begins. */
  origin: v.string(),
  /** Page where it began, without what follows a `?` or `#`. */
  start: v.string(),
  state: v.picklist(RECIPE_STATES),
  /** Runs that went that way without it. */
  seen: v.number(),
  /** Runs that it decided. */
  used: v.number(),
  /** Of those, the last ones in a row that did not end well. */
  missed: v.number(),
  /** Milliseconds since the epoch. */
  changedAt: v.number(),
  /** It comes of what the user did by hand. */
  byHand: v.optional(v.literal(true)),
  /** Run that it is learned from. */
  from: v.optional(v.string()),
  /** Number of the keyboard command that starts it. */
  key: v.optional(v.picklist([1, 2, 3])),
  /** What it was before it was changed, newest last. */
  earlier: v.array(v.object({ at: v.number(), body: RecipeBody })),
});
export type Recipe = v.InferOutput<typeof Recipe>;

/** A step with its values in it. */
const BoundStep = v.object({
  action: Action,
  open: v.optional(v.literal(true)),
  target: v.optional(Sketch),
  onto: v.optional(Sketch),
  origin: v.string(),
});
export type BoundStep = v.InferOutput<typeof BoundStep>;

/** A recipe with the values of one run in it: what that run keeps to, whatever becomes of the recipe meanwhile. */
export const BoundRecipe = v.object({
  id: v.string(),
  name: v.string(),
  steps: v.array(BoundStep),
  answers: v.boolean(),
});
export type BoundRecipe = v.InferOutput<typeof BoundRecipe>;

/** The file that export writes and import reads. */
export const RecipeFile = v.object({
  locus: v.literal('recipes'),
  version: v.literal(1),
  recipes: v.pipe(v.array(v.object({ ...Body, origin: v.string(), start: v.string() })), v.maxLength(500)),
});
export type RecipeFile = v.InferOutput<typeof RecipeFile>;

/** What the user may change of a recipe. `key`: null takes it away. */
export const RecipePatch = v.object({
  /** `seen`: of an offer, not now. */
  state: v.optional(v.picklist(['on', 'off', 'seen'])),
  /** Other words to ask for it, with the names of all its values in braces; without one of them nothing is changed. */
  words: v.optional(v.pipe(v.string(), v.maxLength(4000))),
  key: v.optional(v.nullable(v.picklist([1, 2, 3]))),
  name: v.optional(Body.name),
  /** Another text, option, value or address for a step (places of values by their names in braces), or without one: the step goes. */
  step: v.optional(
    v.object({
      /** Counted from 0, in the recipe as it was changed then; of one that was changed since, nothing is. */
      at: v.number(),
      of: v.number(),
      value: v.optional(v.pipe(v.string(), v.maxLength(4000))),
    }),
  ),
});
export type RecipePatch = v.InferOutput<typeof RecipePatch>;
