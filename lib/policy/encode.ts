import type { Action, PageElement } from '@/lib/contracts/index.ts';

/** What a verdict is made from, and nothing else. Its bytes: docs/decisions/0010-policy-in-webassembly.md. */
export interface Facts {
  verb: Action['do'];
  flags: readonly (typeof ACT_FLAGS)[number][];
  /** The user's rules for the sites that the act reaches. */
  site: readonly (typeof SITE_FLAGS)[number][];
  /** Of `press`. */
  key: string;
  things: readonly Thing[];
}

/** An element that the act names or brings about, or the place that it goes to. */
export interface Thing {
  /** `target`: what is acted on, or has the focus. `button`: sends its form. `onto`: what is dropped on. `place`: an address to go to. */
  part: (typeof PARTS)[number];
  kind: (typeof THING_KINDS)[number];
  flags: readonly (typeof THING_FLAGS)[number][];
  /** Where it leads. `app`: mailto:, tel:, sms:. `other`: a scheme that Locus never opens. */
  address: (typeof ADDRESSES)[number];
  leads: readonly (typeof LEADS)[number][];
  /** How it sends a form. */
  method: (typeof METHODS)[number];
  /** The form goes to another origin. */
  sendsElsewhere: boolean;
  /** What it says of itself, and path and search of its address; both folded (see words.ts). */
  name: string;
  path: string;
}

/** In the order of wasm/policy/index.ts. */
export const VERBS = [
  'answer', 'wait', 'scroll', 'hover', 'mark', 'copy', 'look', 'find', 'more', 'switch', 'forward', 'reload', 'close', 'back', 'goto',
  'drag', 'set', 'paste', 'type', 'select', 'check', 'click', 'upload', 'open', 'submit', 'call', 'press', 'give', 'use', 'run',
] as const satisfies readonly Action['do'][]; // prettier-ignore
/**
 * `byUser`: the value is the user's own words. `missing`: an element that the act names is not there. `strayed`: the page is of a site
 * that the user neither began at, nor named, nor said yes to. `carried`: enters what may be from another site. `first`: of closing, the
 * tab where the user was. `shortcut`: with a modifier beside Shift. `unfit`: gives a secret that is not for this field at this origin.
 * `reaches`: of a tool in the sandbox, it may change something outside of it.
 */
export const ACT_FLAGS = ['byUser', 'missing', 'strayed', 'carried', 'first', 'shortcut', 'unfit', 'reaches'] as const;
/**
 * What the user said: their rules for the sites that the act reaches; `shown`: of code, yes to this very code in this run; `granted`: of a
 * tool, yes to all that it asks for here.
 */
export const SITE_FLAGS = ['ask', 'read', 'never', 'shown', 'granted'] as const;
export const PARTS = ['target', 'button', 'onto', 'place'] as const;
export const THING_KINDS = ['none', 'press', 'link', 'text', 'select', 'check'] as const satisfies readonly ('none' | PageElement['kind'])[]; // prettier-ignore
/** `link`: has the role of one. `lines`: a text area. `nameless`: nothing says what it is. */
export const THING_FLAGS = ['link', 'search', 'lines', 'secret', 'download', 'nameless'] as const;
export const ADDRESSES = ['none', 'unreadable', 'web', 'app', 'script', 'other'] as const;
/** `crosses`: to a site that the user did not name. `elsewhere`: of another origin. `here`: the very page. `spoken`: the user wrote it. */
export const LEADS = ['crosses', 'elsewhere', 'here', 'spoken'] as const;
export const METHODS = ['none', 'get', 'dialog', 'post', 'other'] as const;

const VERSION = 1;
/** Most units of a text, and things of an act, that the format has room for. */
const MOST = 0xffff;

/** The facts as bytes. What does not fit gives no bytes, which are no facts: doubt. */
export function encode({ verb, flags, site, key, things }: Facts): Uint8Array<ArrayBuffer> {
  if (things.length > MOST || [key, ...things.flatMap(({ name, path }) => [name, path])].some((text) => text.length > MOST)) return new Uint8Array(); // prettier-ignore
  const bytes = [
    VERSION,
    VERBS.indexOf(verb),
    bitsOf(SITE_FLAGS, site),
    bitsOf(ACT_FLAGS, flags),
    ...u16(things.length),
  ];
  pushText(bytes, key);
  for (const thing of things) {
    bytes.push(PARTS.indexOf(thing.part), THING_KINDS.indexOf(thing.kind), bitsOf(THING_FLAGS, thing.flags));
    bytes.push(ADDRESSES.indexOf(thing.address), bitsOf(LEADS, thing.leads), METHODS.indexOf(thing.method));
    bytes.push(thing.sendsElsewhere ? 1 : 0, 0);
    pushText(bytes, thing.name);
    pushText(bytes, thing.path);
  }
  return Uint8Array.from(bytes);
}

function bitsOf<F>(all: readonly F[], some: readonly F[]): number {
  return all.reduce((bits, flag, bit) => (some.includes(flag) ? bits | (1 << bit) : bits), 0);
}

function u16(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}

function pushText(bytes: number[], text: string): void {
  bytes.push(...u16(text.length));
  for (let at = 0; at < text.length; at++) bytes.push(...u16(text.charCodeAt(at)));
}
