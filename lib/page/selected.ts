import { focusedIn, parentOf } from './dom.ts';
import { isSecret } from './secret.ts';

/** The selected text and the element it lies in; undefined where nothing is selected. Secret fields have no selection. */
export function selectedText(document: Document): { text: string; in: Element | undefined } | undefined {
  const focused = focusedIn(document);
  if (focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) {
    const text = isSecret(focused) ? '' : textInField(focused);
    if (text.trim() !== '') return { text, in: focused };
  }
  const selection = Document.prototype.getSelection.call(document);
  if (selection === null || selection.rangeCount === 0) return undefined;
  const text = selection.toString() || composedText(selection, focused);
  if (text.trim() === '') return undefined;
  const around = selection.getRangeAt(0).commonAncestorContainer;
  return { text, in: around instanceof Element ? around : (parentOf(around) ?? undefined) };
}

function textInField(field: HTMLInputElement | HTMLTextAreaElement): string {
  try {
    return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  } catch {
    return ''; // Firefox throws for types without a selection
  }
}

/** A selection inside a shadow tree is empty from the document's point of view. */
function composedText(selection: Selection, focused: Element | undefined): string {
  const root = focused?.getRootNode() ?? selection.anchorNode?.getRootNode();
  const roots = root instanceof ShadowRoot ? [root] : openRootsAt(selection);
  for (const shadow of roots) {
    const own: unknown =
      'getSelection' in shadow && typeof shadow.getSelection === 'function' ? shadow.getSelection() : null;
    if (own instanceof Selection && own.toString().trim() !== '') return own.toString();
  }
  return '';
}

function openRootsAt(selection: Selection): ShadowRoot[] {
  const { anchorNode } = selection;
  if (!(anchorNode instanceof Element)) return [];
  return [anchorNode, ...anchorNode.children].flatMap((el) => (el.shadowRoot === null ? [] : [el.shadowRoot]));
}
