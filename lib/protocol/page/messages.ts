import * as v from 'valibot';

import { Ask, PageDeed, Undo } from '@/lib/contracts/index.ts';

/** What the background asks of a content script; each names one frame of one tab. Nothing else makes the page room work. */
export const PageRequest = v.variant('type', [
  /** `prefix` goes before each ref: '' in the top frame, `f1`, `f2`, ... in others. */
  v.object({ type: v.literal('page.snapshot'), prefix: v.string(), ask: Ask }),
  /** Answered by the second script, which is injected for it (entrypoints/article), as those of the PDF and of places are. */
  v.object({ type: v.picklist(['page.article', 'page.facts', 'page.selection']) }),
  /** Tables of the document: the one of that ref, or all. Answered by the second script, too. */
  v.object({ type: v.literal('page.tables'), ref: v.optional(v.string()) }),
  /** A part of the file where the tab is a PDF, from that byte on. */
  v.object({ type: v.literal('page.pdf'), offset: v.number() }),
  /** Brings an anchor of the article, or an element, into view and marks it for a moment. */
  /** Of another document than the one with that key nothing is shown: anchors count in their own only. */
  v.object({ type: v.literal('page.show'), anchor: v.string(), documentKey: v.optional(v.string()) }),
  /** The same `actId` twice is one act: the second request gets the first one's outcome. */
  v.object({
    type: v.literal('page.perform'),
    actId: v.string(),
    deed: PageDeed,
    /** Under this name somebody in the page's own world dismisses dialogs that the act opens, once told to (lib/page/dialogs.ts). */
    guard: v.optional(v.string()),
    /** For `upload`. */
    file: v.optional(v.object({ name: v.string(), type: v.string(), base64: v.string() })),
    outline: v.optional(v.boolean()),
    /** The answer is to have the look after the act in it. */
    looks: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal('page.undo'), actId: v.string(), undo: Undo }),
  v.object({ type: v.literal('page.recall'), actId: v.string() }),
  /** Brings an element into view and says where it is, in the top document's viewport; `focus` gives it the focus. */
  v.object({ type: v.literal('page.locate'), ref: v.string(), focus: v.boolean() }),
  /** The group of what lies under the pointer or has the focus. */
  v.object({ type: v.literal('page.here') }),
]);
export type PageRequest = v.InferOutput<typeof PageRequest>;

export const ToPage = v.object({ to: v.literal('page'), request: PageRequest });
