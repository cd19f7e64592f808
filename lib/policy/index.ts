import type { Action, Deed, PageElement, PageSnapshot, Run, Verdict } from '@/lib/contracts/index.ts';
import { impossible } from '@/lib/shared/index.ts';

import { type Rule, strictest } from './table.ts';
import { addressSaysFinal, dropIsFinal, hostsNamed, linkSaysFinal, saysFinal } from './words.ts';

interface Case {
  action: Action;
  page: PageSnapshot;
  run: Run;
}

type Rules = [Rule, ...Rule[]];

/** What may be done, by the act, the page and the user's own words. Pure, and blind to whatever a model said but the act itself. */
export function createPolicy() {
  return {
    judge(input: Case): Verdict {
      return strictest(rulesFor(input.action, input));
    },
  };
}

function rulesFor(action: Action, input: Case): Rules {
  switch (action.do) {
    case 'answer':
    case 'wait':
    case 'scroll':
    case 'back':
    case 'forward':
    case 'reload':
    case 'hover':
    case 'mark':
    case 'look':
    case 'find':
    case 'more':
    case 'switch':
      return [action.do];
    case 'close':
      return action.tab === 1 ? ['close', 'close_first'] : ['close'];
    case 'open':
    case 'goto':
      return forGoto(action.url, input);
    case 'type':
    case 'select':
    case 'check':
    case 'set':
      return forField(action, input);
    case 'copy':
    case 'paste':
      return forClipboard(action, input);
    case 'upload':
      return elementOf(input, action.ref) === undefined ? ['upload', 'unknown_element'] : ['upload'];
    case 'drag':
      return forDrag(action, input);
    case 'submit':
      return forSending(elementOf(input, action.ref), input);
    case 'call':
      return ['page_tool'];
    case 'click':
      return forClick(elementOf(input, action.ref), input);
    case 'press':
      return forKey(action, input);
    default:
      return impossible(action);
  }
}

function forGoto(address: string, input: Case): Rules {
  const url = URL.parse(address);
  if (url === null || !isWeb(url)) return ['scheme'];
  const rules: Rules = ['goto'];
  if (leaves(url, input)) rules.push('leaves_site');
  // A GET can delete too. Where the user wrote the address, they have read it.
  if (addressSaysFinal(decoded(url)) && !wordsOf(input.run).includes(address)) rules.push('final_word');
  return rules;
}

function forField(action: Extract<Deed, { do: 'type' | 'select' | 'check' | 'set' }>, input: Case): Rules {
  const element = elementOf(input, action.ref);
  if (element === undefined) return [action.do, 'unknown_element'];
  const fromUser = input.run.iterations.at(-1)?.decision?.by === 'rule';
  return element.secret === true && !fromUser ? [action.do, 'secret'] : [action.do];
}

/** What a page says is nobody's secret: it goes into none, and none goes out. */
function forClipboard(action: Extract<Deed, { do: 'copy' | 'paste' }>, input: Case): Rules {
  const element = elementOf(input, action.ref);
  if (element === undefined) return [action.do, 'unknown_element'];
  return element.secret === true ? [action.do, 'secret'] : [action.do];
}

function forDrag({ ref, to }: Extract<Deed, { do: 'drag' }>, input: Case): Rules {
  const target = to === undefined ? undefined : elementOf(input, to);
  if (elementOf(input, ref) === undefined || (to !== undefined && target === undefined))
    return ['drag', 'unknown_element'];
  return target !== undefined && dropIsFinal(nameOf(target)) ? ['drag', 'final_word'] : ['drag'];
}

function forClick(element: PageElement | undefined, input: Case): Rules {
  if (element === undefined) return ['click', 'unknown_element'];
  const rules: Rules = ['click'];
  if (element.download === true) rules.push('download');
  if (element.href !== undefined) {
    rules.push(...forHref(element.href, input));
    if (!isHere(element.href, input) && addressSaysFinal(decoded(element.href))) rules.push('final_word');
  }
  // Text fields, selects and boxes only take the focus or flip; what they are called is their label, not what they do.
  if (element.kind === 'press' || element.kind === 'link') {
    const said = nameOf(element);
    if (said === '' && element.href === undefined) rules.push('unnamed');
    if (isPlainLink(element, input) ? linkSaysFinal(said) : saysFinal(said)) rules.push('final_word');
  }
  if (element.submits !== undefined) rules.push(...forSubmit(element.submits, input));
  return rules;
}

/** A link that only fetches another page of this site: by GET, which changes nothing where a site keeps to the rules. */
function isPlainLink({ kind, role, href = '', download }: PageElement, input: Case): boolean {
  const url = URL.parse(href);
  if (kind !== 'link' || role !== 'link' || download === true || url === null || !isWeb(url)) return false;
  return url.origin === input.page.origin && !isHere(href, input);
}

/** A link to the very page is a button of the page's own scripts. */
function isHere(href: string, { page }: Case): boolean {
  return withoutHash(href) === withoutHash(page.url);
}

