import type { Episode } from '../episode.ts';
import type { Item, Seen } from '../view.ts';
import { all, BUTTON, FIELD, Lost, one, press, read, type Solver, texts } from './solver.ts';

/** The field of that label: by name, by what stands near, or the text right before it. */
function field(seen: Seen, label: RegExp): Item {
  const fields = all(seen, { role: FIELD });
  const named = fields.find(({ name, near, hint }) => label.test(name) || label.test(near) || label.test(hint));
  if (named !== undefined) return named;
  const before = seen.items.findIndex(({ ref, name }) => ref === '' && label.test(name));
  const after = seen.items.slice(before + 1).find(({ role }) => FIELD.test(role));
  if (before === -1 || after === undefined) throw new Lost('type', `field ${label.source}`);
  return after;
}

const password: Solver = async (episode) => {
  const [text = ''] = read(episode.utterance, /password "(.*)" into/u);
  let seen = await episode.look();
  for (const label of [/^password/iu, /^verify/iu]) {
    seen = await episode.act({ do: 'type', ref: field(seen, label).ref, text });
  }
  await press(episode, seen, 'Submit');
};

const login: Solver = async (episode) => {
  const [user = '', secret = ''] = read(episode.utterance, /username "(.*)" and the password "(.*)" into/u);
  let seen = await episode.look();
  for (const [label, text] of [[/^username/iu, user], [/^password/iu, secret]] as const) {
    // A pop-up may be in the way, and may undo what was typed.
    for (let tries = 0; tries < 3 && !(await isTyped(seen, label, text)); tries++) {
      seen = await typeThere(episode, seen, { label, text });
    }
  }
  await press(episode, seen, /^(?:login|ok)$/iu);
}; // prettier-ignore

async function isTyped(seen: Seen, label: RegExp, text: string): Promise<boolean> {
  const { value } = field(seen, label);
  return value === text || /^[•*]+$/u.test(value);
}

async function typeThere(
  episode: Episode,
  seen: Seen,
  { label, text }: { label: RegExp; text: string },
): Promise<Seen> {
  const { after } = await tried(episode, { do: 'type', ref: field(seen, label).ref, text });
  const cancel = all(after, { role: BUTTON, name: 'Cancel' })[0];
  if (cancel === undefined) return after;
  const free = await episode.act({ do: 'click', ref: cancel.ref });
  return episode.act({ do: 'type', ref: field(free, label).ref, text });
}

/** An act that may be stopped by what it brings up. */
async function tried(episode: Episode, deed: Parameters<Episode['act']>[0]): Promise<{ after: Seen }> {
  await episode.tryTo(deed);
  return { after: await episode.look() };
}

interface Dish {
  name: string;
  kinds: string[];
  add: Item;
}

/** A dish is told by its name, its kinds and then its two buttons. */
function dishes({ items }: Seen): Dish[] {
  const found: Dish[] = [];
  let said: Item[] = [];
  for (const item of items) {
    if (item.level > 0) said = [];
    else if (item.ref !== '' && item.name === '+') {
      const names = said.map(({ name }) => name).filter((name) => !/^[-\d\s]*$/u.test(name));
      const [name = '', ...kinds] = names;
      found.push({ name, kinds: kinds.map((kind) => kind.replaceAll(/[()]/gu, '')), add: item });
      said = [];
    } else said.push(item);
  }
  return found;
}

const orderFood: Solver = async (episode) => {
  let seen = await episode.look();
  const { utterance } = episode;
  const wanted = /^Order (\d+) items that are (.*)$/u.exec(utterance);
  const adds: string[] = [];
  if (wanted === null) {
    const [names = ''] = read(utterance, /item: (.*)$/u);
    for (const name of names.split(/, */u)) {
      const dish = dishes(seen).find((each) => each.name === name.trim());
      if (dish === undefined) throw new Lost('click', `+ of ${name}`);
      adds.push(dish.add.ref);
    }
  } else {
    const dish = dishes(seen).find(({ kinds }) => kinds.includes(wanted[2] ?? ''));
    if (dish === undefined) throw new Lost('click', `+ of something ${wanted[2] ?? ''}`);
    for (let times = Number(wanted[1]); times > 0; times--) adds.push(dish.add.ref);
  }
  for (const ref of adds) seen = await episode.act({ do: 'click', ref });
  await press(episode, seen, /^order/iu);
};

