/** Text whose quoted strings were lifted out: each is one mark of the private area, so that nothing splits or reads it. */
export interface Lifted {
  text: string;
  quotes: readonly { inner: string; whole: string }[];
}

const FIRST = 0xe000;
const MARK = /[\uE000-\uE0FF]/u;
const MARKS = /[\uE000-\uE0FF]/gu;
const QUOTED =
  /"([^"]*)"|„([^“”"]*)[“”"]|“([^”]*)”|«([^»]*)»|»([^«]*)«|‘([^’]*)’|`([^`]*)`|(?<=^|[\s(])'([^'\n]*(?:'\p{L}[^'\n]*)*)'(?=$|[\s,.;:!?)])/gu;

/** Undefined where there are more quotes than a command can have. */
export function lift(source: string): Lifted | undefined {
  const quotes: { inner: string; whole: string }[] = [];
  // What the user typed of the private area would be read as a quote.
  const text = source
    .toWellFormed()
    .replaceAll(MARKS, '')
    .replaceAll(QUOTED, (whole, ...groups: unknown[]) => {
      const inner = groups.slice(0, 8).find((group) => typeof group === 'string');
      quotes.push({ inner: typeof inner === 'string' ? inner : '', whole });
      return String.fromCharCode(FIRST + Math.min(quotes.length - 1, 0xff));
    });
  return quotes.length > 0xff ? undefined : { text, quotes };
}

/** The words as they were typed, quotes and all. */
export function lower(text: string, { quotes }: Lifted): string {
  return text.replaceAll(MARKS, (mark) => quotes[mark.charCodeAt(0) - FIRST]?.whole ?? '');
}

/** What stands between the quotes, where the text has exactly one quoted string. */
export function quotedIn(text: string, { quotes }: Lifted): { inner: string; around: string } | undefined {
  const marks = text.match(MARKS) ?? [];
  const [mark] = marks;
  if (mark === undefined || marks.length > 1) return undefined;
  const inner = quotes[mark.charCodeAt(0) - FIRST]?.inner;
  return inner === undefined ? undefined : { inner, around: text.replace(mark, ' ').trim() };
}

export function startsQuoted(text: string): boolean {
  return MARK.test(text.slice(0, 1));
}

export function hasQuote(text: string): boolean {
  return MARK.test(text);
}
