import { wishOf, withoutPoliteness } from '../verbs.ts';
import { startsQuoted } from './quotes.ts';

const SEPARATOR = /\s*(?:[;\n]+|,|[.!](?=\s)|\s(?:and|then|und|dann|danach|anschließend)(?=\s))\s*/giu;
/** Enough of a clause to see its verb. */
const HEAD = 80;
const CARRIED = /^(fill(?: in| out)?|fülle?|check|tick|uncheck|untick|click|press|select|choose)\b/iu;

/**
 * The clauses of a sentence whose quotes were lifted out. A comma or an "and" parts two clauses only where a verb follows ("Terms
 * and Conditions" stays whole), or where the verb before goes on: `fill Name with Ada and Email with a@b.c`, `check "A" and "B"`.
 */
export function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  let begin = 0;
  const add = (clause: string) => {
    const bare = withoutPoliteness(clause).replace(/[\s.!,;]+$/u, '');
    if (bare === '') return;
    clauses.push(carried(clauses.at(-1), bare) ?? bare);
  };
  for (const match of text.matchAll(SEPARATOR)) {
    const end = match.index;
    const rest = text.slice(end + match[0].length, end + match[0].length + HEAD);
    if (end < begin || !parts(match[0], text.slice(begin, end), rest)) continue;
    add(text.slice(begin, end));
    begin = end + match[0].length;
  }
  add(text.slice(begin));
  return clauses;
}

function parts(separator: string, before: string, rest: string): boolean {
  if (/[;\n]/.test(separator)) return true;
  // "then", "and": a separator may follow a separator (", and then").
  const next = withoutPoliteness(rest);
  return wishOf(next) !== undefined || carried(withoutPoliteness(before), next) !== undefined;
}

/** The clause with the verb of the one before, where it has none of its own and goes on in the same form. */
function carried(before: string | undefined, clause: string): string | undefined {
  const [, verb] = CARRIED.exec(before ?? '') ?? [];
  if (verb === undefined || wishOf(clause) === 'act') return undefined;
  const goesOn = /^f/iu.test(verb) ? /^[^,;]{1,60}?\s(?:with|mit)\s\S/iu.test(clause) : startsQuoted(clause);
  return goesOn ? `${verb} ${clause}` : undefined;
}
