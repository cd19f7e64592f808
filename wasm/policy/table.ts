/** What each rule says. `final` is never a plain yes; doubt counts as final. lib/policy/rules.ts has the names, in this order. */
export const ASK = 1;
export const FINAL = 3;

export namespace Rule {
  // Rules 0 to 22 are the verbs that need no more than their own name.
  export const close: i32 = 12;
  export const goto: i32 = 14;
  export const click: i32 = 21;
  export const key: i32 = 23;
  /** A form sent by GET: a search, a filter. */
  export const submit_get: i32 = 24;
  export const download: i32 = 25;
  /** A tool of the page does what its page wrote. */
  export const page_tool: i32 = 26;
  /** The tab where the user was: what they wrote in it may be lost. */
  export const close_first: i32 = 27;
  export const leaves_site: i32 = 28;
  /** Opens another program: mailto:, tel:, ... */
  export const opens_app: i32 = 29;
  /** A form sent by POST, or one whose method is not known. */
  export const submits: i32 = 30;
  /** The name says that it sends, buys, deletes, promises. */
  export const final_word: i32 = 31;
  /** Nothing says what it does. */
  export const unnamed: i32 = 32;
  /** A key whose effect the page decides. */
  export const unknown_key: i32 = 33;
  /** A ref that is not on the page as it was seen. */
  export const unknown_element: i32 = 34;
  /** Neither http nor https. */
  export const scheme: i32 = 35;
  /** A password, code or card field, and the value is not from the user's own words. */
  export const secret: i32 = 36;
  /** What was read at one site would be entered at another. */
  export const carries: i32 = 37;
  /** A site that the user neither began at, nor named, nor said yes to. */
  export const strayed: i32 = 38;
  /** The user's rules for the site. */
  export const site_ask: i32 = 39;
  export const site_read: i32 = 40;
  export const site_never: i32 = 41;
  /** A secret of the user goes into the field that it is for. */
  export const give: i32 = 43;
  /** The same, and it was not the user who said so. */
  export const give_asked: i32 = 44;
  /** Another origin, no field for such a secret, or nobody knows it. */
  export const give_unfit: i32 = 45;
  /** A tool in the sandbox that can change nothing outside of it. */
  export const own_tool: i32 = 46;
  /** One that can, and the user has not granted all that it asks for. */
  export const own_tool_reaches: i32 = 47;
  /** Code that the user has seen in this run, and code that they have not. */
  export const own_code: i32 = 48;
  export const code_unseen: i32 = 49;
  /** A tool that can change nothing outside, and the user has not granted all that it asks for. */
  export const own_tool_asks: i32 = 50;
  /** One that can, by the user's grant. */
  export const own_tool_granted: i32 = 51;
}
/** Facts that are not in the format. */
export const MALFORMED: i32 = 42;
export const RULES: i32 = 52;

// answer wait scroll hover mark copy look find more switch | forward reload close back goto | drag set paste type select check click
// upload | key submit_get download page_tool close_first leaves_site opens_app submits final_word unnamed unknown_key unknown_element
// scheme secret carries strayed site_ask site_read site_never malformed give give_asked give_unfit
// own_tool own_tool_reaches own_code code_unseen own_tool_asks own_tool_granted
export const ALLOW = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1,
  1, 2, 2, 1, 0, 1, 2, 0, 1, 0, 1, 1, 0,
]);
export const REVERSIBILITY = memory.data<u8>([
  0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 2, 3, 1, 2, 2, 3, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2,
  1, 1, 1, 3, 2, 2, 3, 0, 3, 0, 0, 0, 2,
]);
