import type { Episode } from '../episode.ts';
import type { Item, Seen } from '../view.ts';
import { all, Lost, press, read, type Solver } from './solver.ts';

interface Post {
  user: string;
  controls: Item[];
}

/** A post begins with a line that holds an `@name`; what can be pressed after it is its own. */
function posts({ items }: Seen): Post[] {
  const found: Post[] = [];
  for (const item of items) {
    const user = item.ref === '' ? /@[\w-]+/u.exec(item.name)?.[0] : undefined;
    if (user !== undefined) found.push({ user, controls: [] });
    else if (item.ref !== '' && !/^submit$/iu.test(item.name)) found.at(-1)?.controls.push(item);
  }
  return found;
}

/** Its name, or the words that stand for one. */
const said = ({ name, near }: Item) => (name === '' ? near : name).toLowerCase();

function control({ controls }: Post, name: string): Item | undefined {
  return controls.find((item) => said(item).startsWith(name.toLowerCase()));
}

/** All posts are on the page, but not all may be in one view. */
async function postsOf(episode: Episode, user: string): Promise<Post[]> {
  const seen = await episode.look();
  const here = posts(seen).filter((post) => post.user === user);
  if (!seen.cut && seen.folds.length === 0) return here;
  const more: Post[] = [];
  for (let part = 1; part < 10; part++) {
    const next = await episode.look({ on: 'part', part });
    if (next.items.length === 0) break;
    for (const post of posts(next).filter((each) => each.user === user)) more.push(post);
    if (!next.cut) break;
  }
  return more.length > here.length ? more : here;
}

const onePost: Solver = async (episode) => {
  const [user = '', name = ''] = read(episode.utterance, /user (@\S+?), click on the "(.*)" button/u);
  const post = (await postsOf(episode, user))[0];
  if (post === undefined) throw new Lost('click', `a post of ${user}`);
  const direct = control(post, name);
  if (direct !== undefined) {
    await episode.act({ do: 'click', ref: direct.ref });
    return;
  }
  const more = control(post, 'more');
  if (more === undefined) throw new Lost('click', `${name} of ${user}`);
  const seen = await episode.act({ do: 'click', ref: more.ref });
  const item = all(seen, { name: new RegExp(`^${name}`, 'iu') })[0];
  if (item === undefined) throw new Lost('click', `${name} in the menu of ${user}`);
  await episode.act({ do: 'click', ref: item.ref });
};

const manyPosts: Solver = async (episode) => {
  const { utterance } = episode;
  const [name = '', many = '', user = ''] = read(utterance, /"(.*)" button on (all|\d+) posts? by (@\S+)/u);
  const found = await postsOf(episode, user);
  const wanted = many === 'all' ? found : found.slice(0, Number(many));
  if (many !== 'all' && wanted.length < Number(many)) throw new Lost('click', `${many} posts of ${user}`);
  let seen = await episode.look();
  for (const post of wanted) {
    const item = control(post, name);
    if (item === undefined) throw new Lost('click', `${name} of a post of ${user}`);
    seen = await episode.act({ do: 'click', ref: item.ref });
  }
  await press(episode, seen, 'Submit');
};

export const inbox: Readonly<Record<string, Solver>> = {
  'social-media': onePost,
  'social-media-all': manyPosts,
  'social-media-some': manyPosts,
};
