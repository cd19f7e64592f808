import * as v from 'valibot';

import { frameKeyOf } from './action.ts';
import type { PageElement, PageSnapshot } from './page.ts';

/** `code`: one-time codes, PINs, security codes. `card`: the number of a card. */
export const SECRET_KINDS = ['password', 'code', 'card'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A secret that the user gave for one site, by everything but its value. */
export const Handle = v.object({
  /** What `give` names: `s1`. Never used a second time. */
  secret: v.string(),
  kind: v.picklist(SECRET_KINDS),
  /** As the user calls it; a model reads it. */
  label: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  /** The user name that goes with a password; no secret. */
  user: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** The only one that gets it. */
  origin: v.string(),
});
export type Handle = v.InferOutput<typeof Handle>;

/** What the user enters. `session`: it is forgotten when the browser closes. */
export const SecretGiven = v.object({
  ...v.omit(Handle, ['secret']).entries,
  value: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  lasts: v.picklist(['kept', 'session']),
});
export type SecretGiven = v.InferOutput<typeof SecretGiven>;

/** As the settings list it. `here`: its value can be given; one for the session is gone after that. */
export type KeptSecret = Handle & Pick<SecretGiven, 'lasts'> & { here: boolean };

/** Fields that may get it, of all on the page: of a fitting kind, in a document of the very origin that it is for. */
export function fieldsFor({ kind, origin }: Handle, page: PageSnapshot): PageElement[] {
  return page.elements.filter((element) => takes(element, kind) && isFrom(origin, element.ref, page));
}

/** A password never goes into a field that shows what is in it. Sites hide some codes, and do not hide the numbers of cards. */
function takes({ kind: takesText, secret, states, inputType }: PageElement, kind: SecretKind): boolean {
  if (takesText !== 'text' || secret !== true || states.includes('readonly')) return false;
  return kind === 'code' || (kind === 'password') === (inputType === 'password');
}

/** The document that the element lies in, not the page around it. A frame that nobody knows is from nowhere. */
function isFrom(origin: string, ref: string, page: PageSnapshot): boolean {
  const key = frameKeyOf(ref);
  const frame = page.frames.find((each) => each.key === key);
  return origin === (frame?.origin ?? (key === '' ? page.origin : undefined));
}

/** What the act gives, where it may go there at all. */
export function givenBy({ ref, secret }: { ref: string; secret: string }, page: PageSnapshot): Handle | undefined {
  const handle = page.handles?.find((each) => each.secret === secret);
  return handle !== undefined && fieldsFor(handle, page).some((field) => field.ref === ref) ? handle : undefined;
}
