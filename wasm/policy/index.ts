// What may be done: takes the facts of one act, gives the verdict. Compiled by `npm run wasm` into wasm/build/policy.wasm. Nothing is
// allocated and nothing is remembered between two calls.

import {
  Verb,
  Flag,
  Site,
  Part,
  Kind,
  Mark,
  Address,
  Bound,
  Method,
  THING,
  u8at,
  u16at,
  addressAt,
  after,
  hasFlag,
  verb,
  flags,
  key,
  things,
  end,
  target,
  onto,
  place,
  sites,
  isFacts,
} from './facts';
import { ALLOW, ASK, FINAL, MALFORMED, REVERSIBILITY, Rule, RULES } from './table';
import { nameSaysFinal, linkSaysFinal, addressSaysFinal, dropSaysFinal, spells } from './words';

export { begin } from './facts';

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

/** The verdict of the facts that lie at `begin`'s address: `allow | reversibility << 8 | rule << 16`. Never traps. */
export function judge(length: i32): i32 {
  if (!isFacts(length)) return ASK | (FINAL << 8) | (MALFORMED << 16);
  severity = -1;
  reversibility = 0;
  const writes = choose();
  if ((flags & Flag.MISSING) != 0) fits(Rule.unknown_element);
  if (writes && (flags & Flag.STRAYED) != 0) fits(Rule.strayed);
  if ((flags & Flag.CARRIED) != 0) fits(Rule.carries);
  if (verb != Verb.ANSWER) bySite(sites(), writes);
  return allow | (reversibility << 8) | (rule << 16);
}

function bySite(site: i32, writes: bool): void {
  if ((site & Site.ASK) != 0 && (writes || (verb > Verb.SWITCH && verb < Verb.USE))) fits(Rule.site_ask);
  if ((site & Site.READ) != 0 && writes) fits(Rule.site_read);
  if ((site & Site.NEVER) != 0) fits(Rule.site_never);
}

/** Which rules fit the act itself. True where it writes: changes the page or sends something, rather than looks or goes. */
function choose(): bool {
  if (verb >= Verb.USE) return inSandbox();
  if (verb <= Verb.UPLOAD && verb != Verb.CLICK && verb != Verb.GOTO) fits(verb);
  if (verb <= Verb.BACK) {
    if (verb == Verb.CLOSE && (flags & Flag.FIRST) != 0) fits(Rule.close_first);
    if (verb == Verb.COPY && target != 0 && hasFlag(target, Mark.SECRET)) fits(Rule.secret);
    return false;
  }
  if (verb == Verb.GOTO || verb == Verb.OPEN) {
    forPlace();
    return false;
  }
  if (verb == Verb.CLICK) return forClick(target) || (flags & Flag.MISSING) != 0;
  if (verb == Verb.CALL) fits(Rule.page_tool);
  else if (verb == Verb.SUBMIT) forSubmit();
  else if (verb == Verb.PRESS) forKey();
  else if (verb == Verb.GIVE) forGiving();
  else if (verb == Verb.DRAG) {
    if (onto != 0 && dropSaysFinal(onto + THING)) fits(Rule.final_word);
  } else if (target != 0 && hasFlag(target, Mark.SECRET)) {
    // Pasted is what a page said, whoever decided.
    if (verb == Verb.PASTE || (flags & Flag.BY_USER) == 0) fits(Rule.secret);
  }
  return true;
}

/** A secret of the user, by its handle. Where its form goes is asked about now: whoever sends it later may be the page. */
function forGiving(): void {
  fits(Rule.give);
  if ((flags & Flag.BY_USER) == 0) fits(Rule.give_asked);
  if (target != 0 && u8at(target + 5) != Method.DIALOG && u8at(target + 6) != 0) fits(Rule.leaves_site);
  if ((flags & Flag.UNFIT) != 0 || target == 0) fits(Rule.give_unfit);
}

/** What a tool can change outside of its sandbox counts as written. */
function inSandbox(): bool {
  if (verb == Verb.RUN) {
    fits((sites() & Site.SHOWN) != 0 ? Rule.own_code : Rule.code_unseen);
    return false;
  }
  const reaches = (flags & Flag.REACHES) != 0;
  if ((sites() & Site.GRANTED) != 0) fits(reaches ? Rule.own_tool_granted : Rule.own_tool);
  else fits(reaches ? Rule.own_tool_reaches : Rule.own_tool_asks);
  return reaches;
}

function forPlace(): void {
  fits(Rule.goto);
  if (place == 0 || u8at(place + 3) != Address.WEB) {
    fits(Rule.scheme);
    return;
  }
  if ((u8at(place + 4) & Bound.CROSSES) != 0) fits(Rule.leaves_site);
  // A GET can delete too. Where the user wrote the address, they have read it.
  if ((u8at(place + 4) & Bound.SPOKEN) == 0 && addressSaysFinal(addressAt(place))) fits(Rule.final_word);
}

