import * as v from 'valibot';

import { KINDS } from './page.ts';

/** Most steps that come, and are kept, in one piece. */
export const MOST_HAND_STEPS = 60;

const Short = v.pipe(v.string(), v.maxLength(200));

/** What the element of a step is like to a reader; a part of a `Sketch`. Page text. */
const Element = {
  kind: v.picklist(KINDS),
  role: Short,
  name: v.pipe(Short, v.minLength(1)),
  inputType: v.optional(Short),
  /** Of one of several alike in a list or table: a text of its row. */
  beside: v.optional(Short),
  /** Address of the page, without what follows a `?` or `#`. */
  page: v.pipe(v.string(), v.maxLength(2048)),
};

/** A step that the user did by hand on a site where they let Locus notice that. Nothing that they typed is in it. */
export const HandStep = v.variant('do', [
  v.object({ do: v.literal('click'), ...Element }),
  /** Something was typed into it, or set; not what. */
  v.object({ do: v.literal('type'), ...Element }),
  /** `option`: what the page calls it. */
  v.object({ do: v.literal('select'), ...Element, option: Short }),
  v.object({ do: v.literal('check'), ...Element, on: v.boolean() }),
  /** Enter in a field whose form has no button. */
  v.object({ do: v.literal('enter'), ...Element }),
  /** Something that is not to be done again by itself, or cannot be found again: a secret field, a file, a thing without a name. */
  v.object({ do: v.literal('cut') }),
]);
export type HandStep = v.InferOutput<typeof HandStep>;

export const HandSteps = v.pipe(v.array(HandStep), v.minLength(1), v.maxLength(MOST_HAND_STEPS));

/** Steps by hand in one tab on one site, with no long pause between them. */
export const Sitting = v.object({
  id: v.optional(v.number()),
  origin: v.string(),
  tabId: v.number(),
  /** Of the last step; milliseconds since the epoch. */
  at: v.number(),
  steps: v.array(HandStep),
});
export type Sitting = v.InferOutput<typeof Sitting>;
