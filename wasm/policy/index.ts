// What may be done: takes the facts of one act, gives the verdict. Compiled by `npm run wasm` into wasm/build/policy.wasm. The bytes
// are described in docs/decisions/0010-policy-in-webassembly.md and written by lib/policy/encode.ts; whatever is not exactly of that
// format is doubt. Nothing is allocated and nothing is remembered between two calls.

import { ALLOW, ASK, FINAL, MALFORMED, REVERSIBILITY, Rule, RULES } from './table';
import { nameSaysFinal, linkSaysFinal, addressSaysFinal, dropSaysFinal, spells } from './words';

const base: usize = (__heap_base + 15) & ~15;
/** Most bytes of one act's facts: a page of a thousand buttons has less than half of it. */
const LIMIT: i32 = 4 * 1024 * 1024;
let room: i32 = 0;

/** Address where `length` bytes of facts go; 0 where there is no room for them. */
export function begin(length: i32): usize {
  room = 0;
  if (length < 0 || length > LIMIT) return 0;
  const end = base + <usize>length;
  const have = (<usize>memory.size()) << 16;
  if (end > have && memory.grow(<i32>((end - have + 0xffff) >>> 16)) < 0) return 0;
  room = length;
  return base;
}

/** Allow (0 yes, 1 ask, 2 no) and reversibility (0 read to 3 final) of a rule, as `allow | reversibility << 8`; -1 for no rule. */
export function row(rule: i32): i32 {
  if (rule < 0 || rule >= RULES) return -1;
  return <i32>load<u8>(ALLOW + <usize>rule) | ((<i32>load<u8>(REVERSIBILITY + <usize>rule)) << 8);
}

// The verdict so far: the strictest of the rules that fit; the last of equals. One more rule that fits never gives more permission.
let rule: i32 = 0;
let allow: i32 = 0;
let reversibility: i32 = 0;
let severity: i32 = -1;

function fits(one: i32): void {
  const allowed = <i32>load<u8>(ALLOW + <usize>one);
  const back = <i32>load<u8>(REVERSIBILITY + <usize>one);
  const own = allowed * 4 + back;
  if (own >= severity) {
    severity = own;
    rule = one;
    allow = allowed;
  }
  if (back > reversibility) reversibility = back;
}

// Verbs; those up to UPLOAD are rules of the same number.
const ANSWER = 0,
  WAIT = 1,
  SCROLL = 2,
  HOVER = 3,
  MARK = 4,
  COPY = 5,
  LOOK = 6,
  FIND = 7,
  MORE = 8,
  SWITCH = 9;
const FORWARD = 10,
  RELOAD = 11,
  CLOSE = 12,
  BACK = 13,
  GOTO = 14;
const DRAG = 15,
  SET = 16,
  PASTE = 17,
  TYPE = 18,
  SELECT = 19,
  CHECK = 20,
  CLICK = 21,
  UPLOAD = 22;
const OPEN = 23,
  SUBMIT = 24,
  CALL = 25,
  PRESS = 26,
  VERBS = 27;

// Flags of the act.
const BY_USER = 1,
  MISSING = 2,
  STRAYED = 4,
  CARRIED = 8,
  FIRST = 16,
  SHORTCUT = 32,
  FLAGS = 64;
// The user's rules for the sites that the act reaches; they add up.
const SITE_ASK = 1,
  SITE_READ = 2,
  SITE_NEVER = 4,
  SITES = 8;

// A thing that the act names or brings about: 8 bytes, two texts.
const TARGET = 0,
  BUTTON = 1,
  ONTO = 2,
  PLACE = 3,
  PARTS = 4;
const PRESS_KIND = 1,
  LINK_KIND = 2,
  TEXT_KIND = 3,
  SELECT_KIND = 4,
  KINDS = 6;
const LINK_ROLE = 1,
  SEARCH = 2,
  LINES = 4,
  SECRET = 8,
  DOWNLOAD = 16,
  NAMELESS = 32,
  THING_FLAGS = 64;
const NOWHERE = 0,
  UNREADABLE = 1,
  WEB = 2,
  APP = 3,
  SCRIPT = 4,
  ADDRESSES = 6;
const CROSSES = 1,
  ELSEWHERE = 2,
  HERE = 4,
  SPOKEN = 8,
  ADDRESS_FLAGS = 16;
const NO_FORM = 0,
  GET = 1,
  DIALOG = 2,
  METHODS = 5;

const THING: usize = 8;

function u8at(at: usize): i32 {
  return <i32>load<u8>(at);
}

function u16at(at: usize): i32 {
  return u8at(at) | (u8at(at + 1) << 8);
}

