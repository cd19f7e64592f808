import { attr, has } from './dom.ts';
import { inputType } from './input-type.ts';

const AUTOCOMPLETE = /(^|\s)(cc-\S+|one-time-code|current-password|new-password)(\s|$)/i;
/** For fields that were a password until "show password", and for sites that set no autocomplete. */
const NAMES =
  /passw(or)?d|pass-?phrase|pass-?code|card-?_?num|security-?_?code|one-?_?time|(^|[^a-z])(cvv2?|cvc2?|csc|otp|pin|ssn|tan)([^a-z]|$)/i;

/** Passwords, one-time codes, card fields: their value is never read. */
export function isSecret(el: Element): boolean {
  if (!(el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement)) return false;
  const type = inputType(el);
  if (type === 'password' || AUTOCOMPLETE.test(attr(el, 'autocomplete') ?? '')) return true;
  if (el instanceof HTMLInputElement && !['text', 'tel', 'number', 'search'].includes(type)) return false;
  return !has(el, 'readonly') && [attr(el, 'name'), attr(el, 'id')].some((name) => name !== null && NAMES.test(name));
}
