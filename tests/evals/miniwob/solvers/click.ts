import { all, BUTTON, FIELD, Lost, one, press, read, type Solver } from './solver.ts';

const buttonSequence: Solver = async (episode) => {
  for (const [, name = ''] of episode.utterance.matchAll(/button (\w+)/gu)) {
    await press(episode, await episode.look(), name);
  }
};

const link: Solver = async (episode) => {
  const [name = ''] = read(episode.utterance, /link "(.*)"/u);
  await episode.act({ do: 'click', ref: one(await episode.look(), { name }).ref });
};

function listed(words: string): string[] {
  const [names = ''] = read(words, /^Select (?:words similar to )?(.*) and click Submit/u);
  return names === 'nothing' ? [] : names.split(', ');
}

const checkboxes: Solver = async (episode) => {
  let seen = await episode.look();
  for (const name of listed(episode.utterance)) {
    seen = await episode.act({
      do: 'check',
      ref: one(seen, { role: /^checkbox$/u, name: exactly(name) }).ref,
      on: true,
    });
  }
  await press(episode, seen, 'Submit');
};

/** Random letters: `aB` is not `Ab`. */
function exactly(name: string): RegExp {
  return new RegExp(`^${RegExp.escape(name)}$`, 'u');
}

/** What a model knows of words. */
const THESAURUS = [
  'big large huge enormous gigantic', 'small tiny little mini petite', 'red scarlet crimson vermillion',
  'happy cheerful joyful gleeful delighted', 'sad unhappy sorrowful miserable tragic', 'angry mad furious irritated',
  'evil wicked immoral sinful corrupt depraved', 'wrong incorrect mistaken erroneous', 'real genuine actual',
  'strange odd peculiar unusual weird', 'stop cease halt end finish', 'scared terrified panicked fearful frightened afraid',
  'quiet calm peaceful serene mild', 'old aged archaic', 'love like adore favor', 'kill murder assassinate',
  'keep retain preserve sustain maintain', 'hide conceal camouflage', 'hate despise loathe detest dislike',
  'funny humorous amusing comical laughable', 'fat fleshy plump chubby', 'stupid dumb dull unwise',
  'delicious savory delectable appetizing', 'cut slice carve chop', 'brave courageous fearless',
  'begin start initiate launch', 'answer reply response', 'television televisions tv tvs', 'house home houses homes',
  'fire flame fires flames', 'pig pork swine', 'rabbit rabbits bunny bunnies',
  'car cars automobile automobiles vehicle vehicles', 'water',
].map((line) => new Set(line.split(' '))); // prettier-ignore

function alike(a: string, b: string): boolean {
  const [word, other] = [a.toLowerCase(), b.toLowerCase()];
  return word === other || THESAURUS.some((group) => group.has(word) && group.has(other));
}

const synonyms: Solver = async (episode) => {
  let seen = await episode.look();
  for (const word of listed(episode.utterance)) {
    const box = all(seen, { role: /^checkbox$/u }).find(({ name }) => alike(name, word));
    if (box === undefined) throw new Lost('check', word);
    seen = await episode.act({ do: 'check', ref: box.ref, on: true });
  }
  await press(episode, seen, 'Submit');
};

const focusText: Solver = async (episode) => {
  const number = Number(/(\d)(?:st|nd|rd)/u.exec(episode.utterance)?.[1] ?? 1);
  await episode.act({ do: 'click', ref: one(await episode.look(), { role: FIELD }, { number }).ref });
};

const option: Solver = async (episode) => {
  const [name = ''] = listed(episode.utterance);
  const { ref } = one(await episode.look(), { role: /^radio$/u, name: exactly(name) });
  await press(episode, await episode.act({ do: 'check', ref, on: true }), 'Submit');
};

/** What was pushed last looks pushed for a quarter of a second: looked at again and again, the view tells the order. */
const simonSays: Solver = async (episode) => {
  const order: string[] = [];
  let last = '';
  const first = await episode.look();
  const usual = new Map(all(first, { role: BUTTON }).map(({ ref, look }) => [ref, look]));
  for (let until = Date.now() + 4200; Date.now() < until;) {
    const changed = all(await episode.look(), { role: BUTTON }).find(({ ref, look }) => usual.get(ref) !== look);
    if (changed !== undefined && changed.ref !== last) order.push(changed.ref);
    last = changed?.ref ?? '';
  }
  for (const ref of order) await episode.act({ do: 'click', ref });
};

export const click: Readonly<Record<string, Solver>> = {
  'click-button-sequence': buttonSequence,
  'click-link': link,
  'click-checkboxes': checkboxes,
  'click-checkboxes-large': checkboxes,
  'click-checkboxes-transfer': checkboxes,
  'click-checkboxes-soft': synonyms,
  'focus-text': focusText,
  'focus-text-2': focusText,
  'click-option': option,
  'simon-says': simonSays,
};
