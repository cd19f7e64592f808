import * as v from 'valibot';

import { Ref } from './action.ts';

/** Where to look closer. */
export const Focus = v.variant('on', [
  v.object({ on: v.literal('ref'), ref: Ref, part: v.number() }),
  v.object({ on: v.literal('words'), text: v.string() }),
  /** The page in parts of what one snapshot holds, from 1. */
  v.object({ on: v.literal('part'), part: v.number() }),
]);
export type Focus = v.InferOutput<typeof Focus>;

/** What a snapshot is wanted for: it decides what is kept of a page that is too big to be told whole. */
export const Ask = v.object({
  /** Words of the task, folded (lower case, no accents). What holds them is kept first. */
  words: v.array(v.string()),
  focus: v.optional(Focus),
  /** Elements and texts that one part holds, where a focus asks for a part; what the script thinks fit where absent. */
  size: v.optional(v.number()),
});
export type Ask = v.InferOutput<typeof Ask>;

/** How to take a deed back; data only, carried in the journal. */
export const Undo = v.variant('do', [
  v.object({ do: v.literal('value'), ref: Ref, value: v.string() }),
  v.object({ do: v.literal('check'), ref: Ref, on: v.boolean() }),
  v.object({ do: v.literal('scroll'), y: v.number(), x: v.optional(v.number()), ref: v.optional(Ref) }),
  /** Choices of a list that takes several, by index. */
  v.object({ do: v.literal('choices'), ref: Ref, indices: v.array(v.number()) }),
  v.object({ do: v.literal('goto'), url: v.string() }),
]);
export type Undo = v.InferOutput<typeof Undo>;
