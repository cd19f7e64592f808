import type { Item, Seen } from '../view.ts';
import { all, BUTTON, FIELD, Lost, one, press, read, type Solver } from './solver.ts';

const chooseList: Solver = async (episode) => {
  const [option = ''] = read(episode.utterance, /^Select (.*) from the list/u);
  const { ref } = one(await episode.look(), { role: /^(?:combobox|listbox)$/u }, { act: 'select' });
  await press(episode, await episode.act({ do: 'select', ref, option }), 'Submit');
};

const scrollList: Solver = async (episode) => {
  const [names = ''] = read(episode.utterance, /^Select (.*) from the scroll list/u);
  let seen = await episode.look();
  for (const [index, option] of names.split(', ').entries()) {
    const { ref } = one(seen, { role: /^listbox$/u }, { act: 'select' });
    seen = await episode.act({ do: 'select', ref, option, how: index === 0 ? 'only' : 'add' });
  }
  await press(episode, seen, 'Submit');
};

const lastWord: Solver = async (episode) => {
  const seen = await episode.look();
  const [area, field] = all(seen, { role: FIELD });
  if (area === undefined || field === undefined) throw new Lost('type', 'two fields');
  const text = /(?:…|\.\.\.)$/u.test(area.value) ? await wholeOf(episode, area) : area.value;
  const word =
    text
      .trim()
      .split(/\s+/u)
      .at(-1)
      ?.replaceAll(/[^a-z0-9]/giu, '') ?? '';
  await press(episode, await episode.act({ do: 'type', ref: field.ref, text: word }), 'Submit');
};

/** The view shows the beginning of a long value: a look shows more. */
async function wholeOf(episode: Parameters<Solver>[0], { ref }: Item): Promise<string> {
  let last = '';
  for (let part = 1; part < 10; part++) {
    const { items } = await episode.look({ on: 'ref', ref, part });
    const said = items.filter((item) => item.ref === '' || item.ref === ref).map(({ name, value }) => value || name);
    if (said.at(-1) === undefined || said.at(-1) === last) break;
    last = said.at(-1) ?? '';
  }
  if (last === '' || last.endsWith('…')) throw new Lost('type', 'the end of the text');
  return last;
}

const scrollArea: Solver = async (episode) => {
  const [to] = read(episode.utterance, /to the (top|bottom)/u);
  const { ref } = one(await episode.look(), { role: FIELD }, { act: 'scroll' });
  await press(episode, await episode.act({ do: 'scroll', to: to === 'top' ? 'top' : 'bottom', ref }), 'Submit');
};

const search: Solver = async (episode) => {
  const [words = '', place = ''] = read(episode.utterance, /enter "(.*)" and press.*click the (\d)/u);
  let seen = await episode.look();
  seen = await episode.act({ do: 'type', ref: one(seen, { role: FIELD }, { act: 'type' }).ref, text: words });
  seen = await press(episode, seen, 'Search');
  const perPage = results(seen).length;
  if (perPage === 0) throw new Lost('click', 'results');
  const page = Math.ceil(Number(place) / perPage);
  if (page > 1) seen = await episode.act({ do: 'click', ref: one(seen, { name: `${page}` }).ref });
  const found = results(seen)[(Number(place) - 1) % perPage];
  if (found === undefined) throw new Lost('click', `result ${place}`);
  await episode.act({ do: 'click', ref: found.ref });
};

/** Links with the address of a page below them, not those of the pages of the list. */
function results(seen: Seen): Item[] {
  return all(seen, { role: /^(?:link|generic)$/u, name: /^\p{L}{2,}/u });
}

const menu: Solver = async (episode) => {
  const [path = ''] = read(episode.utterance, /^Select (.*)$/u);
  const names = path.split('>');
  let seen = await episode.look();
  for (const name of names.slice(0, -1)) {
    seen = await episode.act({ do: 'hover', ref: one(seen, { name }, { act: 'hover' }).ref });
  }
  await episode.act({ do: 'click', ref: one(seen, { name: names.at(-1) ?? '' }).ref });
};

const ICONS: Readonly<Record<string, RegExp>> = {
  Save: /disk|save/u,
  Prev: /seek start|prev/u,
  Stop: /stop/u,
  Play: /\bplay/u,
  Next: /seek end|next/u,
  'Zoom In': /zoom-?in/u,
  'Zoom Out': /zoom-?out/u,
};

/** The icon that the task means is drawn in its line on the page: its words are in the view or nobody can know. */
const iconMenu: Solver = async (episode) => {
  let seen = await episode.look();
  const label = /labeled "(.*)"/u.exec(episode.utterance)?.[1] ?? iconLabel(seen);
  if (label === undefined) throw new Lost('click', 'which icon the task means');
  seen = await episode.act({ do: 'click', ref: one(seen, { role: BUTTON, name: 'Menu' }).ref });
  if (all(seen, { name: label }).length === 0) {
    seen = await episode.act({ do: 'hover', ref: one(seen, { name: 'Playback' }, { act: 'hover' }).ref });
  }
  await episode.act({ do: 'click', ref: one(seen, { name: label }).ref });
};

function iconLabel({ items }: Seen): string | undefined {
  const near = items.filter(({ line }) => line === items.find(({ name }) => /item with the/u.test(name))?.line);
  const words = near
    .map(({ name, look, note }) => `${name} ${look} ${note}`.toLowerCase())
    .join(' ')
    .replaceAll('menu', '');
  return Object.entries(ICONS).find(([, pattern]) => pattern.test(words))?.[0];
}

export const lists: Readonly<Record<string, Solver>> = {
  'choose-list': chooseList,
  'click-scroll-list': scrollList,
  'scroll-text': lastWord,
  'scroll-text-2': scrollArea,
  'search-engine': search,
  'click-menu': menu,
  'click-menu-2': iconMenu,
};
