import { type Problem, problem } from '@/lib/contracts/index.ts';

import { isEditable, textOf } from './dom.ts';
import { insertAtCaret } from './edit.ts';
import { isField } from './field.ts';
import { focus } from './pointer.ts';
import { isSecret } from './secret.ts';
import { valueOf } from './states.ts';

const MOST_COPIED = 20_000;

/** Selects a stretch of text: in a field by its caret, else on the page. All of it without `text`. */
export function markText(el: Element, text: string | undefined): Problem | undefined {
  if (isField(el)) {
    const from = text === undefined ? 0 : el.value.indexOf(text);
    if (from < 0) return notThere(text);
    focus(el);
    el.setSelectionRange(from, text === undefined ? el.value.length : from + text.length);
    return undefined;
  }
  if (el instanceof HTMLElement && isEditable(el)) focus(el);
  const range = text === undefined ? wholeOf(el) : rangeOf(el, text);
  if (range === undefined) return notThere(text);
  const selection = el.ownerDocument.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  return undefined;
}

function notThere(text: string | undefined): Problem {
  return problem('element.not_found', { params: { name: (text ?? '').slice(0, 100) } });
}

function wholeOf(el: Element): Range {
  const range = el.ownerDocument.createRange();
  range.selectNodeContents(el);
  return range;
}

/** Where the text stands, across the pieces that the page cut it into. */
function rangeOf(el: Element, text: string): Range | undefined {
  const walker = el.ownerDocument.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node instanceof Text) nodes.push(node);
  const start = nodes.map(({ data }) => data).join('').indexOf(text); // prettier-ignore
  if (start < 0 || text === '') return undefined;
  const range = el.ownerDocument.createRange();
  let at = 0;
  for (const node of nodes) {
    const end = at + node.length;
    if (start >= at && start < end) range.setStart(node, start - at);
    if (start + text.length > at && start + text.length <= end) {
      range.setEnd(node, start + text.length - at);
      break;
    }
    at = end;
  }
  return range;
}

/** What is selected in the element, else its value or text; the page may put something else in its place, as it may for a person. */
export function copyFrom(el: Element): string | undefined {
  if (isSecret(el)) return undefined;
  const data = new DataTransfer();
  const event = new ClipboardEvent('copy', { bubbles: true, cancelable: true, composed: true, clipboardData: data });
  const passed = el.dispatchEvent(event);
  const own = passed ? selectedIn(el) || (isField(el) ? el.value : (valueOf(el) ?? textOf(el) ?? '')) : data.getData('text/plain');
  return own.slice(0, MOST_COPIED).toWellFormed();
} // prettier-ignore

function selectedIn(el: Element): string {
  if (isField(el)) return el.value.slice(el.selectionStart ?? 0, el.selectionEnd ?? 0);
  const selection = el.ownerDocument.getSelection();
  return selection?.anchorNode != null && el.contains(selection.anchorNode) ? selection.toString() : '';
}

/** Puts text in as pasting does: the page may take it itself; else it goes where the caret is. */
export function pasteInto(el: Element, text: string): boolean {
  focus(el);
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData: data });
  if (!el.dispatchEvent(event)) return true;
  return insertAtCaret(el, text);
}