const agreement: Solver = async (episode) => {
  let seen = await episode.look();
  const sign = /name "(.*)" then press "(.*)"/u.exec(episode.utterance);
  if (sign !== null) {
    const [area] = all(seen, { role: FIELD });
    if (area === undefined) throw new Lost('scroll', 'the text');
    seen = await episode.act({ do: 'scroll', to: 'bottom', ref: area.ref });
    const name = field(seen, /^name/iu);
    seen = await episode.act({ do: 'type', ref: name.ref, text: sign[1] ?? '' });
  }
  await press(episode, seen, sign?.[2] ?? 'Cancel');
};

const autocomplete: Solver = async (episode) => {
  const { utterance } = episode;
  const [begin = ''] = read(utterance, /starts with "([^"]*)"/u);
  const end = /ends with "([^"]*)"/u.exec(utterance)?.[1] ?? '';
  let seen = await episode.look();
  const tags = field(seen, /tags/iu);
  seen = await episode.act({ do: 'type', ref: tags.ref, text: begin, how: 'keys' });
  const fits = (name: string) => name.startsWith(begin) && name.endsWith(end);
  for (let waits = 0; waits < 3 && !all(seen, { name: /./u }).some(({ name }) => fits(name)); waits++) {
    seen = await episode.act({ do: 'wait', for: { what: 'time', ms: 400 } });
  }
  const choice = all(seen, { name: /./u }).find(({ name, role }) => !FIELD.test(role) && fits(name));
  if (choice === undefined) throw new Lost('click', `a suggestion ${begin}...${end}`);
  seen = await episode.act({ do: 'click', ref: choice.ref });
  await press(episode, seen, 'Submit');
};

const enterTime: Solver = async (episode) => {
  const [hours = '', minutes = '', half = ''] = read(episode.utterance, /(\d+):(\d\d)\s*([AP])M/u);
  const hour = (Number(hours) % 12) + (half === 'P' ? 12 : 0);
  const { ref } = one(await episode.look(), { role: /^(?:textbox|combobox|time)$/u }, { act: 'set' });
  const value = `${`${hour}`.padStart(2, '0')}:${minutes}`;
  await press(episode, await episode.act({ do: 'set', ref, value }), 'Submit');
};

function place(words: string, what: string): number {
  return Number(read(words, new RegExp(`(\\d)(?:st|nd|rd) ${what}`, 'u'))[0]);
}

const sliderForm: Solver = async (episode) => {
  const [value = ''] = read(episode.utterance, /^Select (-?\d+) with/u);
  let seen = await setSlider(episode, await episode.look(), { value: Number(value) });
  const box = one(seen, { role: /^checkbox$/u }, { number: place(episode.utterance, 'checkbox'), act: 'check' });
  seen = await episode.act({ do: 'check', ref: box.ref, on: true });
  await press(episode, seen, 'Submit');
};

/** By its own value where it tells one; else key by key, reading the number that the page shows after each slider. */
export async function setSlider(
  episode: Episode,
  before: Seen,
  { value, number = 1 }: { value: number; number?: number },
): Promise<Seen> {
  let seen = before;
  for (let tries = 0; tries < 130; tries++) {
    const slider = one(seen, { role: /^slider$/u }, { number, act: 'press' });
    const now = shownAfter(seen, slider);
    if (now === value) return seen;
    const big = Math.abs(value - now) > 40;
    const key = value > now ? (big ? 'PageUp' : 'ArrowRight') : big ? 'PageDown' : 'ArrowLeft';
    seen = await episode.act({ do: 'press', key, ref: slider.ref });
  }
  throw new Error(`the slider does not come to ${value}`);
}

