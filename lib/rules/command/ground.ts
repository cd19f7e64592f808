import { type Action, type PageElement, problem, type Problem } from '@/lib/contracts/index.ts';
import { impossible } from '@/lib/shared/index.ts';

import { upload } from './files.ts';
import { type Context, findElement, findLabel, FIT, type Match, nthIn, settle } from './match.ts';
import { dismiss } from './overlay.ts';
import { headingOf, partOf } from './places.ts';
import type { Name, Reading } from './reading.ts';
import { give, sign, userName } from './secrets.ts';

/** What came of putting a command onto a page. */
export type Grounded =
  | { rule: string; action: Action; target?: string }
  /** Nothing of the kind is to be done here. */
  | { skip: true }
  /** Understood, but not possible here. `sure`: it was clearly a command, so there is nothing for a model to find out. */
  | { problem: Problem; sure: boolean };

/** The first reading that the page can follow; else the first that says why not. */
export function ground(readings: readonly Reading[], context: Context): Grounded {
  const results = readings.map((reading) => groundOne(reading, context));
  const done = results.find((result) => 'action' in result || 'skip' in result);
  const sure = results.find((result) => 'problem' in result && result.sure);
  return done ?? sure ?? results[0] ?? { problem: problem('run.not_understood'), sure: false };
}

function groundOne(reading: Reading, context: Context): Grounded {
  switch (reading.verb) {
    case 'plain':
      return { rule: reading.rule, action: reading.action };
    case 'refuse':
      return { problem: reading.problem, sure: true };
    case 'click':
      return click(reading.name, context, reading.exact === true);
    case 'open':
      return open(reading.name, context);
    case 'fill':
      return fill(reading, context);
    case 'choose':
      return choose(reading, context);
    case 'check':
      return check(reading, context);
    case 'key':
      return act(find(context, reading.name, isOf('text', 'select')), reading.name, (element) => ({
        rule: 'command.press',
        action: { ...reading.action, ref: element.ref },
      }));
    case 'point':
      return point(reading, context);
    case 'drag':
      return drag(reading, context);
    case 'upload':
      return upload(reading, context);
    case 'submit':
      return submit(context);
    case 'copy':
      return act(
        find(context, reading.name, () => true, FIT.near),
        reading.name,
        ({ ref }) => ({
          rule: 'command.copy',
          action: { do: 'copy', ref },
        }),
      );
    case 'paste':
      return act(find(context, reading.name, isOf('text')), reading.name, ({ ref }) => ({
        rule: 'command.paste',
        action: { do: 'paste', ref },
      }));
    case 'give':
      return give(reading, context);
    case 'user':
      return userName(context);
    case 'sign':
      return sign(context);
    case 'dismiss':
      return dismiss(context);
    default:
      return impossible(reading);
  }
}

const isOf =
  (...kinds: PageElement['kind'][]) =>
  ({ kind }: PageElement) =>
    kinds.includes(kind);

function find(context: Context, name: Name, fits: (element: PageElement) => boolean, least: number = FIT.type): Match {
  return findElement(context, { name, fits, least });
}

/** The act on what was found, or the problem that says why there is none. */
function act(match: Match, name: Name, make: (element: PageElement) => { rule: string; action: Action }): Grounded {
  const said = name.texts.at(-1) ?? '';
  switch (match.found) {
    case 'one':
      return { ...make(match.element), target: titleOf(match.element) };
    case 'none':
      return { problem: problem('element.not_found', { params: { name: said } }), sure: name.quoted };
    case 'many': {
      const candidates = match.elements.slice(0, 5).map(titleOf).join(', ');
      return {
        problem: problem('element.ambiguous', { params: { name: said, count: match.elements.length, candidates } }),
        sure: name.quoted,
      };
    }
    case 'disabled':
      return {
        problem: problem('element.disabled', { params: { name: titleOf(match.element) } }),
        sure: name.quoted || match.fit >= FIT.near,
      };
    default:
      return impossible(match);
  }
}

/** What the user reads as the name of the element. */
function titleOf({ name, near, placeholder, ref }: PageElement): string {
  return [name, placeholder, near].find((text) => text !== undefined && text.trim() !== '') ?? ref;
}

function click(name: Name, context: Context, exact: boolean): Grounded {
  const least = exact ? FIT.exact : FIT.around;
  const pressed = find(context, name, isOf('press', 'link', 'check'), least);
  const match = pressed.found === 'none' && !exact ? find(context, name, isOf('text'), FIT.near) : pressed;
  return act(match, name, ({ ref }) => ({ rule: 'command.click', action: { do: 'click', ref } }));
}

function point({ how, name }: Extract<Reading, { verb: 'point' }>, context: Context): Grounded {
  const match = find(context, name, () => true, FIT.near);
  const part = how === 'view' && match.found === 'none' ? partOf(context, name) : undefined;
  if (part !== undefined) return { rule: 'command.scroll', action: { do: 'scroll', to: 'view', ref: part.ref }, target: part.name }; // prettier-ignore
  // A link that is called as a heading leads there: the heading is meant.
  const leads = match.found === 'none' || (match.found === 'one' && match.element.kind === 'link');
  const heading = how === 'view' && leads ? headingOf(context, name) : undefined;
  if (heading !== undefined) return { rule: 'command.scroll', action: { do: 'scroll', to: 'view', text: heading }, target: heading }; // prettier-ignore
  return act(match, name, ({ ref }) => {
    if (how === 'hover') return { rule: 'command.hover', action: { do: 'hover', ref } };
    if (how === 'view') return { rule: 'command.scroll', action: { do: 'scroll', to: 'view', ref } };
    return { rule: 'command.click', action: { do: 'click', ref, how } };
  });
}

