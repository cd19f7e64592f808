import type { Episode } from '../episode.ts';
import type { Item, Seen } from '../view.ts';
import { setSlider } from './forms.ts';
import { all, FIELD, Lost, one, press, read, type Solver } from './solver.ts';

const STYLE_BUTTONS: Readonly<Record<string, RegExp>> = {
  bold: /bold/iu,
  italics: /italic/iu,
  underlined: /underline/iu,
  color: /colou?r/iu,
};

/** All that is said of an element without a name. */
const words = ({ name, near, note, look }: Item) => `${name} ${look} ${note} ${near}`;

function styleButton(seen: Seen, style: string): Item {
  const pattern = STYLE_BUTTONS[style];
  const found = all(seen, {}).find((item) => !FIELD.test(item.role) && pattern?.test(words(item)) === true);
  if (found === undefined) throw new Lost('click', `button ${style}`);
  return found;
}

const textEditor: Solver = async (episode) => {
  const { utterance } = episode;
  const [what = ''] = read(utterance, /(?:give the text (\S+) the|give everything|make everything)/u);
  const style = /the style (\w+)/u.exec(utterance)?.[1];
  const hue = /the color (\w+)/u.exec(utterance)?.[1];
  let seen = await episode.look();
  const editor = one(seen, { role: FIELD }, { act: 'mark' });
  seen = await episode.act({ do: 'mark', ref: editor.ref, ...(what !== '' && { text: what }) });
  seen = await episode.act({ do: 'click', ref: styleButton(seen, style ?? 'color').ref });
  if (hue !== undefined) {
    const swatch = all(seen, {}).find(({ name, look }) => new RegExp(`\\b${hue}\\b`, 'iu').test(`${name} ${look}`) || HEX[hue]?.has(name.toLowerCase()) === true); // prettier-ignore
    if (swatch === undefined) throw new Lost('click', `a swatch of ${hue}`);
    seen = await episode.act({ do: 'click', ref: swatch.ref });
  }
  await press(episode, seen, 'Submit');
};

/** Colours by number, as a model reads them. */
const HEX: Readonly<Record<string, ReadonlySet<string>>> = {
  red: new Set(['#e60000']),
  orange: new Set(['#ff9900']),
  yellow: new Set(['#ffff00']),
  green: new Set(['#008a00']),
  blue: new Set(['#0066cc']),
  purple: new Set(['#9933ff']),
};

const resize: Solver = async (episode) => {
  const [dimension, direction] = read(episode.utterance, /the (width|height) is (smaller|larger)/u);
  const seen = await episode.look();
  const side = dimension === 'width' ? /\b(?:right|east|e|ew)\b/iu : /\b(?:bottom|south|s|ns)\b/iu;
  const handle = all(seen, {}).find(
    (item) => item.role !== 'button' && !FIELD.test(item.role) && side.test(words(item)),
  );
  if (handle === undefined) throw new Lost('drag', `the handle of the ${dimension ?? ''}`);
  const by = (direction === 'larger' ? 1 : -1) * 15;
  const after = await episode.act({
    do: 'drag',
    ref: handle.ref,
    by: dimension === 'width' ? { x: by, y: 0 } : { x: 0, y: by },
  });
  await press(episode, after, 'Submit');
};

function rows(seen: Seen): Item[] {
  return all(seen, { role: /^(?:listitem|generic)$/u });
}

async function moveTo(episode: Episode, seen: Seen, { from, to }: { from: number; to: number }): Promise<Seen> {
  const items = rows(seen);
  const [source, target] = [items[from], items[to]];
  if (source === undefined || target === undefined) throw new Lost('drag', `places ${from} and ${to}`);
  return episode.act({ do: 'drag', ref: source.ref, to: target.ref, place: to > from ? 'after' : 'before' });
}

const dragItems: Solver = async (episode) => {
  const [name = '', where = ''] = read(episode.utterance, /^Drag (\S+) (.*?)\.?$/u);
  const seen = await episode.look();
  const items = rows(seen);
  const from = items.findIndex((item) => item.name === name);
  if (from === -1) throw new Lost('drag', name);
  const place = /(\d)(?:st|nd|rd|th) position/u.exec(where);
  let to = place === null ? 0 : Number(place[1]) - 1;
  if (where.includes('bottom')) to = items.length - 1;
  if (where.includes('down by one')) to = from + 1;
  if (where.includes('up by one')) to = from - 1;
  await moveTo(episode, seen, { from, to });
};

const dragGrid: Solver = async (episode) => {
  const [name = '', where = ''] = read(episode.utterance, /^Drag (\S+) (.*?)\.?$/u);
  const seen = await episode.look();
  const from = rows(seen).findIndex((item) => item.name === name);
  if (from === -1) throw new Lost('drag', name);
  const steps: Readonly<Record<string, number>> = { up: -3, down: 3, left: -1, right: 1 };
  const step = steps[/^(up|down|left|right) by one/u.exec(where)?.[1] ?? ''];
  const row = where.includes('top') ? 0 : where.includes('bottom') ? 2 : 1;
  const column = where.includes('left') ? 0 : where.includes('right') ? 2 : 1;
  await moveTo(episode, seen, { from, to: step === undefined ? row * 3 + column : from + step });
};

const sortNumbers: Solver = async (episode) => {
  let seen = await episode.look();
  for (let to = 0; to < rows(seen).length; to++) {
    const numbers = rows(seen).map(({ name }) => Number(name));
    const least = Math.min(...numbers.slice(to));
    const from = numbers.indexOf(least, to);
    if (from !== to) seen = await moveTo(episode, seen, { from, to });
  }
  await press(episode, seen, 'Submit');
};

const sliders: Solver = async (episode) => {
  const values = [...read(episode.utterance, /(\[.*\]|-?\d+)/u)[0]?.matchAll(/-?\d+/gu) ?? []].map(([value]) => Number(value)); // prettier-ignore
  let seen = await episode.look();
  for (const [index, value] of values.entries()) seen = await setSlider(episode, seen, { value, number: index + 1 });
  await press(episode, seen, 'Submit');
};

export const edit: Readonly<Record<string, Solver>> = {
  'text-editor': textEditor,
  'resize-textarea': resize,
  'drag-items': dragItems,
  'drag-items-grid': dragGrid,
  'drag-sort-numbers': sortNumbers,
  'use-slider': sliders,
  'use-slider-2': sliders,
};
