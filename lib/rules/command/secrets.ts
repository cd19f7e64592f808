import { fieldsFor, type Handle, type PageElement, problem, type SecretKind } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import type { Grounded } from './ground.ts';
import { type Context, findElement, FIT, type Match, settle } from './match.ts';
import { type Lifted, lower } from './quotes.ts';
import { type Name, nameOf, type Reading } from './reading.ts';

type Give = Extract<Reading, { verb: 'give' }>;

/** What users call their secrets. Folded. */
const NOUNS: [SecretKind, RegExp][] = [
  ['password', /^(?:password|pass ?phrase|passwort|kennwort)$/u],
  ['code', /^(?:(?:one time |security |sicherheits ?)?(?:pass)?code|pin|otp|cv[cv]|prufnummer|tan|einmal ?code)$/u],
  ['card', /^(?:(?:credit )?card(?: number)?|(?:kredit)?karten ?nummer)$/u],
];
const OWN = /^(?:my|the|mein\p{L}*|das|den|die)\s+(.+)$/iu;
const BY_HANDLE = /^(?:the |my |das |mein )?(?:secret|geheimnis)\s+(s\d{1,6})$/iu;

const INTO = [
  /^(?:fill(?: in| out)?|complete|set|change)\s+(.+?)\s+(?:with|as|to)\s+(.+)$/iu,
  /^(?:fülle?|setze?)\s+(.+?)\s+(?:mit|auf)\s+(.+?)(?:\s+aus)?$/iu,
];
const GIVE_INTO = [
  /^(?:type(?: in)?|enter|write|put|input|insert|fill in|give|use)\s+(.+)\s+(?:into|in|to|for|as)\s+(.+)$/iu,
  /^(?:gib|trage?|schreibe?|tippe?|setze?)\s+(.+)\s+(?:in|ins|im|bei|für|als)\s+(.+?)(?:\s+ein)?$/iu,
];
const GIVE = [
  /^(?:type(?: in)?|enter|write|put in|insert|fill(?: in| out)?|give|use)\s+(.+)$/iu,
  /^(?:gib|trage?|tippe?|fülle?|verwende|nimm|benutze)\s+(.+?)(?:\s+(?:ein|aus))?$/iu,
];

/** "Fill in my password", "enter my PIN into Code", "fill Password with secret s2": by what the user keeps, not by what they say. */
export function readGiving(clause: string, lifted: Lifted): Reading[] {
  for (const pattern of INTO) {
    const [, where, what] = pattern.exec(clause) ?? [];
    const given = where === undefined || what === undefined ? undefined : giving(what, nameOf(where, lifted), lifted);
    if (given !== undefined) return [given];
  }
  for (const pattern of GIVE_INTO) {
    const [, what, where] = pattern.exec(clause) ?? [];
    const given = where === undefined || what === undefined ? undefined : giving(what, nameOf(where, lifted), lifted);
    if (given !== undefined) return [given];
  }
  for (const pattern of GIVE) {
    const [, what] = pattern.exec(clause) ?? [];
    const given = what === undefined ? undefined : giving(what, undefined, lifted);
    if (given !== undefined) return [given];
  }
  return [];
}

function giving(what: string, name: Name | undefined, lifted: Lifted): Give | undefined {
  const said = lower(what, lifted).trim();
  const secret = BY_HANDLE.exec(said)?.[1]?.toLowerCase();
  const noun = fold(OWN.exec(said)?.[1] ?? '');
  const kind = NOUNS.find(([, fits]) => fits.test(noun))?.[0];
  if (secret === undefined && kind === undefined) return undefined;
  return {
    verb: 'give',
    ...(secret !== undefined && { secret }),
    ...(kind !== undefined && { kind }),
    ...(name !== undefined && { name }),
  };
}

const SIGN_IN =
  /^(?:(?:log|sign) (?:me )?in(?: here)?|login|(?:melde?|logge?) mich (?:hier )?(?:an|ein)|(?:hier )?(?:anmelden|einloggen))(?: (?:with|using|mit) (?:my|the|mein\p{L}*|dem) (?:password|passwort|kennwort))?$/iu;

/** "Log in": three commands, of which those that a page has no use for are left out. By the words alone, as all commands. */
export function signIn(clause: string): Reading[][] | undefined {
  return SIGN_IN.test(clause) ? [[{ verb: 'user' }], [{ verb: 'give', kind: 'password', login: true }], [{ verb: 'sign' }]] : undefined; // prettier-ignore
}

