import * as v from 'valibot';

import { Ref } from './action.ts';

/** What an element takes: decides which actions may name it. */
export const KINDS = ['press', 'text', 'select', 'check', 'link'] as const;

/** One thing on the page that can be acted on. All texts are page text: data, one line, clipped by the reader. */
export const PageElement = v.object({
  ref: Ref,
  /** Place in reading order, among elements and texts of the snapshot. */
  at: v.number(),
  /** Line that it shares with other elements and texts: pieces of one paragraph, cell or label row. */
  block: v.number(),
  /** Index into `regions`: the innermost one it lies in. */
  region: v.optional(v.number()),
  /** Row of that list or table, from 1; the head of a table is row 0. */
  row: v.optional(v.number()),
  /** press: click; link: click (has href); text: type or click; select: select; check: check or click (checkbox, radio, switch). */
  kind: v.picklist(KINDS),
  /** ARIA role, native or given. */
  role: v.string(),
  /** Accessible name; '' where there is none. At most 120 characters. */
  name: v.string(),
  /** Current value of text and select kinds; never that of a secret field. At most 600 characters: of a longer one its two ends. */
  value: v.optional(v.string()),
  /** Checked state of check kinds. */
  checked: v.optional(v.boolean()),
  /**
   * `disabled`, `readonly`, `required`, `invalid`, `expanded`, `collapsed`, `pressed`, `selected`, `current`, `focused`, `mixed`,
   * `busy`, `popup` (opens a menu or dialog), `multiple`, `draggable`, `editable`, `offscreen`, `hidden`, `covered`.
   */
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
  /** Text that describes it (aria-describedby, title beside a name). At most 160 characters. */
  description: v.optional(v.string()),
  /** Of fields and sliders, as written: `{ min: '0', max: '10', step: '1', pattern: '[0-9]+' }`. */
  limits: v.optional(v.record(v.picklist(['min', 'max', 'step', 'pattern', 'length']), v.string())),
  /** What it looks like, where nothing else tells: `red circle 20x20`. Shapes of drawings, nameless boxes, canvases. */
  look: v.optional(v.string()),
  /** CSS pixels in the viewport, for what has a look or can be dragged. */
  box: v.optional(v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() })),
  /** Validation message where invalid. */
  message: v.optional(v.string()),
  /** A click would submit a form; with the form's method and action origin. */
  submits: v.optional(v.object({ method: v.string(), origin: v.string() })),
  /** Of a field of one line: Enter in it would submit its form, whatever buttons that has. */
  enters: v.optional(v.object({ method: v.string(), origin: v.string() })),
  /** Password, one-time code, card fields: never read, never typed from model output. */
  secret: v.optional(v.boolean()),
  download: v.optional(v.boolean()),
});
export type PageElement = v.InferOutput<typeof PageElement>;

/** A piece of text between the elements. What is inside an element's name is not here again. */
export const PageText = v.object({
  at: v.number(),
  block: v.number(),
  region: v.optional(v.number()),
  row: v.optional(v.number()),
  /** One line, at most 600 characters; ends with `…` where it was cut. */
  text: v.string(),
  /** 1 to 6 for headings. */
  level: v.optional(v.number()),
  /** Of text in a drawing, which says little without its place. CSS pixels in the viewport. */
  box: v.optional(v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() })),
  /** `offscreen` is not given for text. `covered`: behind an open dialog. */
  covered: v.optional(v.boolean()),
});
export type PageText = v.InferOutput<typeof PageText>;

/** A part of the page that holds others: landmark, dialog, form, group, list, table, menu, frame. In reading order, outer first. */
export const PageRegion = v.object({
  /** What `look` names. */
  ref: Ref,
  /** ARIA role (`dialog`, `navigation`, `list`, `table`, `listbox`, `form`, `group`, ...) or `frame`. */
  role: v.string(),
  name: v.string(),
  /** Index of the region around it. */
  outer: v.optional(v.number()),
  /** Lists and tables: rows in all, head left out, and those of which something is in this snapshot. */
  rows: v.optional(v.number()),
  rowsHere: v.optional(v.number()),
  /** It lies over the rest: an open dialog, menu or listbox. */
  top: v.optional(v.boolean()),
  /** Frames: where its document is from. */
  origin: v.optional(v.string()),
});
export type PageRegion = v.InferOutput<typeof PageRegion>;

/** An iframe as the document around it sees it. */
export const FrameHole = v.object({
  /** Index in `window.frames`; -1 in a shadow root. */
  index: v.number(),
  at: v.number(),
  region: v.optional(v.number()),
  ref: Ref,
  name: v.string(),
  /** Origin of its `src`; '' where unknown. */
  origin: v.string(),
  box: v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() }),
  visible: v.boolean(),
});
export type FrameHole = v.InferOutput<typeof FrameHole>;

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
  /** In reading order, but what lies on top first. Chosen by the ask where the page has more than one snapshot holds. */
  elements: v.array(PageElement),
  /** Elements found on the page. */
  elementTotal: v.number(),
  texts: v.array(PageText),
  /** Characters of text found on the page outside of elements' names, and of those the ones in `texts`. */
  textTotal: v.number(),
  regions: v.array(PageRegion),
  holes: v.array(FrameHole),
  /** Indices in `window.frames` from the top document down to this one; [] in the top document; -1 where one is in a shadow root. */
  path: v.array(v.number()),
  /** Parts of which this is one, and which; 1 of 1 where all is here. */
  part: v.object({ number: v.number(), of: v.number() }),
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

