import type { Verdict } from '@/lib/contracts/index.ts';

/**
 * What each rule says. `final` is never a plain yes; doubt counts as final. The panel words a rule by `reason_<rule>`.
 * Issue: this table moves into WebAssembly later; until then it is the whole policy.
 */
export const TABLE = {
  /** Words for the user. */
  answer: { allow: 'yes', reversibility: 'read' },
  wait: { allow: 'yes', reversibility: 'read' },
  scroll: { allow: 'yes', reversibility: 'reversible' },
  hover: { allow: 'yes', reversibility: 'reversible' },
  mark: { allow: 'yes', reversibility: 'reversible' },
  copy: { allow: 'yes', reversibility: 'read' },
  look: { allow: 'yes', reversibility: 'read' },
  find: { allow: 'yes', reversibility: 'read' },
  more: { allow: 'yes', reversibility: 'read' },
  forward: { allow: 'yes', reversibility: 'compensable' },
  reload: { allow: 'yes', reversibility: 'compensable' },
  switch: { allow: 'yes', reversibility: 'reversible' },
  close: { allow: 'yes', reversibility: 'compensable' },
  drag: { allow: 'yes', reversibility: 'compensable' },
  set: { allow: 'yes', reversibility: 'reversible' },
  paste: { allow: 'yes', reversibility: 'reversible' },
  type: { allow: 'yes', reversibility: 'reversible' },
  select: { allow: 'yes', reversibility: 'reversible' },
  check: { allow: 'yes', reversibility: 'reversible' },
  key: { allow: 'yes', reversibility: 'reversible' },
  back: { allow: 'yes', reversibility: 'compensable' },
  goto: { allow: 'yes', reversibility: 'compensable' },
  click: { allow: 'yes', reversibility: 'compensable' },
  /** A form sent by GET: a search, a filter. */
  submit_get: { allow: 'yes', reversibility: 'compensable' },
  download: { allow: 'ask', reversibility: 'compensable' },
  /** A file of the user's goes to the page. */
  upload: { allow: 'ask', reversibility: 'final' },
  /** A tool of the page does what its page wrote. */
  page_tool: { allow: 'ask', reversibility: 'final' },
  /** The tab where the user was: what they wrote in it may be lost. */
  close_first: { allow: 'ask', reversibility: 'compensable' },
  leaves_site: { allow: 'ask', reversibility: 'compensable' },
  /** Opens another program: mailto:, tel:, ... */
  opens_app: { allow: 'ask', reversibility: 'compensable' },
  /** A form sent by POST, or one whose method is not known. */
  submits: { allow: 'ask', reversibility: 'final' },
  /** The name says that it sends, buys, deletes, promises. */
  final_word: { allow: 'ask', reversibility: 'final' },
  /** Nothing says what it does. */
  unnamed: { allow: 'ask', reversibility: 'final' },
  /** A key whose effect the page decides. */
  unknown_key: { allow: 'ask', reversibility: 'final' },
  /** A ref that is not on the page as it was seen. */
  unknown_element: { allow: 'ask', reversibility: 'final' },
  /** Neither http nor https. */
  scheme: { allow: 'no', reversibility: 'final' },
  /** A password, code or card field, and the value is not from the user's own words. */
  secret: { allow: 'no', reversibility: 'final' },
} as const satisfies Record<string, Omit<Verdict, 'rule'>>;

export type Rule = keyof typeof TABLE;

const ALLOW = ['yes', 'ask', 'no'] as const;
const REVERSIBILITY = ['read', 'reversible', 'compensable', 'final'] as const;

/** The strictest of the rules that fit; the last of equals. So one more rule that fits never gives more permission. */
export function strictest(rules: readonly [Rule, ...Rule[]]): Verdict {
  const [first, ...others] = rules;
  let worst: Rule = first;
  for (const rule of others) if (severity(rule) >= severity(worst)) worst = rule;
  return { ...TABLE[worst], rule: worst };
}

function severity(rule: Rule): number {
  const { allow, reversibility } = TABLE[rule];
  return ALLOW.indexOf(allow) * REVERSIBILITY.length + REVERSIBILITY.indexOf(reversibility);
}