/** A secret that the user keeps for this site, with the field that it goes into. */
export function give({ kind, secret, name, login = false }: Give, context: Context): Grounded {
  const { page } = context;
  if (login && !takesPassword(page)) return { skip: true };
  const fits = (handle: Handle) => (secret === undefined ? handle.kind === kind : handle.secret === secret);
  const handles = (page.handles ?? []).filter(fits);
  if (handles.length === 0) return { problem: problem('secret.none'), sure: secret !== undefined };
  const said = name?.texts.at(-1) ?? handles[0]?.label ?? '';
  const able = new Map(handles.map((handle) => [handle, fieldsFor(handle, page)]));
  const usable = handles.filter((handle) => able.get(handle)?.length !== 0);
  const [handle, ...others] = usable;
  if (handle === undefined) return { problem: problem('element.not_found', { params: { name: said } }), sure: false };
  if (others.length > 0) {
    const names = usable.map(({ label }) => label).join(', ');
    return { problem: problem('element.ambiguous', { params: { name: names, count: usable.length } }), sure: true };
  }
  const match = fieldOf(able.get(handle) ?? [], name, context);
  if (match.found === 'none')
    return { problem: problem('element.not_found', { params: { name: said } }), sure: name?.quoted === true };
  if (match.found === 'many')
    return { problem: problem('element.ambiguous', { params: { name: said, count: match.elements.length } }), sure: false }; // prettier-ignore
  if (match.found === 'disabled')
    return { problem: problem('element.disabled', { params: { name: said } }), sure: true };
  return {
    rule: 'command.give',
    action: { do: 'give', ref: match.element.ref, secret: handle.secret },
    target: handle.label,
  };
}

function fieldOf(fields: readonly PageElement[], name: Name | undefined, context: Context): Match {
  if (name === undefined) return settle(fields, { ...context, fit: FIT.type });
  const refs = new Set(fields.map(({ ref }) => ref));
  return findElement(context, { name, fits: ({ ref }) => refs.has(ref), least: FIT.type });
}

/** The user name that goes with the password, into the field before it; left out where there is neither. */
export function userName(context: Context): Grounded {
  const { page } = context;
  const given = give({ verb: 'give', kind: 'password', login: true }, context);
  if (!('action' in given) || given.action.do !== 'give') return given;
  const { ref, secret } = given.action;
  const handle = page.handles?.find((each) => each.secret === secret);
  const at = page.elements.findIndex((element) => element.ref === ref);
  const { group } = page.elements[at] ?? {};
  const field = page.elements.slice(0, at).findLast((element) => element.group === group && takesName(element));
  if (handle?.user === undefined || field === undefined || field.value === handle.user) return { skip: true };
  return {
    rule: 'command.user-name',
    action: { do: 'type', ref: field.ref, text: handle.user },
    target: field.name === '' ? field.ref : field.name,
  };
}

function takesName({ kind, secret, states, inputType = '' }: PageElement): boolean {
  const free = !states.includes('disabled') && !states.includes('readonly') && !states.includes('hidden');
  return kind === 'text' && secret !== true && free && ['text', 'email', 'tel'].includes(inputType);
}

const SIGNS = /\b(?:log ?in|sign ?in|anmelden|einloggen|continue|next|weiter|submit|go|ok)\b/u;

/** Where no password is asked for, to sign in is to go to where it is. */
function takesPassword({ elements }: Context['page']): boolean {
  return elements.some(({ secret, inputType }) => secret === true || inputType === 'password');
}

const LEADS = /^(?:log ?in|sign ?in|login|anmelden|einloggen|zur anmeldung|zum login)(?: |$)/u;

function lead(context: Context): Grounded {
  const { elements } = context.page;
  const leads = elements.filter(({ kind, name }) => (kind === 'press' || kind === 'link') && LEADS.test(fold(name)));
  const exact = leads.filter(({ name }) => fold(name).split(' ').length <= 2);
  const match = settle(exact.length > 0 ? exact : leads, { ...context, fit: FIT.begins });
  if (match.found !== 'one')
    return { problem: problem('element.not_found', { params: { name: 'Sign in' } }), sure: false };
  const { ref, name } = match.element;
  return { rule: 'command.click', action: { do: 'click', ref }, target: name };
}

/** The button that signs in, in the form of the password; where there is no such form, what leads to it. */
export function sign(context: Context): Grounded {
  const { page } = context;
  if (!takesPassword(page)) return lead(context);
  const last = page.elements.find(({ ref }) => ref === context.lastRef);
  const buttons = page.elements.filter(
    // What is called like its form does not say in which it is.
    ({ kind, name, group = name, submits }) =>
      group === (last?.group ?? group) && (submits !== undefined || kind === 'press'),
  );
  const called = buttons.filter(({ name }) => SIGNS.test(fold(name)));
  const match = settle(called.length > 0 ? called : buttons.filter(({ submits }) => submits !== undefined), {
    ...context,
    fit: FIT.exact,
  });
  if (match.found !== 'one')
    return { problem: problem('element.not_found', { params: { name: 'Sign in' } }), sure: false };
  const { ref, name } = match.element;
  return { rule: 'command.sign-in', action: { do: 'click', ref }, target: name === '' ? ref : name };
}
