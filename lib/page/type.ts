import { type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { click } from './click.ts';
import { focusedIn, isConnected, isEditable, textOf } from './dom.ts';
import { afterInput, beforeInput, type Field, isField, setNative } from './field.ts';
import { inputType } from './input-type.ts';
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

async function typeAtEnd(el: Field | HTMLElement, text: string): Promise<undefined> {
  if (isField(el)) {
    typeIntoField(el, el.value + text);
    return;
  }
  selectAll(el);
  el.ownerDocument.getSelection()?.collapseToEnd();
  keyEvent(el, 'keydown', text);
  await insert(el, text);
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

/** One key stroke stands for all: listeners that look at the field on each key look once more. False where one took the key itself. */
function keyEvent(el: Element, type: 'keydown' | 'keyup', text: string): boolean {
  const key = Array.from(text).at(-1) ?? 'Backspace';
  return el.dispatchEvent(
    new KeyboardEvent(type, { key, bubbles: true, cancelable: true, composed: true, view: window }),
  );
}

/** From the first letter to the last, as the key for it does: some editors do not know a selection around their own box. */
function selectAll(el: HTMLElement): void {
  const end = (which: 'firstChild' | 'lastChild') =>
    el.ownerDocument.createTreeWalker(el, NodeFilter.SHOW_TEXT)[which]() ?? el;
  const last = end('lastChild');
  const length = last instanceof Text ? last.length : el.childNodes.length;
  el.ownerDocument.getSelection()?.setBaseAndExtent(end('firstChild'), 0, last, length);
}

/** Line by line, with a paragraph between: the key for one would in many editors send what is there. */
async function insert(el: HTMLElement, text: string): Promise<boolean> {
  const { ownerDocument: document } = el;
  let done = false;
  for (const [index, piece] of text.split('\n').entries()) {
    if (index > 0) {
      // Editors redraw what the browser put in, and move the caret, in events of their own.
      await delay(0);
      // Chrome tells editors of what a key does, not of what a command does: without this, Lexical would take the line back out.
      if (beforeInput(el, '', 'insertParagraph')) document.execCommand('insertParagraph');
      await delay(0);
    }
    if (piece !== '') done = document.execCommand('insertText', false, piece);
  }
  return done;
}

async function typeIntoEditor(el: HTMLElement, text: string): Promise<void> {
  const { ownerDocument: document } = el;
  const before = textOf(el);
  selectAll(el);
  await delay(0); // editors take over the selection in an event of its own
  const free = keyEvent(el, 'keydown', text);
  // Deprecated, and still the only way that runs the editor's own handling with an undo step. It answers false where the editor
  // handled `beforeinput` itself, so what counts is what the element holds now.
  const done = text === '' ? !free || document.execCommand('delete') : await insert(el, text);
  await delay(0);
  if (!done && textOf(el) === before && before !== text && beforeInput(el, text)) {
    el.textContent = text;
    afterInput(el, text);
  }
  keyEvent(el, 'keyup', text);
}
