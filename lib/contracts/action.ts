import * as v from 'valibot';

/** Ref of an element: `e12` in the top frame, `f2e12` in the second other frame. */
export const Ref = v.pipe(v.string(), v.regex(/^(f\d{1,4})?e\d{1,6}$/));

/** Key of the frame that a ref lies in: '' for the top frame, `f2` for `f2e12`. */
export function frameKeyOf(ref: string): string {
  return /^f\d+/u.exec(ref)?.[0] ?? '';
}

/** Keys with a name that Locus presses, as `KeyboardEvent.key`. */
export const KEYS = ['Enter', 'Escape', 'Tab', 'Backspace', 'Delete', 'Space',
  'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'] as const; // prettier-ignore
export const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta'] as const;

export const MAX_TYPED = 4000;
export const MAX_CODE = 8000;
/** What code for one task may be written in. */
export const CODE_LANGUAGES = ['js', 'py'] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

const Modifiers = v.optional(v.pipe(v.array(v.picklist(MODIFIERS)), v.maxLength(MODIFIERS.length)));
/** A named key, or one character as the keyboard types it (`a`, `?`). */
const Key = v.pipe(v.string(), v.regex(new RegExp(`^(?:${KEYS.join('|')}|[^\\p{Cc}\\p{Cs}])$`, 'u')));
/** CSS pixels: from the top left corner of the element, or (drag) from where the pointer went down. */
const Offset = v.strictObject({ x: v.number(), y: v.number() });
const Url = v.pipe(v.string(), v.maxLength(2048));

