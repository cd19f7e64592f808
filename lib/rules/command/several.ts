import type { Lifted } from './quotes.ts';
import { nameOf, type Reading } from './reading.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10,
}; // prettier-ignore
const WORDS = Object.keys(NUMBERS).join('|');
const OFTEN = String.raw`once|twice|thrice|einmal|(?:\d{1,2}|${WORDS})\s*(?:times|x|mal)`;
/** What may be done again and again. */
const VERB = String.raw`(?:click|press|tap|hit|push|scroll|go|navigate)(?:\s+on)?|klicke?|drücke?|tippe?|scrolle?|gehe?`;
const AFTER = new RegExp(String.raw`^((?:${VERB})\s+.+?),?\s+(${OFTEN})$`, 'iu');
/** "Click twice on Next", "klicke zweimal auf Weiter". */
const BEFORE = new RegExp(String.raw`^(${VERB})\s+(${OFTEN})\s+(.+)$`, 'iu');
/** More than that was hardly meant. */
const MOST_TIMES = 20;

/** "Press + three times": the command, and how often. Undefined where no number is said, or one that is too large. */
export function repeated(clause: string): { clause: string; times: number } | undefined {
  const after = AFTER.exec(clause);
  const before = BEFORE.exec(clause);
  const [said, often] =
    after !== null ? [after[1], after[2]] : before !== null ? [`${before[1]} ${before[3]}`, before[2]] : [];
  const times = often === undefined ? undefined : timesOf(often.toLowerCase());
  return said === undefined || times === undefined || times > MOST_TIMES ? undefined : { clause: said, times };
}

function timesOf(often: string): number | undefined {
  if (/^(?:once|einmal)$/u.test(often)) return 1;
  if (often === 'twice') return 2;
  if (often === 'thrice') return 3;
  const number = often.replace(/\s*(?:times|x|mal)$/u, '');
  const times = NUMBERS[number] ?? Number(number);
  return times >= 1 ? times : undefined;
}

const COPY_INTO = [
  /^copy\s+(?:the\s+(?:text|value|contents?)\s+(?:of|from|in)\s+)?(.+?)\s+(?:into|to)\s+(.+)$/iu,
  /^kopiere?\s+(?:den\s+(?:text|wert|inhalt)\s+(?:von|aus)\s+)?(.+?)\s+(?:in|nach|into)\s+(.+)$/iu,
];

const PASTE = /^(?:paste(?: it| that| the text)?|füge? (?:es|das|den text)) (?:into|in|to) (.+?)(?:\s+ein)?$/iu;

/** "Copy Notes", "paste it into Message": said as two, they are one. */
export function pasted(clauses: readonly string[]): string[] {
  const joined: string[] = [];
  for (const clause of clauses) {
    const before = joined.at(-1) ?? '';
    const [, where] = /^(?:copy|kopiere?)\s/iu.test(before) ? (PASTE.exec(clause) ?? []) : [];
    if (where === undefined) joined.push(clause);
    else joined[joined.length - 1] = `${before} into ${where}`;
  }
  return joined;
}

/** "Copy the text of Notes into Message": two commands. Undefined where it is something else. */
export function copyInto(clause: string, lifted: Lifted): Reading[][] | undefined {
  for (const pattern of COPY_INTO) {
    const [, what = '', where = ''] = pattern.exec(clause) ?? [];
    const [name, into] = [nameOf(what, lifted), nameOf(where, lifted)];
    if (name !== undefined && into !== undefined) return [[{ verb: 'copy', name }], [{ verb: 'paste', name: into }]];
  }
  return undefined;
}
