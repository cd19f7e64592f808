import { dateIn } from './dates.ts';
import { type Lang, numberIn } from './numbers.ts';

/** What fills a slot of a trigger, and how long it may be. */
export const SLOTS = {
  /** As the tools write it: a number. */
  number: 30,
  /** Arithmetic with numbers and words that the trigger knows; an operator at least. */
  math: 200,
  /** The same with or without an operator: `3 ft`. */
  quantity: 200,
  /** One word that the trigger knows, as the tool calls it. */
  unit: 30,
  /** A date in words or figures, as `2026-03-28`. */
  date: 40,
  text: 80,
} as const;
export type SlotType = keyof typeof SLOTS;

interface Reading {
  lang: Lang;
  words: Readonly<Record<string, string>>;
  /** The user's date. */
  today: string;
}

/** What a stretch of the user's sentence is to a tool; undefined where it is nothing of that type. */
export function slotIn(type: SlotType, text: string, { lang, words, today }: Reading): string | number | undefined {
  switch (type) {
    case 'number': {
      const number = numberIn(text, lang);
      return number === undefined ? undefined : Number(number);
    }
    case 'math':
      return mathIn(text, lang, words, true);
    case 'quantity':
      return mathIn(text, lang, words, false);
    case 'unit':
      return wordIn(text.trim(), words);
    case 'date':
      return dateIn(text, lang, today);
    case 'text':
      return text
        .trim()
        .replace(/[,;:]$/u, '')
        .replace(/^["“„']|["”“']$/gu, '');
  }
}

const SIGNS: Readonly<Record<string, string>> = { '×': '*', '·': '*', '÷': '/', ':': '/', '−': '-', '–': '-' };
const TOKEN = /\s*(\d(?:[\d.,'’]*\d)?|[\p{L}°µ²³€$£]+|\S)/gu;

/** An expression as the calculator writes it: numbers, signs, and words that are known; undefined where there is any other word. */
function mathIn(text: string, lang: Lang, words: Reading['words'], sum: boolean): string | undefined {
  const out: string[] = [];
  for (const [, token = ''] of phrased(text, words).matchAll(TOKEN)) {
    const read = tokenIn(token, lang, words);
    if (read === undefined) return undefined;
    if (read !== '') out.push(read);
  }
  const said = out.join(' ').replaceAll(/ ([%^)])|([(^]) /gu, '$1$2');
  const works = /[-+*/^%]|\b(?:in|sqrt|round|abs)\b/u.test(said.replace(/^-/u, ''));
  return /\d/u.test(said) && (works || !sum) ? said : undefined;
}

function tokenIn(token: string, lang: Lang, words: Reading['words']): string | undefined {
  if (/^\d/u.test(token)) return numberIn(token, lang);
  if (/^[\p{L}°µ²³€$£]/u.test(token)) return wordIn(token, words);
  const sign = SIGNS[token] ?? token;
  return /^[-+*/^%()]$/u.test(sign) ? sign : undefined;
}

/** A word that the tool has itself stays as it is: `MB` is not `mb`. */
function wordIn(word: string, words: Reading['words']): string | undefined {
  if (Object.values(words).some((known) => known.split(' ').includes(word))) return word;
  const lower = word.toLowerCase();
  return Object.hasOwn(words, lower) ? words[lower] : undefined;
}

/** Phrases of several words that are known, as the tool says them. */
function phrased(text: string, words: Reading['words']): string {
  const phrases = Object.keys(words).filter((phrase) => /[ /%]/u.test(phrase));
  return phrases
    .toSorted((a, b) => b.length - a.length)
    .reduce((said, phrase) => replaced(said, phrase, words[phrase] ?? ''), text);
}

function replaced(text: string, phrase: string, by: string): string {
  const lower = text.toLowerCase();
  let out = '';
  let from = 0;
  for (let at = lower.indexOf(phrase); at !== -1; at = lower.indexOf(phrase, from)) {
    const alone = !/\p{L}$/u.test(lower.slice(0, at)) && !/^\p{L}/u.test(lower.slice(at + phrase.length));
    out += `${text.slice(from, at)}${alone ? ` ${by} ` : text.slice(at, at + phrase.length)}`;
    from = at + phrase.length;
  }
  return out + text.slice(from);
}