/** A document in which nothing was seen; which document that is goes beside it. */
export const NOTHING_SEEN: Omit<FrameSnapshot, 'url' | 'origin' | 'title' | 'documentKey'> = {
  lang: '',
  dir: 'ltr',
  elements: [],
  elementTotal: 0,
  texts: [],
  textTotal: 0,
  regions: [],
  holes: [],
  path: [],
  part: { number: 1, of: 1 },
  selection: '',
  scroll: { y: 0, height: 0, page: 0 },
  textLength: 0,
  notices: [],
  unread: 0,
};

/** The page as the loop knows it: frames joined, refs of other frames prefixed `f1`, `f2`, ... */
export const PageSnapshot = v.object({
  ...FrameSnapshot.entries,
  tabId: v.number(),
  at: v.number(),
  frames: v.array(v.object({ key: v.string(), frameId: v.number(), origin: v.string(), documentKey: v.string() })),
  /** Visible frames that could not be read: the browser lets Locus into them only where the user allows their site. */
  closedFrames: v.array(v.object({ ref: Ref, origin: v.string(), name: v.string() })),
});
export type PageSnapshot = v.InferOutput<typeof PageSnapshot>;

export const Article = v.object({
  title: v.string(),
  url: v.string(),
  origin: v.string(),
  lang: v.string(),
  byline: v.optional(v.string()),
  /** Same value while the document lives: anchors count there only. */
  documentKey: v.string(),
  /** Main text as markdown, well-formed Unicode, at most 400,000 characters. */
  markdown: v.string(),
  /** Where each block of `markdown` is on the page: `[start, end)` in UTF-16 units, in order, without overlap. */
  blocks: v.array(v.object({ anchor: v.string(), start: v.number(), end: v.number(), page: v.optional(v.number()) })),
  /** What the page says of itself beside its text (author, date, price), by its meta tags and structured data; at most 24. */
  facts: v.optional(v.array(v.object({ name: v.string(), value: v.string() }))),
  /** True where the page has more than was read. */
  cut: v.boolean(),
  /** `article`: Readability found one; `body`: the visible text of the page instead; `pdf`: the text of a PDF, by page. */
  from: v.picklist(['article', 'body', 'pdf']),
});
export type Article = v.InferOutput<typeof Article>;

/** What a page says of itself, for those who read and those who cite. All texts are page text. */
export const PageFacts = v.object({
  url: v.string(),
  title: v.string(),
  lang: v.string(),
  canonical: v.optional(v.string()),
  /** Open Graph and common meta tags, by name; at most 40. */
  meta: v.record(v.string(), v.string()),
  /** JSON-LD as it stands, parsed; at most 20 pieces and 20,000 characters. */
  structured: v.array(v.unknown()),
  forms: v.array(v.object({ name: v.string(), method: v.string(), fields: v.array(v.string()) })),
  headings: v.array(v.object({ level: v.number(), text: v.string() })),
});
export type PageFacts = v.InferOutput<typeof PageFacts>;

/** A tool that the page declares (WebMCP). Name, description and schema are page text. */
export const PageTool = v.object({
  name: v.string(),
  description: v.string(),
  /** JSON Schema, as the page gave it. */
  inputSchema: v.unknown(),
  readOnly: v.boolean(),
});
export type PageTool = v.InferOutput<typeof PageTool>;

/** A dialog of the browser that the page opened, and what it was answered. */
export const PageDialog = v.object({
  type: v.picklist(['alert', 'confirm', 'prompt', 'beforeunload']),
  message: v.string(),
  accepted: v.boolean(),
});
export type PageDialog = v.InferOutput<typeof PageDialog>;

/** What an act did, as the content script saw it once the page had settled. */
export const Change = v.object({
  url: v.optional(v.object({ from: v.string(), to: v.string() })),
  title: v.optional(v.string()),
  /** The document went away (navigation); nothing more was seen from inside. */
  navigated: v.optional(v.boolean()),
  /** Elements of the document that came and went, whatever they are. */
  added: v.number(),
  removed: v.number(),
  /** Elements whose value or state is another now: `e3 value "Ada"`. At most 20. */
  changed: v.array(v.object({ ref: Ref, name: v.string(), what: v.string() })),
  /** What turned up and can be acted on, in the words of a snapshot. At most 40. */
  appeared: v.array(PageElement),
  /** New text, one line each, at most 20 of 200 characters. */
  texts: v.array(v.string()),
  /** Refs that were known and are gone. At most 100. */
  gone: v.array(Ref),
  /** New notices: alert, status, error, dialog. */
  notices: v.array(v.string()),
  dialogs: v.optional(v.array(PageDialog)),
  /** What the act began to download, as its link calls it; '' where no other page came, and nobody knows why. */
  download: v.optional(v.string()),
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

/** Nothing happened, as far as anybody saw. */
export const NO_CHANGE: Change = {
  added: 0,
  removed: 0,
  changed: [],
  appeared: [],
  texts: [],
  gone: [],
  notices: [],
  settledMs: 0,
};
