/**
 * The text of a view, read again as a model would read it: nothing is known here but the words of the view.
 */
export interface Item {
  /** '' for text. */
  ref: string;
  /** `text` for text. */
  role: string;
  /** Name of an element, or the text. */
  name: string;
  value: string;
  states: readonly string[];
  options: readonly string[];
  look: string;
  /** Middle of its box, CSS pixels in the viewport. */
  at?: { x: number; y: number };
  near: string;
  note: string;
  hint: string;
  /** 1 to 6 for headings, else 0. */
  level: number;
  row?: number;
  /** Number of the line that it stands on. */
  line: number;
  /** Heads of the regions around it, outer first: `dialog "Sure?"`. */
  regions: readonly string[];
}

export interface Fold {
  ref: string;
  more: number;
}

export interface Seen {
  text: string;
  items: readonly Item[];
  /** Lists of which the view tells some rows only. */
  folds: readonly Fold[];
  /** Something of the page is not in the view. */
  cut: boolean;
}

const QUOTED = '"([^"]*)"';
const HEAD = new RegExp(String.raw`^((?:f\d+)?e\d+) ([\w-]+)(?: ${QUOTED})?`, 'u');
const PARTS: readonly [RegExp, (item: Item, match: RegExpExecArray) => void][] = [
  [new RegExp(`^ = ${QUOTED}`, 'u'), (item, [, value = '']) => (item.value = value)],
  [/^ \[([^\]]*)\]/u, (item, [, states = '']) => (item.states = [...item.states, ...statesOf(states)])],
  [/^ \{([^}]*)\}/u, (item, [, options = '']) => (item.options = options.split(' | '))],
  [new RegExp(`^ look ${QUOTED}`, 'u'), (item, [, look = '']) => (item.look = look)],
  [/^ at (-?\d+),(-?\d+)/u, (item, [, x, y]) => (item.at = { x: Number(x), y: Number(y) })],
  [new RegExp(`^ near ${QUOTED}`, 'u'), (item, [, near = '']) => (item.near = near)],
  [new RegExp(`^ hint ${QUOTED}`, 'u'), (item, [, hint = '']) => (item.hint = hint)],
  [new RegExp(`^ note ${QUOTED}`, 'u'), (item, [, note = '']) => (item.note = note)],
  [new RegExp(`^ from ${QUOTED} to ${QUOTED}`, 'u'), () => undefined],
  [/^ \([a-z-]+\)/u, () => undefined],
  [new RegExp(`^ error ${QUOTED}`, 'u'), () => undefined],
];

function statesOf(words: string): string[] {
  return words === 'not checked' ? ['unchecked'] : words.split(' ');
}

function blank(line: number, regions: readonly string[], row: number | undefined): Item {
  const item: Item = { ref: '', role: 'text', name: '', value: '', states: [], options: [], look: '', near: '', note: '', hint: '',
    level: 0, line, regions }; // prettier-ignore
  return row === undefined ? item : { ...item, row };
}

/** Reads a view. A line that is not of the format makes an error: views are made for reading. */
export function readView(text: string): Seen {
  const items: Item[] = [];
  const folds: Fold[] = [];
  let regions: string[] = [];
  let cut = false;
  for (const [line, raw] of text.split('\n').entries()) {
    const depth = /^ */u.exec(raw)?.[0].length ?? 0;
    const words = raw.slice(depth);
    regions = regions.slice(0, depth);
    const fold = /^\.\.\. (\d+) more rows \(look ((?:f\d+)?e\d+)\)$/u.exec(words);
    if (fold !== null) folds.push({ ref: fold[2] ?? '', more: Number(fold[1]) });
    else if (words.startsWith('(left out')) cut = true;
    else if (/^\[[^\]]*\]$/u.test(words)) regions = [...regions, words.slice(1, -1)];
    else if (words !== '') items.push(...readLine(words, line, regions));
  }
  return { text, items, folds, cut };
}

function readLine(words: string, line: number, regions: readonly string[]): Item[] {
  const numbered = /^(\d+): /u.exec(words);
  const row = numbered === null ? undefined : Number(numbered[1]);
  let rest = words.slice(numbered?.[0].length ?? 0);
  const items: Item[] = [];
  while (rest !== '') {
    const item = blank(line, regions, row);
    const text = new RegExp(`^(#* ?)${QUOTED}`, 'u').exec(rest);
    const head = HEAD.exec(rest);
    const start = text ?? head;
    if (start === null) throw new Error(`not a line of a view: ${words}`);
    rest = rest.slice(start[0].length);
    if (text !== null) {
      item.level = (text[1] ?? '').trim().length;
      item.name = text[2] ?? '';
      rest = readParts(item, rest);
    } else {
      [, item.ref = '', item.role = '', item.name = ''] = start;
      rest = readParts(item, rest);
    }
    items.push(item);
    rest = rest.replace(/^ /u, '');
  }
  return items;
}

function readParts(item: Item, words: string): string {
  let rest = words;
  for (;;) {
    const found = PARTS.map(([pattern, take]) => ({ match: pattern.exec(rest), take })).find(
      ({ match }) => match !== null,
    );
    if (found === undefined || found.match === null) return rest;
    found.take(item, found.match);
    rest = rest.slice(found.match[0].length);
  }
}
