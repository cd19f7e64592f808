// The facts of one act as they lie in memory. The format is described in docs/decisions/0010-policy-in-webassembly.md and written by
// lib/policy/encode.ts; whatever is not exactly of it is doubt.

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

/** Those up to UPLOAD are rules of the same number. */
export const enum Verb {
  ANSWER = 0,
  WAIT = 1,
  SCROLL = 2,
  HOVER = 3,
  MARK = 4,
  COPY = 5,
  LOOK = 6,
  FIND = 7,
  MORE = 8,
  SWITCH = 9,
  FORWARD = 10,
  RELOAD = 11,
  CLOSE = 12,
  BACK = 13,
  GOTO = 14,
  DRAG = 15,
  SET = 16,
  PASTE = 17,
  TYPE = 18,
  SELECT = 19,
  CHECK = 20,
  CLICK = 21,
  UPLOAD = 22,
  OPEN = 23,
  SUBMIT = 24,
  CALL = 25,
  PRESS = 26,
  GIVE = 27,
  /** From here on in the sandbox: neither the page nor the tab hears of it. */
  USE = 28,
  RUN = 29,
  END = 30,
}

/** Flags of the act. */
export const enum Flag {
  BY_USER = 1,
  MISSING = 2,
  STRAYED = 4,
  CARRIED = 8,
  FIRST = 16,
  SHORTCUT = 32,
  UNFIT = 64,
  /** Of a tool: it may reach something outside of its sandbox that can be changed. */
  REACHES = 128,
  END = 256,
}

/** The user's rules for the sites that the act reaches; they add up. */
export const enum Site {
  ASK = 1,
  READ = 2,
  NEVER = 4,
  /** Of code: the user said yes to this very code in this run. */
  SHOWN = 8,
  /** Of a tool: the user has granted all that it asks for, where it is called; also where it asks for nothing. */
  GRANTED = 16,
  END = 32,
}

/** What a thing is to the act. A thing, named by it or brought about: 8 bytes, two texts. */
export const enum Part {
  TARGET = 0,
  BUTTON = 1,
  ONTO = 2,
  PLACE = 3,
  END = 4,
}

/** Kinds of elements. */
export const enum Kind {
  PRESS = 1,
  LINK = 2,
  TEXT = 3,
  SELECT = 4,
  END = 6,
}

/** Flags of a thing. */
export const enum Mark {
  LINK = 1,
  SEARCH = 2,
  LINES = 4,
  SECRET = 8,
  DOWNLOAD = 16,
  NAMELESS = 32,
  END = 64,
}

/** Where the address of a thing leads. */
export const enum Address {
  NOWHERE = 0,
  UNREADABLE = 1,
  WEB = 2,
  APP = 3,
  SCRIPT = 4,
  END = 6,
}

/** Flags of such an address. */
export const enum Bound {
  CROSSES = 1,
  ELSEWHERE = 2,
  HERE = 4,
  SPOKEN = 8,
  END = 16,
}

/** How the form of a thing is sent. */
export const enum Method {
  NONE = 0,
  GET = 1,
  DIALOG = 2,
  END = 5,
}

export const THING: usize = 8;

export function u8at(at: usize): i32 {
  return <i32>load<u8>(at);
}

export function u16at(at: usize): i32 {
  return u8at(at) | (u8at(at + 1) << 8);
}

/** Where the address text of a thing begins (its length). */
export function addressAt(thing: usize): usize {
  return thing + THING + 2 + ((<usize>u16at(thing + THING)) << 1);
}

export function after(thing: usize): usize {
  const address = addressAt(thing);
  return address + 2 + ((<usize>u16at(address)) << 1);
}

export function hasFlag(thing: usize, flag: i32): bool {
  return (u8at(thing + 2) & flag) != 0;
}

function isThing(at: usize): bool {
  return (
    u8at(at) < Part.END && u8at(at + 1) < Kind.END && u8at(at + 2) < Mark.END && u8at(at + 3) < Address.END &&
    u8at(at + 4) < Bound.END && u8at(at + 5) < Method.END && u8at(at + 6) < 2 && u8at(at + 7) == 0
  ); // prettier-ignore
}

export let verb: i32 = 0;
export let flags: i32 = 0;
export let key: usize = 0;
export let things: usize = 0;
export let end: usize = 0;
export let target: usize = 0;
export let onto: usize = 0;
export let place: usize = 0;

/** The user's rules for the sites that the act reaches. */
export function sites(): i32 {
  return u8at(base + 2);
}

/** Reads the whole and remembers where what is; false for anything but the format. */
export function isFacts(length: i32): bool {
  if (length < 8 || length > room) return false;
  end = base + <usize>length;
  target = 0;
  onto = 0;
  place = 0;
  verb = u8at(base + 1);
  flags = u8at(base + 3);
  if (u8at(base) != 1 || verb >= Verb.END || u8at(base + 2) >= Site.END || flags >= Flag.END) return false;
  const count = u16at(base + 4);
  key = base + 6;
  let at = key + 2 + ((<usize>u16at(key)) << 1);
  things = at;
  for (let i = 0; i < count; i++) {
    if (at > end || end - at < THING + 4 || !isThing(at)) return false;
    const name = (<usize>u16at(at + THING)) << 1;
    if (end - at < THING + 4 + name) return false;
    const part = u8at(at);
    if (part == Part.TARGET) {
      if (target != 0) return false;
      target = at;
    } else if (part == Part.ONTO) {
      if (onto != 0) return false;
      onto = at;
    } else if (part == Part.PLACE) {
      if (place != 0) return false;
      place = at;
    }
    at = after(at);
  }
  return at == end;
}
