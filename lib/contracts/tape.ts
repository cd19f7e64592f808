import * as v from 'valibot';

import { EngineEvent } from './engine.ts';
import { Standing } from './grants.ts';
import { Article, type PageElement, PageSnapshot, PageTool } from './page.ts';
import { Problem } from './problem-codes.ts';
import { BoundRecipe } from './recipe.ts';
import { JournalRecord, Outcome, type Question, type Reply } from './record.ts';
import { Task } from './signal.ts';
import { Sites } from './sites.ts';
import { Gave, OwnTool, PageTable } from './tools.ts';

/** A question of the user and its answer, earlier in the same tab. */
export const Exchange = v.object({
  asked: Task,
  /** What a model or a rule said: data, like page text. */
  answered: v.string(),
  /** Site that the answer was made from. */
  origin: v.string(),
});
export type Exchange = v.InferOutput<typeof Exchange>;

/** What the user has selected, and the block it lies in. */
export const Selected = v.object({
  text: v.string(),
  block: v.string(),
  /** Where the block is on the page. */
  anchor: v.optional(v.string()),
});
export type Selected = v.InferOutput<typeof Selected>;

/** What a document knows of an act after a restart. */
export const Recalled = v.object({ seen: v.boolean(), frameId: v.number(), outcome: v.optional(Outcome) });
export type Recalled = v.InferOutput<typeof Recalled>;

/** Something that came into the loop from outside, in the order in which it came. */
export const TapeItem = v.variant('is', [
  /** A loop begins to drive the run: at its start, after a kill, after a pause. */
  v.object({ is: v.literal('begin') }),
  /** Readings of the clock, one after the other; milliseconds since the epoch. */
  v.object({ is: v.literal('now'), at: v.array(v.number()) }),
  /** The journal was read, and had all records below this seq. */
  v.object({ is: v.literal('read'), to: v.number() }),
  /** An engine was asked for; its counts of tokens are the plain estimate times this. */
  v.object({ is: v.literal('engine'), scale: v.number() }),
  v.object({ is: v.literal('observe'), page: v.optional(PageSnapshot), problem: v.optional(Problem) }),
  v.object({ is: v.literal('article'), article: v.optional(Article), problem: v.optional(Problem) }),
  v.object({ is: v.literal('selection'), selection: v.optional(Selected), problem: v.optional(Problem) }),
  v.object({ is: v.literal('tools'), tools: v.array(PageTool) }),
  /** The tools in the sandbox; where there is none, there is no such item. */
  v.object({ is: v.literal('kit'), kit: v.array(OwnTool) }),
  /** What the user has granted to a tool where it would be called. */
  v.object({ is: v.literal('grants'), grants: v.array(Standing) }),
  v.object({ is: v.literal('tables'), tables: v.array(PageTable) }),
  v.object({ is: v.literal('use'), gave: v.optional(Gave), problem: v.optional(Problem) }),
  v.object({ is: v.literal('earlier'), exchanges: v.array(Exchange) }),
  /** A recipe fits what is asked for; where none does there is no such item. */
  v.object({ is: v.literal('recipe'), recipe: BoundRecipe }),
  v.object({ is: v.literal('perform'), outcome: Outcome }),
  v.object({ is: v.literal('recall'), recalled: v.optional(Recalled) }),
  v.object({
    is: v.literal('predict'),
    /** How it ended; absent where it was left in the middle. */
    end: v.optional(EngineEvent),
    /** The last text that was streamed, '' where none was; absent where it was the whole text of the end. */
    streamed: v.optional(v.string()),
  }),
  v.object({ is: v.literal('written') }),
  /** The user's rules that policy found for the sites that an act reaches; where it found none there is no such item. */
  v.object({ is: v.literal('site'), sites: Sites }),
  /** What was read may not go to the engine, for this reason; where it may there is no such item. */
  v.object({ is: v.literal('kept'), problem: Problem }),
  /** The loop was told to leave what it was doing. `writing`: while it waited for the journal to write, before what is here. */
  v.object({ is: v.literal('abort'), writing: v.boolean() }),
  /** What was asked was left, because of that. */
  v.object({ is: v.literal('left'), what: v.string() }),
]);
export type TapeItem = v.InferOutput<typeof TapeItem>;

/** What came in before the loop wrote so many records from `seq` on, and after those that it wrote before. */
export const TapePart = v.object({ seq: v.number(), records: v.number(), items: v.array(TapeItem) });
export type TapePart = v.InferOutput<typeof TapePart>;

/** A run with everything that it came from: what can be run again. The file that export writes and import reads. */
export const Trace = v.object({
  locus: v.literal('trace'),
  version: v.literal(1),
  /** Where it was recorded, as far as that is known. Not used by a replay. */
  device: v.object({
    browser: v.string(),
    cores: v.optional(v.number()),
    /** GiB, as the browser tells it. */
    memory: v.optional(v.number()),
    /** The GPU. */
    adapter: v.optional(v.string()),
  }),
  /** Secrets that were made into dots. */
  masked: v.number(),
  records: v.array(JournalRecord),
  tape: v.array(TapePart),
});
export type Trace = v.InferOutput<typeof Trace>;

/** Where two lists of records differ. `undefined`: it is not there. */
export interface Difference {
  seq: number;
  /** As in `entry.decision.action.ref`; '' where a whole record is missing or new. */
  path: string;
  was: unknown;
  is: unknown;
}

/** What came of running a run again. */
export interface Replayed {
  /** Where the records differ first; undefined where they are the same, byte for byte. */
  difference?: Difference;
  records: JournalRecord[];
  /** Records of the loop that have no tape (recorded before there was one, or after it was full): taken over, not made again. */
  untaped: number[];
  /** Where the loop asked for what the tape does not have: it cannot be told how it would have gone on. */
  misfit?: string;
}

/** Something that came into a run, which a what-if can put something else in the place of. `seq`: of the record that it led to. */
export type RunInput =
  /** The user's words. */
  | { what: 'task'; text: string }
  /** What the engine answered. */
  | { what: 'said'; seq: number; text: string }
  /** What the user replied, and what they could have. */
  | { what: 'reply'; seq: number; question: Question; reply: Reply; replies: readonly Reply[] }
  /** What was on the page as it was read then. */
  | { what: 'page'; seq: number; elements: readonly Pick<PageElement, 'ref' | 'role' | 'name'>[] };

/** One of them, as it might have been. */
export type InputChange =
  | { what: 'task'; text: string }
  | { what: 'said'; seq: number; text: string }
  | { what: 'reply'; seq: number; reply: Reply }
  /** An element by another name; without a name: it was not there. */
  | { what: 'page'; seq: number; ref: string; name?: string };

/**
 * Why nothing is known beyond. `over`: the run ends. `act`: another act would be done, and nobody saw what the page makes of it. `model`:
 * a model would be asked something else. `reply`: the user would be asked something else, or would have seen something else. `page`: the
 * page would be looked at when nobody looked. `untaped`: what came in there was not kept. `build`: this version goes another way before.
 */
export type WhatIfEnd = 'over' | 'act' | 'model' | 'reply' | 'page' | 'untaped' | 'build';

/** How a run would have gone with one input changed. */
export interface WhatIf {
  /** As far as that can be known; those before `changed` are the recorded ones. */
  records: JournalRecord[];
  /** Seq of the first record that the change can reach. */
  changed: number;
  /** Where the records first differ, beside the input itself; undefined where they do not. */
  difference?: Difference;
  end: WhatIfEnd;
}
