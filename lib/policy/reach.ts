import { framesRead, isTabDeed, originsRead, type Run, type Verdict } from '@/lib/contracts/index.ts';

import { type Case, isByUser, isWeb, originAt, sendingOf, targetOf, wordsOf } from './case.ts';
import { uncarried } from './tools.ts';
import { hostsNamed, isOf } from './words.ts';

type Crossing = NonNullable<Verdict['origins']>;

/** Which sites an act has to do with. */
export interface Reach {
  /** What was read at `from` may be entered at `to`. */
  carried: Crossing | undefined;
  /** The page is of a site that the user neither began at, nor named, nor said yes to. */
  strayed: Crossing | undefined;
  /** The act leads or sends there. */
  leaves: Crossing | undefined;
  /** A tool could send what was read to where the user has not let it go. */
  sends: boolean;
}

export function reachOf(input: Case): Reach {
  return { carried: carriedBy(input), strayed: strayedTo(input), leaves: leavingBy(input), sends: input.action.do === 'use' && uncarried(input).length > 0 }; // prettier-ignore
}

/** To another origin, unless the user named its host. An address with a user name in it hides its host: never as named. */
export function leaves(url: URL, { page, run }: Pick<Case, 'page' | 'run'>): boolean {
  if (url.username !== '' || url.password !== '') return true;
  return url.origin !== page.origin && !isNamed(url, run);
}

function isNamed({ hostname }: URL, run: Run): boolean {
  return [...hostsNamed(wordsOf(run))].some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** Any text that a model writes may be made of anything that it was shown in this run. What only the user said carries nothing. */
function carriedBy(input: Case): Crossing | undefined {
  const entered = enteredBy(input);
  if (entered === undefined) return undefined;
  const { page, run } = input;
  const read = entered.from ?? [...originsRead(run), page.origin, ...framesRead(page)];
  const from = read.find((origin) => origin !== entered.to && /^(https?|file):/u.test(origin));
  return from === undefined ? undefined : { from, to: entered.to };
}

/** Where the act enters text that is not the user's own; `from`: all the origins that it can be from, where that is known. */
function enteredBy(input: Case): { to: string; from?: string[] } | undefined {
  const { action, run } = input;
  const own = isByUser(input);
  if (action.do === 'goto' || action.do === 'open') return own ? undefined : enteredByAddress(action.url, run);
  if (action.do === 'paste' && action.text === undefined)
    return { to: originAt(input, action.ref), from: copiedAt(run) };
  const text = textOf(action);
  if (own || text === undefined) return undefined;
  // Letter by letter is a text, too, and each letter is one of the user's.
  if (action.do !== 'press' && isOf(text, wordsOf(run))) return undefined;
  return { to: originAt(input, 'ref' in action ? (action.ref ?? focusOf(input)) : undefined) };
}

function textOf(action: Case['action']): string | undefined {
  if (action.do === 'type' || action.do === 'paste') return action.text;
  if (action.do === 'set') return action.value;
  return action.do === 'press' && action.key.length <= 2 ? action.key : undefined;
}

/** The root of a site says nothing but its name. */
function enteredByAddress(address: string, run: Run): { to: string } | undefined {
  const url = URL.parse(address);
  if (url === null || !isWeb(url) || wordsOf(run).includes(address)) return undefined;
  return url.href === `${url.origin}/` ? undefined : { to: url.origin };
}

function focusOf({ page }: Case): string | undefined {
  return page.elements.find(({ states }) => states.includes('focused'))?.ref;
}

/** Where the last copied text is from: the page, or a frame of it. */
function copiedAt({ iterations }: Run): string[] {
  const copy = iterations.findLast(({ outcome }) => outcome?.copied !== undefined)?.interpretation;
  return copy === undefined ? [] : [copy.origin, ...(copy.frames ?? [])];
}

function strayedTo({ action, page, run }: Case): Crossing | undefined {
  // To go somewhere else, or to another tab, writes nothing there.
  if (action.do === 'answer' || isTabDeed(action)) return undefined;
  return foreign({ page, run }, isSame);
}

type Place = Pick<Case, 'page' | 'run'>;

/**
 * A run finds itself at a site that the user neither began at, nor named, nor said yes to: redirected, or in a tab that a page opened.
 * A sister of a known host (www.) is no such site. `number`: of the iteration that sees the page first.
 */
export function landedAt(place: Place, number: number): Crossing | undefined {
  if (isBegunByUser(place.run, number)) return undefined;
  return foreign(place, (origin, now) => isSame(origin, now) || isSister(origin, now));
}

function foreign({ page, run }: Place, known: (origin: string, now: string) => boolean): Crossing | undefined {
  const began = originsOfUser(run);
  const [from] = began;
  const url = URL.parse(page.url);
  if (from === undefined || began.some((origin) => known(origin, page.origin))) return undefined;
  if (url !== null && url.origin === page.origin && isNamed(url, run)) return undefined;
  return { from, to: page.origin };
}

/** The same origin, or the same host by https where it was by http. */
function isSame(origin: string, now: string): boolean {
  return origin === now || (origin.startsWith('http://') && origin.replace('http:', 'https:') === now);
}

/** One host is the other with something before it, at the same port, and no less safe. Numbers are no names. */
function isSister(origin: string, now: string): boolean {
  const [known, here] = [URL.parse(origin), URL.parse(now)];
  if (known === null || here === null || known.port !== here.port || /^[\d.]+$/u.test(here.hostname)) return false;
  if (known.protocol === 'https:' && here.protocol !== 'https:') return false;
  return here.hostname.endsWith(`.${known.hostname}`) || known.hostname.endsWith(`.${here.hostname}`);
}

/** The user was where this iteration began: at the start, after they did something by hand, or where they let the run go on. */
function isBegunByUser({ iterations, moved }: Run, number: number): boolean {
  const before = iterations.find((each) => each.number === number - 1);
  return before === undefined || before.byHand === true || moved?.from === number;
}

/** Where the user was: at the beginning, and after doing something by hand. And what the user said yes to. */
function originsOfUser(run: Run): string[] {
  const { iterations } = run;
  const began = iterations.filter(({ number }) => isBegunByUser(run, number));
  const allowed = iterations
    .flatMap(({ questions }) => questions)
    .flatMap(({ question, reply }) => {
      if (question.kind === 'access') return reply === 'once' || reply === 'always' ? [question.origin] : [];
      if (question.kind === 'landed') return reply === 'yes' ? [question.to] : [];
      const to = question.kind === 'approve' && reply === 'yes' ? question.verdict.origins?.to : undefined;
      return to === undefined ? [] : [to];
    });
  return [...began.flatMap(({ interpretation }) => interpretation?.origin ?? []), ...allowed];
}

function leavingBy(input: Case): Crossing | undefined {
  const { action, page } = input;
  // What is given to a frame goes to where its document is from, whatever the page around it is.
  if (action.do === 'upload' || action.do === 'give') {
    const at = originAt(input, action.ref);
    if (at !== page.origin) return { from: page.origin, to: at };
  }
  const element = targetOf(input);
  const address = action.do === 'goto' || action.do === 'open' ? action.url : element?.href;
  const url = URL.parse(address ?? '');
  if (url !== null && isWeb(url) && leaves(url, input)) return { from: page.origin, to: url.origin };
  const sends = element && sendingOf(element, action);
  const to = sends?.method.toLowerCase() === 'dialog' ? undefined : sends?.origin;
  return to === undefined || to === page.origin ? undefined : { from: page.origin, to };
}
