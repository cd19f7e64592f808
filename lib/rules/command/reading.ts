import type { Action, PageElement, Problem, SecretKind } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import { lower, quotedIn, type Lifted } from './quotes.ts';

/** What the user calls an element. */
export interface Name {
  /** As typed first, then without "the" and "button". */
  texts: readonly string[];
  /** Put in quotes: then this and nothing else is meant. */
  quoted: boolean;
  /** Kind of element that the user said: `the "Next" button`. */
  kind?: PageElement['kind'];
  /** "The second link", "the last option": which of that kind, from 1; -1 for the last. Counts where nothing is called so. */
  nth?: number;
}

/** One way to understand a clause. */
export type Reading =
  | { verb: 'click'; name: Name; exact?: boolean }
  | { verb: 'open'; name: Name }
  | { verb: 'fill'; name?: Name; value: string }
  | { verb: 'choose'; option: Name; name?: Name }
  | { verb: 'check'; name: Name; on: boolean }
  | { verb: 'key'; action: Extract<Action, { do: 'press' }>; name: Name }
  | { verb: 'point'; how: 'double' | 'right' | 'hover' | 'view'; name: Name }
  | { verb: 'drag'; name: Name; to: Name }
  | { verb: 'upload'; file: string; name?: Name }
  | { verb: 'submit' }
  /** The text of one into another. */
  | { verb: 'copy'; name: Name }
  | { verb: 'paste'; name: Name }
  /** A secret that the user keeps: the one of that kind, or the one of that handle. */
  | { verb: 'give'; kind?: SecretKind; secret?: string; name?: Name; login?: boolean }
  | { verb: 'user' }
  | { verb: 'sign' }
  /** Puts away what lies over the page. */
  | { verb: 'dismiss' }
  | { verb: 'plain'; rule: string; action: Action }
  | { verb: 'refuse'; problem: Problem };

const KIND_WORDS: [PageElement['kind'], RegExp][] = [
  ['press', /\b(button|tab|menu item|knopf|button|schaltflache|taste)$/],
  ['link', /\b(link|page|article|verweis|seite)$/],
  ['check', /\b(checkbox|check box|box|radio button|radio|switch|toggle|kastchen|schalter|haken)$/],
  ['select', /\b(dropdown|drop down|list|menu|select|auswahl|liste)$/],
  ['text', /\b(field|input|text field|text box|textbox|area|feld|textfeld|eingabefeld)$/],
];
const ARTICLE =
  /^(?:(?:the|a|an|on|at|to|my|der|die|das|den|dem|ein|eine|einen|auf|zu|zur|zum|mein|meine|meinen|bei|in)\s+)+/iu;
const KIND_BEFORE =
  /^(?:(?:button|link|tab|page|field|option|checkbox|box|knopf|schaltfläche|seite|feld|kästchen|text|input)\s+(?:(?:named|called|labell?ed|with the (?:name|text|label)|namens|mit der aufschrift)\s+)?)(?=\S)/iu;
const KIND_AFTER =
  /\s+(?:button|link|tab|page|field|input|box|text ?box|text field|check ?box|radio(?: button)?|option|menu(?: item)?|dropdown|drop-down|list|switch|knopf|button|schaltfläche|link|seite|feld|textfeld|kästchen|liste|schalter)$/iu;

/** Undefined where nothing is named. */
export function nameOf(raw: string, lifted: Lifted): Name | undefined {
  const quoted = quotedIn(raw, lifted);
  if (quoted !== undefined) {
    const around = fold(quoted.around);
    // Words between the quotes and the verb say the kind, or else more than a name: then nothing is quoted for sure.
    if (around === '' || /^[a-z ]{1,40}$/.test(around)) {
      const kind = kindSaid(around);
      const text = quoted.inner.trim();
      return text === '' ? undefined : { texts: [text], quoted: true, ...(kind !== undefined && { kind }) };
    }
  }
  const typed = lower(raw, lifted).trim();
  const bare = typed.replace(ARTICLE, '');
  const stripped = bare.replace(KIND_AFTER, '').replace(KIND_BEFORE, '').trim();
  if (typed === '') return undefined;
  const kind = kindSaid(fold(bare)) ?? kindSaid(fold(KIND_BEFORE.exec(bare)?.[0] ?? ''));
  const texts = [...new Set([typed, bare, stripped])].filter((text) => text !== '');
  const nth = nthSaid(fold(bare));
  return { texts, quoted: false, ...(kind !== undefined && { kind }), ...(nth !== undefined && { nth }) };
}

const ORDINALS: readonly RegExp[] = [
  /^(?:first|1st|erste[nrs]?)$/,
  /^(?:second|2nd|zweite[nrs]?)$/,
  /^(?:third|3rd|dritte[nrs]?)$/,
  /^(?:fourth|4th|vierte[nrs]?)$/,
  /^(?:fifth|5th|funfte[nrs]?)$/,
];

/** What is counted one by one; "the first article" is more than the first link. */
const COUNTED = /^(?:option|choice|entry|eintrag|auswahlmoglichkeit|link|verweis|button|knopf|schaltflache|tab|check ?box|box|kastchen|radio(?: button)?|switch|toggle|schalter|(?:text|input|eingabe)? ?(?:field|feld)|input|text ?box|drop ?down)$/; // prettier-ignore

/** "First link": a place in a row and a kind, and nothing else. */
function nthSaid(folded: string): number | undefined {
  const [ordinal = '', ...rest] = folded.split(' ');
  if (!COUNTED.test(rest.join(' '))) return undefined;
  if (/^(?:last|letzte[nrs]?)$/.test(ordinal)) return -1;
  const index = ORDINALS.findIndex((each) => each.test(ordinal));
  return index === -1 ? undefined : index + 1;
}

function kindSaid(folded: string): PageElement['kind'] | undefined {
  return KIND_WORDS.find(([, says]) => says.test(folded))?.[0];
}

/** "My name", "something nice", "a random number": not what to type but what it is about. A title begins with a capital. */
const VAGUE =
  /^(?:(?:the|a|an|my|your|his|her|their|our|der|die|das|mein\p{L}*|dein\p{L}*|ein|eine[nmrs]?)\s+\S|(?:some|any|something|anything|whatever|random|irgend\p{L}*|etwas)(?:\s|$))/u;

/** A value as it is to be typed: what stands in the quotes, else the words as they are. Undefined where they only describe it. */
export function valueOf(raw: string, lifted: Lifted): string | undefined {
  const quoted = quotedIn(raw, lifted);
  if (quoted?.around === '') return quoted.inner;
  const typed = lower(raw, lifted).trim();
  return VAGUE.test(typed) ? undefined : typed;
}