function withoutHash(address: string): string {
  return address.split('#', 1)[0] ?? '';
}

function forSubmit(submits: { method: string; origin: string }, { page }: Case): Rule[] {
  const method = submits.method.toLowerCase();
  // method=dialog closes a dialog and sends nothing.
  const rule: Rule = method === 'get' || method === 'dialog' ? 'submit_get' : 'submits';
  return method !== 'dialog' && submits.origin !== page.origin ? [rule, 'leaves_site'] : [rule];
}

function forHref(href: string, input: Case): Rule[] {
  const url = URL.parse(href);
  if (url === null) return ['unnamed'];
  if (isWeb(url)) return leaves(url, input) ? ['leaves_site'] : [];
  switch (url.protocol) {
    case 'mailto:':
    case 'tel:':
    case 'sms:':
      return ['opens_app'];
    case 'javascript:':
      // The page's own script: as unknown as a button without a name.
      return ['unnamed'];
    default:
      return ['scheme'];
  }
}

/** With Control or Meta in a field: mark all, copy, redo, take back. */
const EDITING = new Set(['a', 'c', 'y', 'z']);
const MOVING = new Set(
  ['Escape', 'Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
); // prettier-ignore

/** Enter does in a form what its submit button does; on a button it clicks; elsewhere the page decides. */
function forKey({ key, ref, with: held = [] }: Extract<Deed, { do: 'press' }>, input: Case): Rules {
  const { page } = input;
  const focused =
    ref === undefined ? page.elements.find(({ states }) => states.includes('focused')) : elementOf(input, ref);
  if (ref !== undefined && focused === undefined) return ['key', 'unknown_element'];
  const inText = focused?.kind === 'text';
  // Shift makes capitals and goes the other way round; with the others a key is a shortcut.
  const shortcut = held.some((modifier) => modifier !== 'Shift');
  if (key === 'Enter') return shortcut ? [...forEnter(focused, input), 'unknown_key'] : forEnter(focused, input);
  if (shortcut) return inText && (MOVING.has(key) || EDITING.has(key)) ? ['key'] : ['key', 'unknown_key'];
  if (key === 'Space') return focused?.kind === 'press' ? forClick(focused, input) : ['key'];
  if (MOVING.has(key)) return ['key'];
  // A character, Delete, Backspace: in a field they edit; outside of one many a mail page deletes the message.
  return inText ? ['key'] : ['key', 'unknown_key'];
}

/** Sends the form of that element, whatever its buttons are called. */
function forSending(element: PageElement | undefined, input: Case): Rules {
  if (element === undefined) return ['submits', 'unknown_element'];
  const buttons = input.page.elements.filter(({ submits, group }) => submits !== undefined && group === element.group);
  const own = element.submits === undefined ? buttons : [element];
  const rules = own.flatMap((button) => forClick(button, input));
  return own.length === 0 ? ['submits'] : ['click', ...rules];
}

function forEnter(focused: PageElement | undefined, input: Case): Rules {
  if (focused !== undefined && focused.kind !== 'text' && focused.kind !== 'select') return forClick(focused, input);
  if (focused?.inputType === 'textarea') return ['key'];
  const { elements } = input.page;
  const near = focused === undefined ? elements : elements.filter(({ group }) => group === focused.group);
  const buttons = near.filter(({ submits }) => submits !== undefined);
  const rules: Rules = ['key'];
  for (const button of buttons) rules.push(...forClick(button, input));
  // A field without a form: a chat sends on Enter. A search field is the one that says what Enter does.
  const isSearch = focused?.role === 'searchbox' || focused?.inputType === 'search';
  if (focused !== undefined && buttons.length === 0 && !isSearch) rules.push('unknown_key');
  return rules;
}

function elementOf({ page }: Case, ref: string): PageElement | undefined {
  return page.elements.find((element) => element.ref === ref);
}

/** What the thing says of itself: its name and, where that says nothing, what stands near. */
function nameOf({ name, near = '' }: PageElement): string {
  return /[\p{L}\p{N}]/u.test(name) ? name : near;
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

/** To another origin, unless the user named its host. An address with a user name in it hides its host: never as named. */
function leaves(url: URL, { page, run }: Case): boolean {
  if (url.username !== '' || url.password !== '') return true;
  if (url.origin === page.origin) return false;
  const named = hostsNamed(wordsOf(run));
  return ![...named].some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

/** The user's own words. A signal from a page or the system has none. */
function wordsOf({ signal }: Run): string {
  return signal.provenance.from === 'user' && signal.task.kind === 'ask' ? signal.task.text : '';
}

function decoded(address: URL | string): string {
  const url = typeof address === 'string' ? URL.parse(address) : address;
  if (url === null || !isWeb(url)) return '';
  const { pathname, search } = url;
  try {
    return decodeURIComponent(`${pathname} ${search}`);
  } catch {
    return `${pathname} ${search}`;
  }
}
