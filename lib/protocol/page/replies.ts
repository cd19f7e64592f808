import * as v from 'valibot';

import { Article, FrameSnapshot, Outcome, PageFacts, PageTable, Place } from '@/lib/contracts/index.ts';

/** What the background takes for an answer. Apart from the requests: content scripts do not carry it. */
export const PAGE_REPLIES = {
  'page.snapshot': FrameSnapshot,
  'page.article': Article,
  /** `next`: where the next part begins; the size of the file once this is the last. */
  'page.pdf': v.object({ base64: v.string(), next: v.number(), size: v.number() }),
  'page.facts': PageFacts,
  'page.tables': v.array(PageTable),
  'page.show': v.object({ shown: v.boolean() }),
  /** `anchor`: where its block is, for `page.show`. */
  'page.selection': v.object({ text: v.string(), block: v.string(), anchor: v.optional(v.string()) }),
  /**
   * `heard`: dialogs that the guard dismissed, as JSON from the page's own world. `saw`: where it was wanted, and the document is there:
   * a look as the last one was asked for.
   */
  'page.perform': v.object({
    ...Outcome.entries,
    heard: v.optional(v.unknown()),
    saw: v.optional(FrameSnapshot),
  }),
  'page.undo': Outcome,
  'page.recall': v.object({ documentKey: v.string(), seen: v.boolean(), outcome: v.optional(Outcome) }),
  /** Null where nobody can tell: inside a frame of another site. CSS pixels. */
  'page.locate': v.nullable(
    v.object({
      point: v.object({ x: v.number(), y: v.number() }),
      box: v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() }),
    }),
  ),
  'page.here': v.nullable(Place),
} as const;
type Replies = { [T in keyof typeof PAGE_REPLIES]: v.InferOutput<(typeof PAGE_REPLIES)[T]> };
export type PageReply<R extends { type: keyof Replies }> = Replies[R['type']];
