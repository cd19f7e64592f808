import { fold } from '@/lib/shared/index.ts';

/** Words that change nothing of what is asked for. A "not" is none of them. */
const STOP = new Set(
  (
    'a an the this that my me i you please can could would will to into in on at of for from with and then now just it ' +
    'ein eine einen einem einer der die das den dem des dies diese dieses mein meine mir mich ich du bitte kannst könntest würdest ' +
    'zu zum zur in im ins an am auf von für aus mit und dann jetzt nun mal es'
  )
    .split(' ')
    .map(fold),
);
/** What may stand around a word or a value without belonging to it. */
const AROUND = `"'“”„‟‘’‚«»‹›()[]{}.,;:!?`;

/** A word of the user's sentence and where it stands. */
export interface Token {
  /** Folded, without what stands around it; '' for mere punctuation. */
  word: string;
  from: number;
  to: number;
}

export function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: raw, index }) => ({
    word: fold(stripped(raw)),
    from: index,
    to: index + raw.length,
  }));
}

export function isStop({ word }: Pick<Token, 'word'>): boolean {
  return word === '' || STOP.has(word);
}

/** Without quotes, brackets and punctuation around it. */
export function stripped(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && AROUND.includes(text.charAt(from))) from += 1;
  while (to > from && AROUND.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/** Where the value stands in the text as whole words; undefined where it does not. Exactly so, or, with `loose`, but for its case. */
export function placeOf(text: string, value: string, loose = false): { from: number; to: number } | undefined {
  const [where, what] = loose ? [text.toLowerCase(), value.toLowerCase()] : [text, value];
  // Some letters are longer in lower case: then places in one text are not places in the other.
  if (what.trim() === '' || where.length !== text.length) return undefined;
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + 1)) {
    if (isEdge(text[at - 1]) && isEdge(text[at + what.length])) return { from: at, to: at + what.length };
  }
  return undefined;
}

function isEdge(char: string | undefined): boolean {
  return char === undefined || /\s/u.test(char) || AROUND.includes(char);
}
