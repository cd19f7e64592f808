import { type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { click, focus } from './click.ts';
import { focusedIn, isConnected, isEditable, textOf } from './dom.ts';
import { inputType } from './interactive.ts';
import { gone, type Target } from './ready.ts';
import { isReadOnly } from './states.ts';
import { fieldValue } from './values.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

const NOT_TYPED = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'image', 'file', 'hidden']);

export function isField(el: Element): el is Field {
  return el instanceof HTMLTextAreaElement || (el instanceof HTMLInputElement && !NOT_TYPED.has(inputType(el)));
}

/** Replaces what a field or an editor holds by `text`. A problem where it cannot hold it. */
export async function typeInto(target: Target, text: string, ref: string): Promise<Problem | undefined> {
  const { el } = target;
  const editor = el instanceof HTMLElement && !isField(el) && isEditable(el);
  if (!isField(el) && !editor) return problem('element.wrong_kind', { params: { ref }, detail: 'takes no text' });
  if (isReadOnly(el)) return problem('element.disabled', { params: { ref }, detail: 'read-only' });
  const value = isField(el) ? fieldValue(inputType(el), text) : text;
  if (value === undefined) {
    return problem('element.wrong_kind', {
      params: { ref },
      detail: `a field of type ${inputType(el)} cannot hold that`,
    });
  }
  if (focusedIn(el.ownerDocument) !== el) {
    click(target);
    if (!isConnected(el)) return gone(ref);
    focus(el);
  }
  if (editor) await typeIntoEditor(el, value);
  else if (isField(el)) typeIntoField(el, value);
  return undefined;
}

function typeIntoField(el: Field, text: string): void {
  const value = el.maxLength >= 0 ? text.slice(0, el.maxLength).toWellFormed() : text;
  keyEvent(el, 'keydown', value);
  if (beforeInput(el, value)) {
    setNative(el, value);
    afterInput(el, value);
  }
  keyEvent(el, 'keyup', value);
  el.dispatchEvent(new Event('change', { bubbles: true }));
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

/** One key stroke stands for all: listeners that look at the field on each key look once more. */
function keyEvent(el: Element, type: 'keydown' | 'keyup', text: string): void {
  const key = Array.from(text).at(-1) ?? 'Backspace';
  el.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true, composed: true, view: window }));
}

async function typeIntoEditor(el: HTMLElement, text: string): Promise<void> {
  const { ownerDocument: document } = el;
  const before = textOf(el);
  document.getSelection()?.selectAllChildren(el);
  await delay(0); // editors take over the selection in an event of its own
  keyEvent(el, 'keydown', text);
  // Deprecated, and still the only way that runs the editor's own handling with an undo step. It answers false where the editor
  // handled `beforeinput` itself, so what counts is what the element holds now.
  const done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
  await delay(0);
  if (!done && textOf(el) === before && before !== text && beforeInput(el, text)) {
    el.textContent = text;
    afterInput(el, text);
  }
  keyEvent(el, 'keyup', text);
}
