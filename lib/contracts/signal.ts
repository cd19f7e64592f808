import * as v from 'valibot';

export const MAX_TASK = 20_000;

/** What the user wants. `ask` is free text: a question, a command, anything. */
export const Task = v.variant('kind', [
  v.object({ kind: v.literal('ask'), text: v.pipe(v.string(), v.maxLength(MAX_TASK)) }),
  v.object({ kind: v.literal('summarise') }),
  v.object({ kind: v.literal('explain') }),
]);
export type Task = v.InferOutput<typeof Task>;

/** A place on the page that the user pointed at ("act here"): the elements of that group come first. */
export const Place = v.object({ ref: v.string(), label: v.string() });
export type Place = v.InferOutput<typeof Place>;

/** Where a signal came from. Page text is data for ever; only a `user` signal may carry a task. */
export const Provenance = v.variant('from', [
  v.object({ from: v.literal('user'), by: v.picklist(['panel', 'shortcut', 'menu', 'omnibox', 'toolbar']) }),
  v.object({ from: v.literal('system'), what: v.picklist(['restart', 'alarm']) }),
  v.object({ from: v.literal('page'), origin: v.string() }),
]);
export type Provenance = v.InferOutput<typeof Provenance>;

/** A file that the user gave with a task; its bytes are in memory (lib/memory) under `id`. */
export const GivenFile = v.object({ id: v.string(), name: v.string(), type: v.string(), size: v.number() });
export type GivenFile = v.InferOutput<typeof GivenFile>;

export const Signal = v.object({
  id: v.string(),
  /** Milliseconds since the epoch. */
  at: v.number(),
  /** Minutes that the user's clock was ahead of UTC: what day "today" is. */
  zone: v.optional(v.number()),
  provenance: Provenance,
  tabId: v.number(),
  task: Task,
  place: v.optional(Place),
  files: v.optional(v.array(GivenFile)),
});
export type Signal = v.InferOutput<typeof Signal>;
