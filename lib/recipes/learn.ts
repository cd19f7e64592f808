import {
  type Action,
  hadEffect,
  isGlance,
  type Iteration,
  type Pattern,
  type Recipe,
  type RecipeBody,
  type RecipeStep,
  type Run,
  type Sketch,
  valueIn,
  wordsOf,
} from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

import { isStop, placeOf, stripped, tokensOf } from './words.ts';

/** What a run that ended well teaches. */
export interface Lesson {
  body: RecipeBody;
  origin: string;
  start: string;
  /** A model decided something of it. */
  costly: boolean;
}

/** Acts that may be worth doing though nothing is to be seen of them. */
const QUIET = new Set<Action['do']>(['press', 'wait', 'scroll', 'hover', 'mark', 'copy']);
/** Acts whose option or address is what the site calls it. */
const NAMED_BY_SITE = new Set<Action['do']>(['select', 'goto', 'open']);

/** Rules by which an act leads from one site to another: a page may have thought of that. */
const CROSSINGS = new Set(['carries', 'leaves_site', 'strayed']);

function wentAcross({ verdict, questions }: Iteration): boolean {
  return CROSSINGS.has(verdict?.rule ?? '') || questions.some(({ question }) => question.kind === 'landed');
}

interface Act {
  action: Exclude<Action, { do: 'answer' }>;
  sketch?: Sketch | undefined;
  onto?: Sketch | undefined;
  origin: string;
}

/**
 * What can be learned of a run; undefined where it did not end well, did nothing, or did what is not to be done again by itself: it
 * touched a secret, was taken back, went where only a consent of that moment let it, or cannot be found again.
 */
export function lessonOf(run: Run): Lesson | undefined {
  const { task, provenance } = run.signal;
  const first = run.iterations[0]?.interpretation;
  if (run.status !== 'done' || run.problem !== undefined || first === undefined) return undefined;
  if (task.kind !== 'ask' || provenance.from !== 'user') return undefined;
  if (run.iterations.some(({ undone }) => undone?.status === 'ok')) return undefined;
  if (run.iterations.some(wentAcross)) return undefined;
  if (run.iterations.some(({ byHand, decision }) => byHand === true && decision === undefined)) return undefined;
  const acts = run.iterations.flatMap((iteration) => actOf(iteration) ?? []);
  if (acts.length === 0 || !acts.every(isRepeatable)) return undefined;
  const values = new Values(task.text);
  const steps = acts.map((act) => stepOf(act, values));
  const { words, list } = values;
  if (!words.some((piece) => typeof piece === 'string' && tokensOf(piece).some((token) => !isStop(token))))
    return undefined;
  const name = clip(oneLine(wordsOf({ words, values: list })), 100);
  const answers = run.answer !== '' && task.text.includes('?');
  return {
    body: { name, words, values: list, steps, answers },
    origin: first.origin,
    start: pageOf(first.url),
    costly: run.iterations.some(({ decision }) => decision?.by === 'model' || decision?.by === 'hybrid'),
  };
}

/** The same wish, done in the same way: what a page calls things may differ in a number or a date. */
export function isSame(lesson: Lesson, recipe: Recipe): boolean {
  return isSameWish(lesson, recipe) && way(lesson.body.steps) === way(recipe.steps);
}

/** The same wish, whatever the way. */
export function isSameWish({ body, origin }: Lesson, recipe: Recipe): boolean {
  return origin === recipe.origin && wish(body.words) === wish(recipe.words);
}

function wish(words: Pattern): string {
  return words.map((piece) => (typeof piece === 'number' ? `{${piece}}` : tokensOf(piece).map(({ word }) => word).join(' '))).join(' ').trim(); // prettier-ignore
}

function way(steps: readonly RecipeStep[]): string {
  return JSON.stringify(steps.map(({ action, target, value }) => [action.do, target?.kind, target?.name, value]));
}

/** An act that happened and counted; undefined for everything else. */
function actOf({ decision, outcome, interpretation }: Iteration): Act | undefined {
  if (decision === undefined || outcome === undefined || decision.action.do === 'answer') return undefined;
  const { action, sketch, onto } = decision;
  const happened = outcome.status === 'ok' || outcome.looked === 'done';
  const idle = outcome.change !== undefined && !hadEffect(outcome.change) && !QUIET.has(action.do);
  if (isGlance(action) || !happened || idle) return undefined;
  return { action, sketch, onto, origin: interpretation?.origin ?? '' };
}

