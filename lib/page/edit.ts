import { isEditable } from './dom.ts';
import { afterInput, beforeInput, type Field, isField, placeCaret, setNative } from './field.ts';

/** Puts text where the caret is, in a field or an editor. False where neither is there. */
export function insertAtCaret(el: Element, text: string): boolean {
  if (isField(el)) {
    const { start, end } = caretOf(el);
    replace(el, { start, end, text, kind: text === '\n' ? 'insertLineBreak' : 'insertText' });
    return true;
  }
  if (!(el instanceof HTMLElement) || !isEditable(el)) return false;
  el.ownerDocument.execCommand(text === '\n' ? 'insertParagraph' : 'insertText', false, text);
  return true;
}

/** Takes away the selection, or one character before or after the caret. False where there is nothing to edit. */
export function deleteAtCaret(el: Element, forward: boolean): boolean {
  if (isField(el)) {
    const { start, end } = caretOf(el);
    const from = start === end && !forward ? start - characterBefore(el.value, start) : start;
    const to = start === end && forward ? end + characterAfter(el.value, end) : end;
    if (from < to) {
      replace(el, { start: from, end: to, text: '', kind: forward ? 'deleteContentForward' : 'deleteContentBackward' });
    }
    return true;
  }
  if (!(el instanceof HTMLElement) || !isEditable(el)) return false;
  el.ownerDocument.execCommand(forward ? 'forwardDelete' : 'delete');
  return true;
}

/** Moves the caret of a field. False where there is none. */
export function moveCaret(el: Element, to: 'left' | 'right' | 'start' | 'end'): boolean {
  if (!isField(el)) return false;
  const { start, end } = caretOf(el);
  const at = {
    left: start < end ? start : start - characterBefore(el.value, start),
    right: start < end ? end : end + characterAfter(el.value, end),
    start: 0,
    end: el.value.length,
  }[to];
  placeCaret(el, at, at);
  return true;
}

/** Fields without a caret for scripts (number, email) are edited at their end. */
function caretOf(el: Field): { start: number; end: number } {
  const last = el.value.length;
  try {
    return { start: el.selectionStart ?? last, end: el.selectionEnd ?? last };
  } catch {
    return { start: last, end: last };
  }
}

function replace(el: Field, edit: { start: number; end: number; text: string; kind: string }): void {
  if (el.readOnly || el.disabled || !beforeInput(el, edit.text, edit.kind)) return;
  setNative(el, el.value.slice(0, edit.start) + edit.text + el.value.slice(edit.end));
  const caret = edit.start + edit.text.length;
  placeCaret(el, caret, caret);
  afterInput(el, edit.text, edit.kind);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** UTF-16 units of the character that ends at `at`, as a reader counts characters. */
function characterBefore(text: string, at: number): number {
  return [...segmenter.segment(text.slice(Math.max(0, at - 64), at))].at(-1)?.segment.length ?? 0;
}

function characterAfter(text: string, at: number): number {
  return [...segmenter.segment(text.slice(at, at + 64))][0]?.segment.length ?? 0;
}