/** A link that only fetches another page of this site: by GET, which changes nothing where a site keeps to the rules. */
function isPlainLink(thing: usize): bool {
  return (
    u8at(thing + 1) == Kind.LINK && hasFlag(thing, Mark.LINK) && !hasFlag(thing, Mark.DOWNLOAD) &&
    u8at(thing + 3) == Address.WEB && (u8at(thing + 4) & (Bound.ELSEWHERE | Bound.HERE)) == 0
  ); // prettier-ignore
}

/** Gives whether the click writes. */
function forClick(thing: usize): bool {
  fits(Rule.click);
  if (thing == 0) return true;
  if (hasFlag(thing, Mark.DOWNLOAD)) fits(Rule.download);
  const plain = isPlainLink(thing);
  const address = u8at(thing + 3);
  let said = false;
  if (address == Address.UNREADABLE || address == Address.SCRIPT) fits(Rule.unnamed);
  else if (address == Address.APP) fits(Rule.opens_app);
  else if (address == Address.WEB) {
    if ((u8at(thing + 4) & Bound.CROSSES) != 0) fits(Rule.leaves_site);
    if ((u8at(thing + 4) & Bound.HERE) == 0 && addressSaysFinal(addressAt(thing))) said = true;
  } else if (address != Address.NOWHERE) fits(Rule.scheme);
  // Text fields, selects and boxes only take the focus or flip; what they are called is their label, not what they do.
  const kind = u8at(thing + 1);
  if (kind == Kind.PRESS || kind == Kind.LINK) {
    if (hasFlag(thing, Mark.NAMELESS) && address == Address.NOWHERE) fits(Rule.unnamed);
    if (plain ? linkSaysFinal(thing + THING) : nameSaysFinal(thing + THING)) said = true;
  }
  if (said) fits(Rule.final_word);
  return forSending(thing) || !plain || said;
}

/** Gives whether a form is sent by it. */
function forSending(thing: usize): bool {
  const method = u8at(thing + 5);
  if (method == Method.NONE) return false;
  // method=dialog closes a dialog and sends nothing.
  fits(method == Method.GET || method == Method.DIALOG ? Rule.submit_get : Rule.submits);
  if (method != Method.DIALOG && u8at(thing + 6) != 0) fits(Rule.leaves_site);
  return true;
}

/** Clicks each button that sends the form; gives how many there are. */
function forButtons(): i32 {
  let count = 0;
  for (let at = things; at < end; at = after(at)) {
    if (u8at(at) != Part.BUTTON) continue;
    forClick(at);
    count += 1;
  }
  return count;
}

/** Sends the form of the element, whatever its buttons are called. */
function forSubmit(): void {
  if (target != 0 && u8at(target + 5) != Method.NONE) {
    forClick(target);
    return;
  }
  if (forButtons() == 0) fits(Rule.submits);
}

/** Enter does in a form what its submit button does; on a button it clicks; elsewhere the page decides. */
function forKey(): void {
  const kind = target == 0 ? 0 : u8at(target + 1);
  // Shift makes capitals and goes the other way round; with the others a key is a shortcut.
  const shortcut = (flags & Flag.SHORTCUT) != 0;
  // One character is typed: into a secret it comes from the user or not at all.
  if (u16at(key) <= 2 && kind == Kind.TEXT && hasFlag(target, Mark.SECRET) && (flags & Flag.BY_USER) == 0)
    fits(Rule.secret);
  if (spells(key, ' Enter ')) {
    forEnter(kind);
    if (shortcut) fits(Rule.unknown_key);
    return;
  }
  const moves = spells(key, ' Escape Tab ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown ');
  const space = spells(key, ' Space ');
  if (space && kind == Kind.PRESS) forClick(target);
  else fits(Rule.key);
  if (shortcut) {
    // In a field: mark all, copy, redo, take back.
    if (kind != Kind.TEXT || !(moves || spells(key, ' a c y z '))) fits(Rule.unknown_key);
  } else if (!moves && !space && kind != Kind.TEXT) {
    // A character, Delete, Backspace: in a field they edit; outside of one many a mail page deletes the message.
    fits(Rule.unknown_key);
  }
}

function forEnter(kind: i32): void {
  if (target != 0 && kind != Kind.TEXT && kind != Kind.SELECT) {
    forClick(target);
    return;
  }
  fits(Rule.key);
  if (target != 0 && hasFlag(target, Mark.LINES)) return;
  // A field without a button: a chat sends on Enter. A search field is the one that says what Enter does.
  if (forButtons() == 0 && target != 0 && !hasFlag(target, Mark.SEARCH)) fits(Rule.unknown_key);
  // Its form goes where it goes, whatever its buttons say, or where there is none to be seen.
  if (target != 0) forSending(target);
}