/** Where the address text of a thing begins (its length). */
function addressAt(thing: usize): usize {
  return thing + THING + 2 + ((<usize>u16at(thing + THING)) << 1);
}

function after(thing: usize): usize {
  const address = addressAt(thing);
  return address + 2 + ((<usize>u16at(address)) << 1);
}

function hasFlag(thing: usize, flag: i32): bool {
  return (u8at(thing + 2) & flag) != 0;
}

function isThing(at: usize): bool {
  return (
    u8at(at) < PARTS && u8at(at + 1) < KINDS && u8at(at + 2) < THING_FLAGS && u8at(at + 3) < ADDRESSES &&
    u8at(at + 4) < ADDRESS_FLAGS && u8at(at + 5) < METHODS && u8at(at + 6) < 2 && u8at(at + 7) == 0
  ); // prettier-ignore
}

let verb: i32 = 0;
let flags: i32 = 0;
let key: usize = 0;
let things: usize = 0;
let end: usize = 0;
let target: usize = 0;
let onto: usize = 0;
let place: usize = 0;

/** Reads the whole and remembers where what is; false for anything but the format. */
function isFacts(length: i32): bool {
  if (length < 8 || length > room) return false;
  end = base + <usize>length;
  target = 0;
  onto = 0;
  place = 0;
  verb = u8at(base + 1);
  flags = u8at(base + 3);
  if (u8at(base) != 1 || verb >= VERBS || u8at(base + 2) >= SITES || flags >= FLAGS) return false;
  const count = u16at(base + 4);
  key = base + 6;
  let at = key + 2 + ((<usize>u16at(key)) << 1);
  things = at;
  for (let i = 0; i < count; i++) {
    if (at > end || end - at < THING + 4 || !isThing(at)) return false;
    const name = (<usize>u16at(at + THING)) << 1;
    if (end - at < THING + 4 + name) return false;
    const part = u8at(at);
    if (part == TARGET) {
      if (target != 0) return false;
      target = at;
    } else if (part == ONTO) {
      if (onto != 0) return false;
      onto = at;
    } else if (part == PLACE) {
      if (place != 0) return false;
      place = at;
    }
    at = after(at);
  }
  return at == end;
}

/** The verdict of the facts that lie at `begin`'s address: `allow | reversibility << 8 | rule << 16`. Never traps. */
export function judge(length: i32): i32 {
  if (!isFacts(length)) return ASK | (FINAL << 8) | (MALFORMED << 16);
  severity = -1;
  reversibility = 0;
  const writes = choose();
  if ((flags & MISSING) != 0) fits(Rule.unknown_element);
  if (writes && (flags & STRAYED) != 0) fits(Rule.strayed);
  if ((flags & CARRIED) != 0) fits(Rule.carries);
  if (verb != ANSWER) bySite(u8at(base + 2), writes);
  return allow | (reversibility << 8) | (rule << 16);
}

function bySite(site: i32, writes: bool): void {
  if ((site & SITE_ASK) != 0 && (writes || verb > SWITCH)) fits(Rule.site_ask);
  if ((site & SITE_READ) != 0 && writes) fits(Rule.site_read);
  if ((site & SITE_NEVER) != 0) fits(Rule.site_never);
}

/** Which rules fit the act itself. True where it writes: changes the page or sends something, rather than looks or goes. */
function choose(): bool {
  if (verb <= UPLOAD && verb != CLICK && verb != GOTO) fits(verb);
  if (verb <= BACK) {
    if (verb == CLOSE && (flags & FIRST) != 0) fits(Rule.close_first);
    if (verb == COPY && target != 0 && hasFlag(target, SECRET)) fits(Rule.secret);
    return false;
  }
  if (verb == GOTO || verb == OPEN) {
    forPlace();
    return false;
  }
  if (verb == CLICK) return forClick(target) || (flags & MISSING) != 0;
  if (verb == CALL) fits(Rule.page_tool);
  else if (verb == SUBMIT) forSubmit();
  else if (verb == PRESS) forKey();
  else if (verb == DRAG) {
    if (onto != 0 && dropSaysFinal(onto + THING)) fits(Rule.final_word);
  } else if (target != 0 && hasFlag(target, SECRET)) {
    // Pasted is what a page said, whoever decided.
    if (verb == PASTE || (flags & BY_USER) == 0) fits(Rule.secret);
  }
  return true;
}

