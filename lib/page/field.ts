import { inputType } from './input-type.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

const NOT_TYPED = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'image', 'file', 'hidden']);

export function isField(el: Element): el is Field {
  return el instanceof HTMLTextAreaElement || (el instanceof HTMLInputElement && !NOT_TYPED.has(inputType(el)));
}

/** Sets a field's value by the platform's own setter: a framework's override on the element would take it for no news. */
export function setNative(el: Field, value: string): void {
  const prototype = el instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Reflect.set(prototype, 'value', value, el);
  placeCaret(el, value.length, value.length);
}

/** Moves the caret, in types that have one. */
export function placeCaret(el: Field, start: number, end: number): void {
  try {
    el.setSelectionRange(start, end);
  } catch {
    // number, email, date and colour fields have no caret that a script may set
  }
}

export function beforeInput(
  el: Element,
  data: string,
  kind = data === '' ? 'deleteContentBackward' : 'insertText',
): boolean {
  const init = { bubbles: true, cancelable: true, composed: true, inputType: kind, data: data === '' ? null : data };
  return el.dispatchEvent(new InputEvent('beforeinput', init));
}

export function afterInput(
  el: Element,
  data: string,
  kind = data === '' ? 'deleteContentBackward' : 'insertText',
): void {
  const init = { bubbles: true, composed: true, inputType: kind, data: data === '' ? null : data };
  el.dispatchEvent(new InputEvent('input', init));
}

/** What the platform tells a page once a control has another value. */
export function changed(el: Element): void {
  el.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  el.dispatchEvent(new Event('change', { bubbles: true }));
}
