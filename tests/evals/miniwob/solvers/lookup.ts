import type { Episode } from '../episode.ts';
import type { Item, Seen } from '../view.ts';
import { all, BUTTON, FIELD, Lost, one, press, read, type Solver, texts } from './solver.ts';

/** What is drawn: shapes with a look, and texts of drawings, which are elements or texts with a place. */
function drawn({ items }: Seen): Item[] {
  return items.filter(({ role, at, look }) => !BUTTON.test(role) && (look !== '' || at !== undefined));
}

function isGlyph({ name }: Item): boolean {
  return /^[\p{L}\p{N}]$/u.test(name);
}

/** `black text 6x11` and `blue triangle 10x10`: letters of the small size are about 11 high, shapes 10. */
function isLarge(item: Item): boolean {
  const height = Number(/x(\d+)$/u.exec(item.look)?.[1] ?? 0);
  return height > (isGlyph(item) ? 16 : 14);
}

const SAME_COLOUR: Readonly<Record<string, RegExp>> = {
  aqua: /aqua|cyan|turquoise/u,
  magenta: /magenta|fuchsia|pink/u,
};

/** Does this description of a drawn thing (`small red triangle`, `large item`, `blue 4`) fit? */
function fitsWords(item: Item, words: string): boolean {
  const parts = words.split(' ');
  const what = parts.at(-1) ?? '';
  return (
    parts.slice(0, -1).every((part) => part === (isLarge(item) ? 'large' : 'small') || hasColour(item, part)) &&
    isA(item, what)
  );
}

function hasColour({ look }: Item, colour: string): boolean {
  return (SAME_COLOUR[colour] ?? new RegExp(`\\b${colour}\\b`, 'u')).test(look);
}

function isA(item: Item, what: string): boolean {
  if (what === 'item') return true;
  if (isGlyph(item)) return item.name === what || what === (/\d/u.test(item.name) ? 'digit' : 'letter');
  if (what === 'shape') return true;
  return (what === 'rectangle' ? /square|rectangle/u : new RegExp(what, 'u')).test(item.look);
}

const countShape: Solver = async (episode) => {
  const [words = ''] = read(episode.utterance, /^How many (.*)s are there/u);
  const seen = await episode.look();
  const count = drawn(seen).filter((item) => fitsWords(item, words)).length;
  await press(episode, seen, `${count}`);
};

const identify: Solver = async (episode) => {
  const seen = await episode.look();
  const [figure] = drawn(seen);
  if (figure === undefined) throw new Lost('click', 'a figure');
  if (isGlyph(figure)) await press(episode, seen, /\d/u.test(figure.name) ? 'Number' : 'Letter');
  else await press(episode, seen, /triangle/u.test(figure.look) ? 'Triangle' : /circle/u.test(figure.look) ? 'Circle' : 'Rectangle'); // prettier-ignore
};

const clickShape: Solver = async (episode) => {
  const [words = ''] = read(episode.utterance, /^Click on an? (.*)$/u);
  const shape = drawn(await episode.look()).find((item) => item.ref !== '' && fitsWords(item, words));
  if (shape === undefined) throw new Lost('click', words);
  await episode.act({ do: 'click', ref: shape.ref });
};

const findWord: Solver = async (episode) => {
  const [place = ''] = read(episode.utterance, /(\d+)(?:st|nd|rd|th) word/u);
  const seen = await episode.look();
  const words = texts(seen).map(({ name }) => name).join(' ').split(/\s+/u); // prettier-ignore
  const text = words[Number(place) - 1]?.replaceAll(/[^a-z0-9]/giu, '') ?? '';
  const { ref } = one(seen, { role: FIELD }, { act: 'type' });
  await press(episode, await episode.act({ do: 'type', ref, text }), 'Submit');
};

const oddOrEven: Solver = async (episode) => {
  let seen = await episode.look();
  const wanted: string[] = [];
  for (const [index, { ref, name }] of seen.items.entries()) {
    if (ref !== '' || !/^-?\d+$/u.test(name)) continue;
    const odd = seen.items.slice(0, index).findLast((item) => item.name === 'Odd');
    const even = seen.items.slice(index).find((item) => item.name === 'Even');
    const button = Number(name) % 2 === 0 ? even : odd;
    if (button === undefined) throw new Lost('click', `buttons of ${name}`);
    wanted.push(button.ref);
  }
  for (const ref of wanted) seen = await episode.act({ do: 'click', ref });
  await press(episode, seen, 'Submit');
};