/** It names nothing, or what it names can be found again and is no secret. Tools of pages and files of one task are not. */
function isRepeatable({ action, sketch, onto }: Act): boolean {
  if (action.do === 'call' || action.do === 'upload' || (action.do === 'drag' && action.to !== undefined && onto === undefined))
    return false; // prettier-ignore
  return sketch === undefined ? !('ref' in action) || action.ref === undefined : sketch.secret !== true;
}

function stepOf({ action, sketch, onto, origin }: Act, values: Values): RecipeStep {
  const target = sketch && targetOf(sketch, values);
  const label = sketch?.name === undefined || sketch.name === '' ? action.do : sketch.name;
  const text = valueIn(action);
  const value = text === undefined ? undefined : values.take(text, label, action.do === 'select');
  // A text that is not the user's came from somewhere.
  const open = text !== undefined && value === undefined && !NAMED_BY_SITE.has(action.do);
  return {
    action,
    ...(value !== undefined && { value: [value] }),
    ...(open && { open }),
    ...(target !== undefined && { target }),
    ...(onto !== undefined && { onto: targetOf(onto, values) }),
    origin,
  };
}

/** Links, boxes and rows may be what the user's words name; buttons and fields are called as the site calls them. */
function targetOf(sketch: Sketch, values: Values): NonNullable<RecipeStep['target']> {
  const { name, beside, ...rest } = sketch;
  const isThing = sketch.kind === 'link' || sketch.kind === 'check';
  const chosen = isThing ? values.take(name, sketch.region ?? sketch.role, true) : undefined;
  const row = beside === undefined ? undefined : values.takePart(beside, sketch.region ?? name);
  return {
    ...rest,
    name: chosen === undefined ? [name] : [chosen],
    ...(beside !== undefined && { beside: row === undefined ? [beside] : [row] }),
  };
}

/** Longest run of words that picks a row, in words. */
const MOST_WORDS = 8;

/** What of the user's sentence is a value: it may be another one the next time. */
class Values {
  readonly #text: string;
  readonly #places: { from: number; to: number; index: number }[] = [];
  readonly list: RecipeBody['values'] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The sentence with places for the values. */
  get words(): Pattern {
    const pieces: Pattern = [];
    let at = 0;
    for (const { from, to, index } of this.#places.toSorted((a, b) => a.from - b.from)) {
      if (from > at) pieces.push(this.#text.slice(at, from));
      pieces.push(index);
      at = to;
    }
    if (at < this.#text.length) pieces.push(this.#text.slice(at));
    return pieces;
  }

  /** Index of the value, where the sentence has this text; undefined where it has not. */
  take(text: string, name: string, loose = false): number | undefined {
    const known = this.list.findIndex(
      ({ example }) => example === text || (loose && example.toLowerCase() === text.toLowerCase()),
    );
    if (known !== -1) return known;
    const place = placeOf(this.#text, text, loose);
    // The first word says what is to be done.
    if (
      place === undefined ||
      place.from === 0 ||
      this.#places.some(({ from, to }) => place.from < to && from < place.to)
    )
      return undefined;
    const index = this.list.length;
    const label = stripped(clip(oneLine(name), 40));
    const taken = this.list.some((value) => value.name === label);
    this.#places.push({ ...place, index });
    this.list.push({ name: taken ? `${label} ${index + 1}` : label, example: this.#text.slice(place.from, place.to) });
    return index;
  }

  /** The same for the longest run of telling words of the sentence that this text has. */
  takePart(text: string, name: string): number | undefined {
    const known = this.list.findIndex(({ example }) => placeOf(text, example, true) !== undefined);
    if (known !== -1) return known;
    const tokens = tokensOf(this.#text);
    for (let count = Math.min(MOST_WORDS, tokens.length); count > 0; count--) {
      // The first word says what is to be done.
      for (let first = 1; first + count <= tokens.length; first++) {
        const [from, to] = [tokens[first], tokens[first + count - 1]];
        if (from === undefined || to === undefined || isStop(from) || isStop(to)) continue;
        const part = stripped(this.#text.slice(from.from, to.to));
        if (placeOf(text, part, true) === undefined) continue;
        const index = this.take(part, name);
        if (index !== undefined) return index;
      }
    }
    return undefined;
  }
}

/** An address without what follows a `?` or `#`: that is of one day. */
function pageOf(url: string): string {
  return url.replace(/[?#].*$/su, '');
}
