import { type Problem, problem } from '@/lib/contracts/index.ts';
import { delay, failure, type Result, success } from '@/lib/shared/index.ts';

import { encloses, tagOf } from './dom.ts';
import { Geometry } from './geometry.ts';
import { middleOf, type Point } from './pointer.ts';
import type { RefBook } from './refs.ts';
import { isDisabled, isInert } from './states.ts';

/** An element that a pointer can reach now. */
export interface Target {
  el: Element;
  /** What the pointer meets: the element or its label. */
  through: Element;
  point: Point;
}

export function gone(ref: string): Problem {
  return problem('element.gone', { params: { ref } });
}

/** The element is there, and cannot do what is asked of it. */
export function wrongKind(ref: string, detail: string): Problem {
  return problem('element.wrong_kind', { params: { ref }, detail });
}

/** An element wherever it is: a file field is often hidden behind a button of the page's own. */
export function anywhere(refs: RefBook, ref: string): Result<Target, Problem> {
  const el = refs.find(ref);
  if (el === undefined) return failure(gone(ref));
  if (isDisabled(el)) return failure(problem('element.disabled', { params: { ref } }));
  return success({ el, through: el, point: middleOf(el) });
}

const TRIES = 4;
const PAUSE_MS = 150;

/**
 * Brings an element into view and finds where a pointer meets it. What is disabled, hidden or covered gets a moment to change
 * (frameworks enable a button a tick after the field before it was filled).
 */
export async function ready(refs: RefBook, ref: string, { typing = false } = {}): Promise<Result<Target, Problem>> {
  let last: Problem = gone(ref);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await delay(PAUSE_MS);
    const el = refs.find(ref);
    if (el === undefined) return failure(gone(ref));
    const target = reach(el, ref, typing);
    if (target.ok) return target;
    last = target.problem;
  }
  return failure(last);
}

function reach(el: Element, ref: string, typing: boolean): Result<Target, Problem> {
  if (isDisabled(el) || isInert(el)) return failure(problem('element.disabled', { params: { ref } }));
  let cover: Element | undefined;
  // Centre first, so that sticky headers and footers do not lie over it; then the edges, for what is larger than the view.
  for (const block of [undefined, 'center', 'end', 'start'] as const) {
    const before = new Geometry(el.ownerDocument).place(el);
    if (before.where === 'hidden') return failure(problem('element.hidden', { params: { ref } }));
    if (before.where === 'in' && before.point !== undefined) {
      return success({ el, through: before.through, point: before.point });
    }
    cover = before.cover ?? cover;
    if (block !== undefined) before.through.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
  }
  const { where, through, point, cover: over } = new Geometry(el.ownerDocument).place(el);
  if (where === 'in' && point !== undefined) return success({ el, through, point });
  cover = over ?? cover;
  // Floating labels and icons lie over the field they belong to: a keyboard does not care.
  if (typing && cover !== undefined && el.parentElement !== null && encloses(el.parentElement, cover)) {
    return success({ el, through: el, point: middleOf(el) });
  }
  const detail = cover === undefined ? 'out of reach of scrolling' : `a ${tagOf(cover)} lies over it`;
  return failure(problem('element.covered', { params: { ref }, detail }));
}