function forPlace(): void {
  fits(Rule.goto);
  if (place == 0 || u8at(place + 3) != WEB) {
    fits(Rule.scheme);
    return;
  }
  if ((u8at(place + 4) & CROSSES) != 0) fits(Rule.leaves_site);
  // A GET can delete too. Where the user wrote the address, they have read it.
  if ((u8at(place + 4) & SPOKEN) == 0 && addressSaysFinal(addressAt(place))) fits(Rule.final_word);
}

/** A link that only fetches another page of this site: by GET, which changes nothing where a site keeps to the rules. */
function isPlainLink(thing: usize): bool {
  return (
    u8at(thing + 1) == LINK_KIND && hasFlag(thing, LINK_ROLE) && !hasFlag(thing, DOWNLOAD) &&
    u8at(thing + 3) == WEB && (u8at(thing + 4) & (ELSEWHERE | HERE)) == 0
  ); // prettier-ignore
}

/** Gives whether the click writes. */
function forClick(thing: usize): bool {
  fits(Rule.click);
  if (thing == 0) return true;
  if (hasFlag(thing, DOWNLOAD)) fits(Rule.download);
  const plain = isPlainLink(thing);
  const address = u8at(thing + 3);
  let said = false;
  if (address == UNREADABLE || address == SCRIPT) fits(Rule.unnamed);
  else if (address == APP) fits(Rule.opens_app);
  else if (address == WEB) {
    if ((u8at(thing + 4) & CROSSES) != 0) fits(Rule.leaves_site);
    if ((u8at(thing + 4) & HERE) == 0 && addressSaysFinal(addressAt(thing))) said = true;
  } else if (address != NOWHERE) fits(Rule.scheme);
  // Text fields, selects and boxes only take the focus or flip; what they are called is their label, not what they do.
  const kind = u8at(thing + 1);
  if (kind == PRESS_KIND || kind == LINK_KIND) {
    if (hasFlag(thing, NAMELESS) && address == NOWHERE) fits(Rule.unnamed);
    if (plain ? linkSaysFinal(thing + THING) : nameSaysFinal(thing + THING)) said = true;
  }
  if (said) fits(Rule.final_word);
  const method = u8at(thing + 5);
  if (method != NO_FORM) {
    // method=dialog closes a dialog and sends nothing.
    fits(method == GET || method == DIALOG ? Rule.submit_get : Rule.submits);
    if (method != DIALOG && u8at(thing + 6) != 0) fits(Rule.leaves_site);
  }
  return !plain || said || method != NO_FORM;
}

/** Clicks each button that sends the form; gives how many there are. */
function forButtons(): i32 {
  let count = 0;
  for (let at = things; at < end; at = after(at)) {
    if (u8at(at) != BUTTON) continue;
    forClick(at);
    count += 1;
  }
  return count;
}

/** Sends the form of the element, whatever its buttons are called. */
function forSubmit(): void {
  if (target != 0 && u8at(target + 5) != NO_FORM) {
    forClick(target);
    return;
  }
  if (forButtons() == 0) fits(Rule.submits);
}

/** Enter does in a form what its submit button does; on a button it clicks; elsewhere the page decides. */
function forKey(): void {
  const kind = target == 0 ? 0 : u8at(target + 1);
  // Shift makes capitals and goes the other way round; with the others a key is a shortcut.
  const shortcut = (flags & SHORTCUT) != 0;
  // One character is typed: into a secret it comes from the user or not at all.
  if (u16at(key) <= 2 && kind == TEXT_KIND && hasFlag(target, SECRET) && (flags & BY_USER) == 0) fits(Rule.secret);
  if (spells(key, ' Enter ')) {
    forEnter(kind);
    if (shortcut) fits(Rule.unknown_key);
    return;
  }
  const moves = spells(key, ' Escape Tab ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown ');
  const space = spells(key, ' Space ');
  if (space && kind == PRESS_KIND) forClick(target);
  else fits(Rule.key);
  if (shortcut) {
    // In a field: mark all, copy, redo, take back.
    if (kind != TEXT_KIND || !(moves || spells(key, ' a c y z '))) fits(Rule.unknown_key);
  } else if (!moves && !space && kind != TEXT_KIND) {
    // A character, Delete, Backspace: in a field they edit; outside of one many a mail page deletes the message.
    fits(Rule.unknown_key);
  }
}

function forEnter(kind: i32): void {
  if (target != 0 && kind != TEXT_KIND && kind != SELECT_KIND) {
    forClick(target);
    return;
  }
  fits(Rule.key);
  if (target != 0 && hasFlag(target, LINES)) return;
  // A field without a form: a chat sends on Enter. A search field is the one that says what Enter does.
  if (forButtons() == 0 && target != 0 && !hasFlag(target, SEARCH)) fits(Rule.unknown_key);
}
