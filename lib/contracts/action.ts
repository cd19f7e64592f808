import * as v from 'valibot';

/** Ref of an element: `e12` in the top frame, `f2e12` in the second other frame. */
export const Ref = v.pipe(v.string(), v.regex(/^(f\d{1,4})?e\d{1,6}$/));

/** Key of the frame that a ref lies in: '' for the top frame, `f2` for `f2e12`. */
export function frameKeyOf(ref: string): string {
  return /^f\d+/u.exec(ref)?.[0] ?? '';
}

/** Keys that Locus presses, as `KeyboardEvent.key`. */
export const KEYS = ['Enter', 'Escape', 'Tab', 'Backspace', 'Delete', 'Space',
  'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'] as const; // prettier-ignore

export const MAX_TYPED = 4000;

/**
 * The closed union of what Locus can do. Keys are in the order of the fixed layout (see lib/loop/grammar): `do` first, then as
 * written here. Whatever is not in here cannot be decided.
 */
export const Action = v.variant('do', [
  v.strictObject({ do: v.literal('click'), ref: Ref }),
  v.strictObject({ do: v.literal('type'), ref: Ref, text: v.pipe(v.string(), v.maxLength(MAX_TYPED)) }),
  v.strictObject({ do: v.literal('select'), ref: Ref, option: v.string() }),
  v.strictObject({ do: v.literal('check'), ref: Ref, on: v.boolean() }),
  v.strictObject({ do: v.literal('press'), key: v.picklist(KEYS), ref: v.optional(Ref) }),
  v.strictObject({ do: v.literal('scroll'), to: v.picklist(['up', 'down', 'top', 'bottom']), ref: v.optional(Ref) }),
  v.strictObject({ do: v.literal('goto'), url: v.pipe(v.string(), v.maxLength(2048)) }),
  v.strictObject({ do: v.literal('back') }),
  v.strictObject({ do: v.literal('wait'), for: v.variant('what', [
    v.strictObject({ what: v.literal('text'), text: v.pipe(v.string(), v.maxLength(200)) }),
    v.strictObject({ what: v.literal('gone'), ref: Ref }),
    v.strictObject({ what: v.literal('time'), ms: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(30_000)) }),
  ]) }), // prettier-ignore
  /** Ends the run with an answer for the user (markdown). The only action without effect on the page or the tab. */
  v.strictObject({ do: v.literal('answer'), text: v.string() }),
]);
export type Action = v.InferOutput<typeof Action>;
/** What reaches the page or the tab. */
export type Deed = Exclude<Action, { do: 'answer' }>;
