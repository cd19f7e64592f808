import { type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { click } from './click.ts';
import { focusedIn, isConnected, isEditable, textOf } from './dom.ts';
import { afterInput, beforeInput, type Field, isField, setNative } from './field.ts';
import { inputType } from './interactive.ts';
import { press } from './keys.ts';
import { focus } from './pointer.ts';
import { gone, type Target, wrongKind } from './ready.ts';
import { isReadOnly } from './states.ts';
import { fieldValue } from './values.ts';

/** Replaces what a field or an editor holds by `text`. A problem where it cannot hold it. */
export async function typeInto(
  target: Target,
  { text, ref, how = 'replace' }: { text: string; ref: string; how?: Typing | undefined },
): Promise<Problem | undefined> {
  const { el } = target;
  const editor = el instanceof HTMLElement && !isField(el) && isEditable(el);
  if (!isField(el) && !editor) {
    if (how === 'keys' && focus(el)) return typeKeys(el, text);
    return wrongKind(ref, 'takes no text');
  }
  if (isReadOnly(el)) return problem('element.disabled', { params: { ref }, detail: 'read-only' });
  const value = isField(el) && how !== 'append' ? fieldValue(inputType(el), text) : text;
  if (value === undefined) {
    return wrongKind(ref, `a field of type ${inputType(el)} cannot hold that`);
  }
  if (focusedIn(el.ownerDocument) !== el) {
    click(target);
    if (!isConnected(el)) return gone(ref);
    focus(el);
  }
  if (how === 'append') return typeAtEnd(el, value);
  if (how === 'keys') {
    if (isField(el)) typeIntoField(el, '');
    else await typeIntoEditor(el, '');
    return typeKeys(el, value);
  }
  if (editor) await typeIntoEditor(el, value);
  else if (isField(el)) typeIntoField(el, value);
  return undefined;
}

export type Typing = 'replace' | 'append' | 'keys';

function typeAtEnd(el: Field | HTMLElement, text: string): undefined {
  if (isField(el)) {
    typeIntoField(el, el.value + text);
    return;
  }
  const selection = el.ownerDocument.getSelection();
  selection?.selectAllChildren(el);
  selection?.collapseToEnd();
  keyEvent(el, 'keydown', text);
  el.ownerDocument.execCommand('insertText', false, text);
  keyEvent(el, 'keyup', text);
}

/** Each character as its own key: for masks, lists that open while one types, and pages that listen to keys alone. */
async function typeKeys(el: Element, text: string): Promise<undefined> {
  for (const character of text) {
    press(el.ownerDocument, character === '\n' ? 'Enter' : character);
    await delay(0);
  }
  if (isField(el)) el.dispatchEvent(new Event('change', { bubbles: true }));
}

/** As one stroke; listeners of keys, input and change hear of it. */
export function typeIntoField(el: Field, text: string): void {
  const value = el.maxLength >= 0 ? text.slice(0, el.maxLength).toWellFormed() : text;
  keyEvent(el, 'keydown', value);
  if (beforeInput(el, value)) {
    setNative(el, value);
    afterInput(el, value);
  }
  keyEvent(el, 'keyup', value);
  el.dispatchEvent(new Event('change', { bubbles: true }));
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