const generateNumber: Solver = async (episode) => {
  const { utterance } = episode;
  const limit = Number(/than (\d+)/u.exec(utterance)?.[1]);
  const fits = (n: number) => {
    if (utterance.includes('less')) return n < limit;
    if (utterance.includes('greater')) return n > limit;
    return (n % 2 === 0) === utterance.includes('even');
  };
  let seen = await episode.look();
  for (let tries = 0; tries < 60; tries++) {
    const shown = texts(seen).find(({ name }) => /^\d+$/u.test(name));
    if (shown !== undefined && fits(Number(shown.name))) break;
    seen = await press(episode, seen, 'Generate');
  }
  await press(episode, seen, 'Submit');
};

async function command(episode: Episode, seen: Seen, text: string): Promise<Seen> {
  const { ref } = one(seen, { role: FIELD }, { act: 'type' });
  await episode.actOnly({ do: 'type', ref, text, how: 'keys' });
  return episode.act({ do: 'press', key: 'Enter', ref });
}

const terminal: Solver = async (episode) => {
  const ending = /extension (\.\S+)/u.exec(episode.utterance)?.[1];
  const before = new Set(texts(await episode.look()).map(({ name }) => name));
  const seen = await command(episode, await episode.look(), 'ls');
  const files = texts(seen).filter(({ name }) => !before.has(name) && !name.includes('$')).flatMap(({ name }) => name.split(/\s+/u)); // prettier-ignore
  const file = files.find((name) => (ending === undefined ? !name.includes('.') : name.endsWith(ending)));
  if (file === undefined) throw new Lost('type', `a file ${ending ?? 'without extension'}`);
  await command(episode, seen, `rm ${file}`);
};

/** Once the first number is pressed the others are covered by squares: where they stood is told by the first view. */
const ascending: Solver = async (episode) => {
  const first = await episode.look();
  const numbers = first.items
    .filter(({ name }) => /^\d$/u.test(name))
    .toSorted((a, b) => Number(a.name) - Number(b.name));
  const [start, ...others] = numbers;
  if (start === undefined || start.ref === '') throw new Lost('click', '1');
  let seen = await episode.act({ do: 'click', ref: start.ref });
  for (const { at, name } of others) {
    if (at === undefined) throw new Lost('click', `where ${name} stood`);
    const squares = drawn(seen).filter(({ ref }) => ref !== '');
    const nearest = squares.toSorted((a, b) => distance(a, at) - distance(b, at))[0];
    if (nearest === undefined) throw new Lost('click', `a square for ${name}`);
    seen = await episode.act({ do: 'click', ref: nearest.ref });
  }
};

function distance({ at }: Item, to: { x: number; y: number }): number {
  return at === undefined ? Infinity : Math.hypot(at.x - to.x, at.y - to.y);
}

/** A regular grid from -2 to 2 around the origin: its steps are told by where the points stand. */
const gridCoordinate: Solver = async (episode) => {
  const [x, y] = read(episode.utterance, /\((-?\d),(-?\d)\)/u).map(Number);
  const points = all(await episode.look(), {}).filter(({ look }) => /circle/u.test(look));
  const steps = (of: (item: Item) => number | undefined) => [...new Set(points.flatMap((item) => of(item) ?? []))].toSorted((a, b) => a - b); // prettier-ignore
  const xs = steps(({ at }) => at?.x);
  const ys = steps(({ at }) => at?.y);
  const wanted = { x: xs[(xs.length - 1) / 2 + (x ?? 0)], y: ys[(ys.length - 1) / 2 - (y ?? 0)] };
  const point = points.find(({ at }) => at?.x === wanted.x && at?.y === wanted.y);
  if (point === undefined) throw new Lost('click', 'that point');
  await episode.act({ do: 'click', ref: point.ref });
};

/** A canvas holds pixels only: what is drawn on it nobody can read from a view. */
const countSides: Solver = async (episode) => {
  const told = /(triangle|square|pentagon|hexagon|heptagon)/u.exec((await episode.look()).text)?.[1];
  if (told === undefined) throw new Lost('click', 'the shape (canvas: pixels)');
};

const hoverShape: Solver = async (episode) => {
  const seen = await episode.look();
  const square = drawn(seen).find(({ look }) => /\b(?:red|green|blue)\b/u.test(look));
  if (square === undefined) throw new Lost('hover', 'the coloured square');
  await episode.act({ do: 'hover', ref: square.ref });
};

export const lookup: Readonly<Record<string, Solver>> = {
  'count-shape': countShape,
  'count-sides': countSides,
  'identify-shape': identify,
  'click-shape': clickShape,
  'find-word': findWord,
  'odd-or-even': oddOrEven,
  'generate-number': generateNumber,
  terminal,
  'ascending-numbers': ascending,
  'grid-coordinate': gridCoordinate,
  'hover-shape': hoverShape,
};
