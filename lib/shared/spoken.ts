const NAME = String.raw`(pass\s?word|pass\s?code|pass\s?phrase|passwort|kennwort|pin|cvc|cvv|otp|one-time code|security code|card number|kartennummer|prüfnummer)`;
/** What names a secret, by a handle or as one's own, is none. */
const NAMED = String.raw`(?:secret|geheimnis|my|the|mein\p{L}*|das|dem)\s`;
const VALUE = String.raw`("[^"\n]+"|“[^”\n]+”|„[^“\n]+“|'[^'\n]+'|(?!${NAMED})\S+)`;
/** `password: x`, `password with x`, `password "x"`; and `type x into the password field`. */
const NAME_FIRST = new RegExp(String.raw`\b${NAME}"?(?:\s+(?:field|feld))?(?:\s*[:=]\s*|\s+(?:with|to|is|as|mit|auf|ist|als)\s+|\s+(?=["“„']))${VALUE}`, 'giu'); // prettier-ignore
const VALUE_FIRST = new RegExp(String.raw`\b(?:type|enter|write|put|fill|tippe|gib|schreibe?|trage)\s+${VALUE}\s+(?:in|into|to|as|ins?|als)\s+(?:\S+\s+){0,2}"?${NAME}`, 'giu'); // prettier-ignore

/** Something in a sentence that stands where a secret stands. */
export interface Spoken {
  value: string;
  /** What the sentence calls it. */
  name: string;
  /** Where it stands, quotes and all. */
  from: number;
  to: number;
}

/** Passwords, codes and card numbers that a sentence of the user says, as far as its words tell. */
export function spokenIn(text: string): Spoken[] {
  const found = [
    ...[...text.matchAll(NAME_FIRST)].map((match) => spoken(match, match[1], match[2])),
    ...[...text.matchAll(VALUE_FIRST)].map((match) => spoken(match, match[2], match[1])),
  ];
  return found.filter(({ value }) => value !== '');
}

function spoken(match: RegExpExecArray, name = '', written = ''): Spoken {
  // A name has no quotes and stands before its value or long after: the last place is the value's.
  const from =
    match.index + (match[0].endsWith(written) ? match[0].length - written.length : match[0].indexOf(written));
  const quoted = /^["“„'].*["”“']$/su.test(written) && written.length > 2;
  const bare = quoted ? written : written.replace(/[.,;!?]+$/u, '');
  return { value: quoted ? bare.slice(1, -1) : bare, name: name.toLowerCase(), from, to: from + bare.length };
}
