import * as v from 'valibot';

import { Ref } from './action.ts';

/** What an element takes: decides which actions may name it. */
export const KINDS = ['press', 'text', 'select', 'check', 'link'] as const;

/** One thing on the page that can be acted on. All texts are page text: data, one line, clipped by the reader. */
export const PageElement = v.object({
  ref: Ref,
  /** press: click; link: click (has href); text: type or click; select: select; check: check or click (checkbox, radio, switch). */
  kind: v.picklist(KINDS),
  /** ARIA role, native or given. */
  role: v.string(),
  /** Accessible name; '' where there is none. At most 120 characters. */
  name: v.string(),
  /** Current value of text and select kinds; never that of a secret field. At most 200 characters. */
  value: v.optional(v.string()),
  /** Checked state of check kinds. */
  checked: v.optional(v.boolean()),
  /** `disabled`, `readonly`, `required`, `invalid`, `expanded`, `collapsed`, `pressed`, `selected`, `current`, `focused`, `offscreen`, `hidden`, `covered`. */
  states: v.array(v.string()),
  /** For text kinds: input type (`text`, `email`, `password`, `date`, `textarea`, `contenteditable`, ...). */
  inputType: v.optional(v.string()),
  /** Labels of the options of a select: the first 50. */
  options: v.optional(v.array(v.string())),
  optionCount: v.optional(v.number()),
  /** Absolute URL of a link, at most 500 characters. */
  href: v.optional(v.string()),
  /** Name of the group, form, dialog or landmark it lies in. */
  group: v.optional(v.string()),
  /** Text near a nameless control. */
  near: v.optional(v.string()),
  placeholder: v.optional(v.string()),
  /** Validation message where invalid. */
  message: v.optional(v.string()),
  /** A click would submit a form; with the form's method and action origin. */
  submits: v.optional(v.object({ method: v.string(), origin: v.string() })),
  /** Password, one-time code, card fields: never read, never typed from model output. */
  secret: v.optional(v.boolean()),
  download: v.optional(v.boolean()),
});
export type PageElement = v.InferOutput<typeof PageElement>;

/** One frame's part of a snapshot, as its content script gives it. */
export const FrameSnapshot = v.object({
  url: v.string(),
  origin: v.string(),
  title: v.string(),
  /** BCP 47, '' where the page says none. */
  lang: v.string(),
  dir: v.picklist(['ltr', 'rtl']),
  /** Same value while the document lives; a new one after navigation. */
  documentKey: v.string(),
  elements: v.array(PageElement),
  /** Elements found, of which `elements` are the first 1,500. */
  elementTotal: v.number(),
  /** h1 to h3, at most 60. */
  headings: v.array(v.object({ level: v.number(), text: v.string() })),
  selection: v.string(),
  /** CSS pixels. */
  scroll: v.object({ y: v.number(), height: v.number(), page: v.number() }),
  /** Text length of body, characters. */
  textLength: v.number(),
  /** An alert, error or status text that is on the page now (role=alert, role=status, aria-invalid messages, open dialog's name). */
  notices: v.array(v.string()),
  /** Elements of frames and closed roots that could not be read. */
  unread: v.number(),
});
export type FrameSnapshot = v.InferOutput<typeof FrameSnapshot>;

/** The page as the loop knows it: frames joined, refs of other frames prefixed `f1`, `f2`, ... */
export const PageSnapshot = v.object({
  ...FrameSnapshot.entries,
  tabId: v.number(),
  at: v.number(),
  frames: v.array(v.object({ key: v.string(), frameId: v.number(), origin: v.string(), documentKey: v.string() })),
});
export type PageSnapshot = v.InferOutput<typeof PageSnapshot>;

export const Article = v.object({
  title: v.string(),
  url: v.string(),
  origin: v.string(),
  lang: v.string(),
  byline: v.optional(v.string()),
  /** Main text as markdown, well-formed Unicode, at most 200,000 characters. */
  markdown: v.string(),
  /** True where the page has more than was read. */
  cut: v.boolean(),
  /** `article`: Readability found one; `body`: the visible text of the page instead. */
  from: v.picklist(['article', 'body']),
});
export type Article = v.InferOutput<typeof Article>;

/** What an act did, as the content script saw it once the page had settled. */
export const Change = v.object({
  url: v.optional(v.object({ from: v.string(), to: v.string() })),
  title: v.optional(v.string()),
  /** The document went away (navigation); nothing more was seen from inside. */
  navigated: v.optional(v.boolean()),
  added: v.number(),
  removed: v.number(),
  /** Elements whose value or state is another now: `e3 value "Ada"`. At most 20. */
  changed: v.array(v.object({ ref: Ref, name: v.string(), what: v.string() })),
  /** New notices: alert, status, error, dialog. */
  notices: v.array(v.string()),
  /**
   * Address of a new tab that the act asked for. Browsers block the new tabs of clicks that no person made: whoever reads this looks
   * whether one came, and opens it if not.
   */
  newTab: v.optional(v.string()),
  /** The page, or its main box, stands elsewhere now; CSS pixels from the top. */
  scrolled: v.optional(v.object({ from: v.number(), to: v.number() })),
  settledMs: v.number(),
});
export type Change = v.InferOutput<typeof Change>;

/** How to take a deed back; data only, carried in the journal. */
export const Undo = v.variant('do', [
  v.object({ do: v.literal('value'), ref: Ref, value: v.string() }),
  v.object({ do: v.literal('check'), ref: Ref, on: v.boolean() }),
  v.object({ do: v.literal('scroll'), y: v.number() }),
  v.object({ do: v.literal('goto'), url: v.string() }),
]);
export type Undo = v.InferOutput<typeof Undo>;
