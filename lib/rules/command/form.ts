import { MAX_TYPED } from '@/lib/contracts/index.ts';

import { withoutPoliteness, wishOf } from '../verbs.ts';
import { type Lifted, lower } from './quotes.ts';
import { nameOf, type Reading, valueOf } from './reading.ts';
import { clausesOf } from './split.ts';

const FORM = [
  /^(?:fill(?: in| out)?|complete)\s+(?:in\s+|out\s+)?(?:the|this|that)\s+form(?:\s+(?:out|in))?(?:\s+with|\s*[:–-])\s*(.+)$/isu,
  /^fülle?\s+(?:das|dieses)\s+formular(?:\s+aus)?(?:\s+mit|\s*[:–-])\s*(.+?)(?:\s+aus)?$/isu,
];
/** Words that fields are called by so often that "and" before one of them begins another. */
const FIELD =
  /^(?:(?:the|my)\s+)?(?:(?:first|last|full|user|family|vor|nach)[\s-]?)?(?:name|e-?mail|phone|telephone|telefon|address|adresse|street|straße|city|town|stadt|ort|zip|postcode|plz|country|land|size|größe|date|datum|quantity|anzahl|message|nachricht|notes?|notiz|subject|betreff|comment|kommentar)\b/iu;
/** So many words at the beginning of a part may be the name of a field. */
const MOST_NAME = 6;
const NO = /^(?:no|off|false|nein|aus)$/iu;
const YES = /^(?:yes|on|true|ja|an)$/iu;

/** A clause of a sentence, or what is said of one field of a form. */
export type Clause = string | { part: string };

/**
 * "Fill in the form: name Ada, email a@b.c, size large, then press Order" in its parts; undefined where it says no such thing. By the
 * words alone: what of a part is the name of a field, only the page knows.
 */
export function formIn(text: string): Clause[] | undefined {
  const bare = withoutPoliteness(text).replace(/[\s.!]+$/u, '');
  const found = FORM.map((pattern) => pattern.exec(bare)?.[1]).find((said) => said !== undefined);
  if (found === undefined) return undefined;
  const pieces = found
    .split(/[,;\n]\s*/u)
    .flatMap((piece) => clausesOf(piece.replace(/^(?:and|und|then|dann)\s+/iu, '')));
  return pieces.flatMap((piece): Clause[] => {
    if (wishOf(piece) === 'act') return [piece];
    return splitAtFields(piece).map((part) => ({ part }));
  });
}

function splitAtFields(piece: string): string[] {
  const parts: string[] = [];
  for (const next of piece.split(/\s+(?:and|und)\s+/iu)) {
    if (parts.length === 0 || FIELD.test(next)) parts.push(next);
    else parts.push(`${parts.pop() ?? ''} ${/\sund\s/iu.test(piece) ? 'und' : 'and'} ${next}`);
  }
  return parts;
}

/** What is said of one field: `name: Ada`, `email is a@b.c`, `wrap it as a gift`, `newsletter no`, `size large`. */
export function readPart(part: string, lifted: Lifted): Reading[] {
  const [, before, after] = /^(.{1,80}?)\s*(?::|=|\bis\b|\bist\b)\s*(.+)$/iu.exec(part) ?? [];
  if (before !== undefined && after !== undefined) return fieldWith(before, after, lifted);
  const whole = nameOf(part, lifted);
  const readings: Reading[] = whole === undefined ? [] : [{ verb: 'check', name: whole, on: true }];
  const words = part.split(/\s+/u);
  for (let count = Math.min(MOST_NAME, words.length - 1); count > 0; count--)
    readings.push(...fieldWith(words.slice(0, count).join(' '), words.slice(count).join(' '), lifted));
  return readings;
}

function fieldWith(raw: string, rest: string, lifted: Lifted): Reading[] {
  const [name, option] = [nameOf(raw, lifted), nameOf(rest, lifted)];
  const value = valueOf(rest, lifted);
  if (name === undefined || option === undefined) return [];
  const said = lower(rest, lifted).trim();
  const on: Reading[] = YES.test(said) || NO.test(said) ? [{ verb: 'check', name, on: YES.test(said) }] : [];
  const fill: Reading[] = value === undefined || value.length > MAX_TYPED ? [] : [{ verb: 'fill', name, value }];
  return [...on, { verb: 'choose', option, name }, ...fill];
}
