import { codeOf, givenBy, mayChange, type PageElement, type TaskCode } from '@/lib/contracts/index.ts';

import { type Case, elementOf, isByUser, isWeb, originAt, sendingOf, targetOf, wordsOf } from './case.ts';
import type { Facts, Thing } from './encode.ts';
import { leaves, type Reach } from './reach.ts';
import type { SiteRules } from './sites.ts';
import { rulesAt } from './sites.ts';
import { ungranted } from './tools.ts';
import { folded } from './words.ts';

/** The facts of an act: everything that its verdict is made from. Pure; nothing that a model said is in them but the act itself. */
export function factsOf(input: Case, reach: Reach, rules: SiteRules): Facts {
  const { action } = input;
  const { things, missing } = thingsOf(input);
  const flags: [Facts['flags'][number], boolean][] = [
    ['byUser', isByUser(input)],
    ['missing', missing],
    ['strayed', reach.strayed !== undefined],
    ['carried', reach.carried !== undefined || reach.sends],
    ['first', action.do === 'close' && action.tab === 1],
    ['reaches', action.do === 'use' && mayChange(input.tool?.capabilities)],
    ['shortcut', action.do === 'press' && (action.with ?? []).some((modifier) => modifier !== 'Shift')],
    ['unfit', action.do === 'give' && givenBy(action, input.page) === undefined],
  ];
  return {
    verb: action.do,
    flags: chosen(flags),
    site: [
      ...rulesAt(reachedBy(input), rules),
      ...(action.do === 'run' && wasShown(codeOf(action), input.run) ? (['shown'] as const) : []),
      ...(action.do === 'use' && ungranted(input).length === 0 ? (['granted'] as const) : []),
    ],
    key: action.do === 'press' ? action.key : '',
    things,
  };
}

/** The user said yes to this very code, in this very language, in this run. */
function wasShown({ language, code }: TaskCode, { iterations }: Case['run']): boolean {
  return iterations.some(({ questions }) =>
    questions.some(({ question, reply }) => {
      if (question.kind !== 'approve' || reply !== 'yes' || question.action.do !== 'run') return false;
      const shown = codeOf(question.action);
      return shown.language === language && shown.code === code;
    }),
  );
}

/** Origins of the documents that the act works in or sends to. */
export function reachedBy(input: Case): string[] {
  const { action, page } = input;
  const ref = 'ref' in action ? action.ref : undefined;
  const sends = sendersOf(input).flatMap((element) => sendingOf(element, action)?.origin ?? []);
  return [...new Set([page.origin, originAt(input, ref), ...sends])];
}

/** The element that is acted on, and the buttons that a form is sent by. */
function sendersOf(input: Case): PageElement[] {
  const { action } = input;
  const target = targetOf(input);
  const buttons = action.do === 'submit' || action.do === 'press' ? buttonsOf(input, target) : [];
  return [...(target === undefined ? [] : [target]), ...buttons];
}

/** Buttons of the same form; of the whole page where the focus is nowhere. */
function buttonsOf({ action, page }: Case, target: PageElement | undefined): PageElement[] {
  if (target === undefined && (action.do === 'submit' || ('ref' in action && action.ref !== undefined))) return [];
  return page.elements.filter(
    ({ submits, group }) => submits !== undefined && (target === undefined || group === target.group),
  );
}

/** Deeds that need the element that they name. Those that only look at one find nothing where it is gone, and do no harm. */
const LOOKS = new Set<Case['action']['do']>(['hover', 'mark', 'scroll', 'look']);

function thingsOf(input: Case): { things: Thing[]; missing: boolean } {
  const { action } = input;
  if (action.do === 'goto' || action.do === 'open') return { things: [placeOf(action.url, input)], missing: false };
  if (LOOKS.has(action.do)) return { things: [], missing: false };
  const target = targetOf(input);
  const things = target === undefined ? [] : [thingOf('target', target, input)];
  let missing = 'ref' in action && action.ref !== undefined && target === undefined;
  if (action.do === 'drag' && action.to !== undefined) {
    const onto = elementOf(input, action.to);
    missing ||= onto === undefined;
    if (onto !== undefined) things.push(thingOf('onto', onto, input));
  }
  if (action.do === 'submit' || action.do === 'press') {
    things.push(...buttonsOf(input, target).map((button) => thingOf('button', button, input)));
  }
  return { things, missing };
}

function placeOf(address: string, input: Case): Thing {
  const { leads, ...led } = ledBy(address, input);
  const spoken = wordsOf(input.run).includes(address);
  return {
    part: 'place',
    kind: 'none',
    flags: [],
    method: 'none',
    sendsElsewhere: false,
    name: '',
    ...led,
    leads: spoken ? [...leads, 'spoken'] : leads,
  };
}

function thingOf(part: Thing['part'], element: PageElement, input: Case): Thing {
  const { kind, role, inputType } = element;
  const submits = sendingOf(element, input.action);
  const said = nameOf(element);
  const flags: [Thing['flags'][number], boolean][] = [
    ['link', role === 'link'],
    ['search', role === 'searchbox' || inputType === 'search'],
    ['lines', inputType === 'textarea'],
    ['secret', element.secret === true],
    ['download', element.download === true],
    ['nameless', said === ''],
  ];
  const method = methodOf(submits?.method);
  return {
    part,
    kind,
    flags: chosen(flags),
    ...ledBy(element.href, input),
    method,
    sendsElsewhere: submits !== undefined && submits.origin !== input.page.origin,
    name: folded(said),
  };
}

function methodOf(method: string | undefined): Thing['method'] {
  if (method === undefined) return 'none';
  const name = method.toLowerCase();
  return name === 'get' || name === 'dialog' || name === 'post' ? name : 'other';
}

/** What the thing says of itself: its name and, where that says nothing, what stands near. */
function nameOf({ name, near = '' }: PageElement): string {
  return /[\p{L}\p{N}]/u.test(name) ? name : near;
}

const APPS = new Set(['mailto:', 'tel:', 'sms:']);

function ledBy(address: string | undefined, input: Case): Pick<Thing, 'address' | 'leads' | 'path'> {
  if (address === undefined) return { address: 'none', leads: [], path: '' };
  const { page } = input;
  const url = URL.parse(address);
  // A link to the very page is a button of the page's own scripts.
  const here = withoutHash(address) === withoutHash(page.url);
  if (url === null) return { address: 'unreadable', leads: here ? ['here'] : [], path: '' };
  if (!isWeb(url)) {
    const kind = url.protocol === 'javascript:' ? 'script' : 'other';
    return { address: APPS.has(url.protocol) ? 'app' : kind, leads: here ? ['here'] : [], path: '' };
  }
  const leads = chosen<Thing['leads'][number]>([
    ['crosses', leaves(url, input)],
    ['elsewhere', url.origin !== page.origin],
    ['here', here],
  ]);
  return { address: 'web', leads, path: folded(decoded(url)) };
}

function withoutHash(address: string): string {
  return address.split('#', 1)[0] ?? '';
}

function decoded({ pathname, search }: URL): string {
  try {
    return decodeURIComponent(`${pathname} ${search}`);
  } catch {
    return `${pathname} ${search}`;
  }
}

function chosen<F>(flags: readonly (readonly [F, boolean])[]): F[] {
  return flags.flatMap(([flag, on]) => (on ? [flag] : []));
}