function shownAfter(seen: Seen, slider: Item): number {
  const from = seen.items.indexOf(slider);
  const text = seen.items.slice(from + 1).find(({ ref, name }) => ref === '' && /^-?\d+$/u.test(name));
  if (slider.value === '' && text === undefined) throw new Lost('press', 'value of the slider');
  return Number(slider.value || text?.name);
}

const radioForm: Solver = async (episode) => {
  const { utterance } = episode;
  const [text = ''] = read(utterance, /number "(.*)" into/u);
  let seen = await episode.look();
  const radio = one(seen, { role: /^radio$/u }, { number: place(utterance, 'radio'), act: 'check' });
  seen = await episode.act({ do: 'check', ref: radio.ref, on: true });
  const box = one(seen, { role: FIELD }, { number: place(utterance, 'textbox'), act: 'type' });
  seen = await episode.act({ do: 'type', ref: box.ref, text });
  await press(episode, seen, 'Submit');
};

const dropdownForm: Solver = async (episode) => {
  const [choice = '', button = ''] = read(episode.utterance, /^Choose (.*) from the dropdown, .*"(.*)"/u);
  let seen = await episode.look();
  const list = all(seen, { role: /^(?:combobox|listbox)$/u }).find(({ options }) => options.includes(choice));
  if (list !== undefined) seen = await episode.act({ do: 'select', ref: list.ref, option: choice });
  else {
    const opener = all(seen, {}).find(({ role, name }) => !BUTTON.test(role) || !/\p{L}/u.test(name));
    if (opener === undefined) throw new Lost('click', 'the dropdown');
    seen = await episode.act({ do: 'click', ref: opener.ref });
    seen = await episode.act({ do: 'click', ref: one(seen, { name: choice }).ref });
  }
  await press(episode, seen, button);
};

/** Colours by their names, as a model knows them. */
const COLOURS: Readonly<Record<string, string>> = {
  red: 'ff0000', green: '008000', lime: '00ff00', blue: '0000ff', yellow: 'ffff00', aqua: '00ffff', cyan: '00ffff',
  magenta: 'ff00ff', fuchsia: 'ff00ff', black: '000000', white: 'ffffff', gray: '808080', grey: '808080', purple: '800080',
  olive: '808000', maroon: '800000', navy: '000080', teal: '008080', silver: 'c0c0c0', orange: 'ffa500',
}; // prettier-ignore

const colour: Solver = async (episode) => {
  let seen = await episode.look();
  const name = /^Select (\w+) with/u.exec(episode.utterance)?.[1] ?? '';
  const hex =
    COLOURS[name] ??
    texts(seen).flatMap(({ name: text, look }) => /#([\da-f]{6})/iu.exec(`${text} ${look}`)?.[1] ?? [])[0];
  if (hex === undefined) throw new Lost('set', `the colour ${name} (only drawn)`);
  seen = await episode.act({
    do: 'type',
    ref: one(seen, { role: FIELD }, { act: 'type' }).ref,
    text: hex.toUpperCase(),
  });
  await press(episode, seen, 'Submit');
};

export const forms: Readonly<Record<string, Solver>> = {
  'enter-password': password,
  'login-user': login,
  'login-user-popup': login,
  'order-food': orderFood,
  'sign-agreement': agreement,
  'use-autocomplete': autocomplete,
  'use-autocomplete-nodelay': autocomplete,
  'enter-time': enterTime,
  'form-sequence': sliderForm,
  'form-sequence-2': radioForm,
  'form-sequence-3': dropdownForm,
  'use-colorwheel': colour,
  'use-colorwheel-2': colour,
};
