import { addressIn } from './address.ts';
import { type Lifted, lower, quotedIn } from './quotes.ts';
import { nameOf, type Reading } from './reading.ts';

type Point = Extract<Reading, { verb: 'point' }>['how'];

const POINTS: [Point, RegExp][] = [
  ['double', /^(?:double[\s-]?click(?: on)?|doppelklicke?(?: auf)?)\s+(.+)$/iu],
  ['right', /^(?:right[\s-]?click(?: on)?|rechtsklicke?(?: auf)?)\s+(.+)$/iu],
  ['hover', /^(?:hover(?: over)?|point (?:at|to)|move the (?:mouse|pointer) (?:over|to)|zeige? auf|fahre? über)\s+(.+)$/iu],
  ['view', /^(?:(?:scroll (?:down |up )?|jump |skip )to|(?:scrolle?|springe?) (?:zu|zum|zur))\s+(.+)$/iu],
  ['view', /^go to\s+(.+?\s+(?:section|heading|part|chapter))$/iu],
  ['view', /^gehe? zu[mr]\s+(.*(?:abschnitt|überschrift|kapitel)\s+.+)$/iu],
]; // prettier-ignore
const DRAG = /^(?:drag|move|ziehe?)\s+(.+?)\s+(?:to|onto|on|into|auf|in|nach|zu)\s+(.+)$/iu;
const FORWARD = /^(?:go forward|forward|navigate forward|gehe? vor|vorwärts)(?: (?:one|a) page| eine seite)?$/iu;
const RELOAD = /^(?:reload|refresh|lade?)(?: (?:the |this |die )?(?:page|tab|site|seite))?(?: neu)?$/iu;
const NEW_TAB = /^(?:open|öffne)\s+(.+?)\s+in (?:a new|another|einem neuen) tab$/iu;

/** Pointing, dragging, and what the browser's own buttons do. */
export function readGesture(clause: string, lifted: Lifted): Reading[] {
  if (FORWARD.test(clause)) return [{ verb: 'plain', rule: 'command.forward', action: { do: 'forward' } }];
  if (RELOAD.test(clause)) return [{ verb: 'plain', rule: 'command.reload', action: { do: 'reload' } }];
  return [...readNewTab(clause, lifted), ...readPoint(clause, lifted), ...readDrag(clause, lifted)];
}

function readNewTab(clause: string, lifted: Lifted): Reading[] {
  const [, raw] = NEW_TAB.exec(clause) ?? [];
  if (raw === undefined) return [];
  const quoted = quotedIn(raw, lifted);
  const address = addressIn(quoted?.around === '' ? quoted.inner : lower(raw, lifted));
  if (address === undefined || address === 'blocked') return [];
  return [{ verb: 'plain', rule: 'command.open-tab', action: { do: 'open', ...address } }];
}

function readPoint(clause: string, lifted: Lifted): Reading[] {
  for (const [how, pattern] of POINTS) {
    const [, raw] = pattern.exec(clause) ?? [];
    const name = raw === undefined ? undefined : nameOf(raw, lifted);
    if (name !== undefined) return [{ verb: 'point', how, name }];
  }
  return [];
}

function readDrag(clause: string, lifted: Lifted): Reading[] {
  const [, what, where] = DRAG.exec(clause) ?? [];
  if (what === undefined || where === undefined) return [];
  const [name, to] = [nameOf(what, lifted), nameOf(where, lifted)];
  return name === undefined || to === undefined ? [] : [{ verb: 'drag', name, to }];
}