function drag({ name, to }: Extract<Reading, { verb: 'drag' }>, context: Context): Grounded {
  const target = act(
    find(context, to, () => true, FIT.near),
    to,
    ({ ref }) => ({
      rule: 'command.drag',
      action: { do: 'hover', ref },
    }),
  );
  if (!('action' in target) || target.action.do !== 'hover') return target;
  const { ref: onto } = target.action;
  return act(
    find(context, name, () => true, FIT.near),
    name,
    ({ ref }) => ({
      rule: 'command.drag',
      action: { do: 'drag', ref, to: onto },
    }),
  );
}

/** Only what is really called so: "open the page about prices" describes a page, and that is for the model to find. */
function open(name: Name, context: Context): Grounded {
  const asLink = find(context, name, isOf('link'), name.quoted ? FIT.words : FIT.begins);
  const match = asLink.found === 'none' ? find(context, name, isOf('press'), FIT.exact) : asLink;
  const isNear = match.found !== 'one' || match.fit >= FIT.near || name.quoted || covers(name, match.element);
  const near: Match = isNear ? match : { found: 'none' };
  const found = near.found === 'none' && context.alone === true ? find(context, name, isOf('link', 'press'), FIT.words) : near; // prettier-ignore
  return act(found, name, ({ ref }) => ({ rule: 'command.open', action: { do: 'click', ref } }));
}

/** A link whose name begins with the words, and has hardly more. */
function covers(name: Name, element: PageElement): boolean {
  return Math.max(...name.texts.map(({ length }) => length)) >= 0.6 * element.name.length;
}

function fill({ name, value }: Extract<Reading, { verb: 'fill' }>, context: Context): Grounded {
  const type = ({ ref }: PageElement) => ({ rule: 'command.fill', action: { do: 'type' as const, ref, text: value } });
  if (name === undefined) {
    const fields = context.page.elements.filter((element) => isOf('text')(element) && isWritable(element));
    const focused = fields.filter(({ states }) => states.includes('focused'));
    const match = settle(focused.length > 0 ? focused : fields, { ...context, fit: FIT.type });
    return act(match, { texts: [value], quoted: false }, type);
  }
  const match = find(context, name, isOf('text'));
  if (match.found === 'one' && !isWritable(match.element)) {
    return act({ ...match, found: 'disabled' }, name, type);
  }
  // "Fill Size with Large", where Size is a list.
  const list = find(context, name, isOf('select'), FIT.words);
  if (match.found === 'none' && list.found === 'one') {
    return choose({ verb: 'choose', option: { texts: [value], quoted: name.quoted }, name }, context);
  }
  return act(match, name, type);
}

function isWritable({ states }: PageElement): boolean {
  return !states.includes('readonly');
}

function choose({ option, name }: Extract<Reading, { verb: 'choose' }>, context: Context): Grounded {
  const lists = context.page.elements.filter(
    (element) => element.kind === 'select' && findLabel(element.options ?? [], option) !== undefined,
  );
  const named = name === undefined ? undefined : find(context, name, isOf('select'), FIT.around);
  if (named?.found === 'one' && !lists.some(({ ref }) => ref === named.element.ref)) {
    const params = { option: option.texts[0] ?? '', name: titleOf(named.element) };
    return { problem: problem('option.not_found', { params }), sure: option.quoted || named.fit >= FIT.near };
  }
  if (named !== undefined && named.found !== 'none') return act(named, name ?? option, (list) => select(list, option));
  if (name === undefined) {
    const match = settle(lists, { ...context, kind: option.kind, fit: FIT.exact });
    if (match.found !== 'none') return act(match, option, (list) => select(list, option));
  }
  return chooseOne(option, name, context);
}

function select({ ref, options = [] }: PageElement, option: Name): { rule: string; action: Action } {
  return { rule: 'command.select', action: { do: 'select', ref, option: findLabel(options, option) ?? '' } };
}

function isChoice({ kind, role }: PageElement): boolean {
  return kind === 'check' || /^(option|radio|tab|menuitem\w*|treeitem)$/.test(role);
}

/** A radio button, or an option of a list that the page drew itself, by its label; in the group of that name where one is given. */
function chooseOne(option: Name, name: Name | undefined, context: Context): Grounded {
  const groups = new Set(name?.texts.map((text) => text.toLowerCase()));
  const inGroup = ({ group }: PageElement) => name === undefined || groups.has((group ?? '').toLowerCase());
  const isOne = (element: PageElement) => isChoice(element) && inGroup(element);
  const { nth } = option;
  const counted = nth === undefined || name === undefined ? undefined : nthIn(context.page.elements.filter(isOne), nth);
  const match = counted === undefined ? find(context, option, isOne, FIT.words) : settle([counted], { ...context, fit: FIT.exact }); // prettier-ignore
  return act(match, option, ({ ref, kind }) =>
    kind === 'check'
      ? { rule: 'command.check', action: { do: 'check', ref, on: true } }
      : { rule: 'command.click', action: { do: 'click', ref } },
  );
}

function check({ name, on }: Extract<Reading, { verb: 'check' }>, context: Context): Grounded {
  return act(find(context, name, isOf('check'), FIT.around), name, ({ ref }) => ({
    rule: 'command.check',
    action: { do: 'check', ref, on },
  }));
}

function submit(context: Context): Grounded {
  const buttons = context.page.elements.filter(({ submits }) => submits !== undefined);
  const match = settle(buttons, { ...context, fit: FIT.exact });
  return act(match, { texts: ['submit'], quoted: false }, ({ ref }) => ({
    rule: 'command.submit',
    action: { do: 'click', ref },
  }));
}