/** What a content script is asked to do. Apart from the rest: each tab pays for what its script can read. */
export const PageDeed = v.variant('do', [
  v.strictObject({
    do: v.literal('click'),
    ref: Ref,
    /** One left click where absent. `right` opens context menus that the page itself draws. */
    how: v.optional(v.picklist(['double', 'right', 'middle'])),
    with: Modifiers,
    at: v.optional(Offset),
  }),
  v.strictObject({ do: v.literal('hover'), ref: Ref }),
  v.strictObject({
    do: v.literal('drag'),
    ref: Ref,
    /** Onto, before or after another element; or by an offset. One of `to` and `by` is there. */
    to: v.optional(Ref),
    place: v.optional(v.picklist(['on', 'before', 'after'])),
    by: v.optional(Offset),
  }),
  v.strictObject({
    do: v.literal('type'),
    ref: Ref,
    text: v.pipe(v.string(), v.maxLength(MAX_TYPED)),
    /** `replace` (default) clears first; `append` adds at the end; `keys` clears, then sends each character as its own key. */
    how: v.optional(v.picklist(['replace', 'append', 'keys'])),
  }),
  v.strictObject({
    do: v.literal('select'),
    ref: Ref,
    /** Label of an option of a native select, a custom one (ARIA combobox or listbox), or a menu that a click opens. */
    option: v.string(),
    /** For lists that take several: `add` and `remove` leave the other choices alone; `only` (default) does not. */
    how: v.optional(v.picklist(['only', 'add', 'remove'])),
  }),
  v.strictObject({ do: v.literal('check'), ref: Ref, on: v.boolean() }),
  /** Date, time, colour, number and range fields, and ARIA sliders and spin buttons. */
  v.strictObject({ do: v.literal('set'), ref: Ref, value: v.pipe(v.string(), v.maxLength(200)) }),
  v.strictObject({ do: v.literal('press'), key: Key, ref: v.optional(Ref), with: Modifiers }),
  v.strictObject({
    do: v.literal('scroll'),
    /** `view`: `ref` comes into view, or the heading with that text. */
    to: v.picklist(['up', 'down', 'top', 'bottom', 'left', 'right', 'view']),
    ref: v.optional(Ref),
    text: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  }),
  /** Selects a stretch of the text of `ref`; all of it without `text`. */
  v.strictObject({ do: v.literal('mark'), ref: Ref, text: v.optional(v.pipe(v.string(), v.maxLength(1000))) }),
  /** The text of `ref` (its value, or what is selected in it) into Locus's own clipboard of this run, never the system's. */
  v.strictObject({ do: v.literal('copy'), ref: Ref }),
  /** `text` is filled in by the loop with what the run copied last; a decision leaves it out. */
  v.strictObject({ do: v.literal('paste'), ref: Ref, text: v.optional(v.pipe(v.string(), v.maxLength(20_000))) }),
  /** A file that the user gave with the task, by its number there, from 1. */
  v.strictObject({ do: v.literal('upload'), ref: Ref, file: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  /** A secret that the user gave for the site of the field (lib/contracts/secret.ts), by its handle: no decision has its value. */
  v.strictObject({ do: v.literal('give'), ref: Ref, secret: v.pipe(v.string(), v.regex(/^s\d{1,6}$/)) }),
  /** Sends the form that `ref` lies in, as Enter in a field of it would. */
  v.strictObject({ do: v.literal('submit'), ref: Ref }),
  v.strictObject({ do: v.literal('wait'), for: v.variant('what', [
    v.strictObject({ what: v.literal('text'), text: v.pipe(v.string(), v.maxLength(200)) }),
    v.strictObject({ what: v.literal('gone'), ref: Ref }),
    /** An element with that accessible name (folded), of that role where given. */
    v.strictObject({ what: v.literal('element'), name: v.pipe(v.string(), v.maxLength(200)), role: v.optional(v.string()) }),
    /** No request ended and the page did not change for half a second. One that is under way is seen when it ends. */
    v.strictObject({ what: v.literal('quiet') }),
    /** The address contains this. */
    v.strictObject({ what: v.literal('url'), text: v.pipe(v.string(), v.maxLength(500)) }),
    v.strictObject({ what: v.literal('time'), ms: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(30_000)) }),
  ]) }), // prettier-ignore
  /** A tool that the page declares (WebMCP); `input` is JSON text, checked against its schema. */
  v.strictObject({
    do: v.literal('call'),
    tool: v.pipe(v.string(), v.maxLength(128)),
    input: v.pipe(v.string(), v.maxLength(MAX_TYPED)),
  }),
]);
export type PageDeed = v.InferOutput<typeof PageDeed>;

/** Done by the browser. */
const InTabs = v.variant('do', [
  v.strictObject({ do: v.literal('goto'), url: Url }),
  v.strictObject({ do: v.literal('back') }),
  v.strictObject({ do: v.literal('forward') }),
  v.strictObject({ do: v.literal('reload') }),
  /** A new tab, where the run goes on. */
  v.strictObject({ do: v.literal('open'), url: Url }),
  /** Goes on in another tab of this run: 1 is where it began, 2 the first that it opened. No other tab can be named. */
  v.strictObject({ do: v.literal('switch'), tab: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.strictObject({ do: v.literal('close'), tab: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
]);

/** Done by the loop. */
const Glances = v.variant('do', [
  /** Looks closer at a list, a region or an element: the next view unfolds it. `part`: which part of it, from 1. */
  v.strictObject({ do: v.literal('look'), ref: Ref, part: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
  /** Looks for words: the next view is about what holds them. */
  v.strictObject({ do: v.literal('find'), text: v.pipe(v.string(), v.maxLength(200)) }),
  /** The next part of the page in reading order. */
  v.strictObject({ do: v.literal('more') }),
]);

/** Done by the user's own tools: neither the page nor the tab hears of it. */
const InSandbox = v.variant('do', [
  /**
   * A tool of the user's own, in its sandbox. `input` as its schema says; what of it the page is to give is left out, and `from` names it:
   * a table by its ref, or the page's text. Rows and text are put in by the loop: no model copies them.
   */
  v.strictObject({
    do: v.literal('use'),
    tool: v.pipe(v.string(), v.maxLength(64)),
    from: v.optional(v.union([Ref, v.literal('page')])),
    input: v.record(v.string(), v.unknown()),
  }),
  /** Code for this one task: in the sandbox, with what the page says as its only input. Without a language it is JavaScript. */
  v.strictObject({
    do: v.literal('run'),
    language: v.optional(v.picklist(CODE_LANGUAGES)),
    code: v.pipe(v.string(), v.maxLength(MAX_CODE)),
  }),
]);

/**
 * The closed union of what Locus can do. Keys are in the order of the fixed layout (see lib/loop/grammar): `do` first, then as
 * written here. Whatever is not in here cannot be decided. Optional keys are for rules, solvers and capable engines; the grammar of
 * a small model leaves most of them out.
 */
export const Action = v.variant('do', [
  PageDeed,
  InTabs,
  Glances,
  InSandbox,
  /** Ends the run with an answer for the user (markdown). The only action without effect on the page or the tab. */
  v.strictObject({ do: v.literal('answer'), text: v.string() }),
]);
export type Action = v.InferOutput<typeof Action>;
/** Deeds in the sandbox: neither the page nor the tab hears of them. */
export type SandboxDeed = Extract<Action, { do: 'use' | 'run' }>;
export function isSandboxDeed(action: Action): action is SandboxDeed {
  return action.do === 'use' || action.do === 'run';
}
/** Code for one task, and its language. */
export interface TaskCode {
  language: CodeLanguage;
  code: string;
}
export function codeOf({ language = 'js', code }: Extract<Action, { do: 'run' }>): TaskCode {
  return { language, code };
}
/** What reaches the page or the tab. */
export type Deed = Exclude<Action, { do: 'answer' } | SandboxDeed>;

/** Deeds that only change what the next view shows: the loop does them itself. */
export type Glance = Extract<Action, { do: 'look' | 'find' | 'more' }>;
export function isGlance(action: Action): action is Glance {
  return action.do === 'look' || action.do === 'find' || action.do === 'more';
}

const TAB_DEEDS = ['goto', 'back', 'forward', 'reload', 'open', 'switch', 'close'] as const;
/** Deeds that the browser does, not the page. */
export type TabDeed = Extract<Action, { do: (typeof TAB_DEEDS)[number] }>;
export function isTabDeed(action: Action): action is TabDeed {
  return TAB_DEEDS.some((each) => each === action.do);
}
