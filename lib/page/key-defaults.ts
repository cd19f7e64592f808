import { all, attr, encloses, is, isEditable, rectOf, shown } from './dom.ts';
import { deleteAtCaret, insertAtCaret, moveCaret } from './edit.ts';
import { changed, isField } from './field.ts';
import { inputType } from './input-type.ts';
import type { Key } from './keys.ts';
import { focus } from './pointer.ts';
import { scrollBox } from './scroll.ts';
import { widgetsIn } from './widgets.ts';

/** What the platform does on a key that the page let pass. `at`: the focused element; `back`: with Shift. */
export function keyDefault(
  document: Document,
  key: Key,
  { at, back }: { at: Element | undefined; back: boolean },
): void {
  switch (key) {
    case 'Enter':
      if (at !== undefined) enter(at);
      return;
    case 'Space':
      if (at !== undefined && pressable(at, 'button, summary, input')) clickOn(at);
      else if (at === undefined || !insertAtCaret(at, ' ')) scrollBy(document, 0.85);
      return;
    case 'Tab':
      moveFocus(document, at, back);
      return;
    case 'Escape':
      closeTop(document);
      return;
    case 'Backspace':
    case 'Delete':
      if (at !== undefined) deleteAtCaret(at, key === 'Delete');
      return;
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'Home':
    case 'End':
    case 'PageUp':
    case 'PageDown':
      move(document, key, at);
  }
}

type Moving = Exclude<Key, 'Enter' | 'Space' | 'Tab' | 'Escape' | 'Backspace' | 'Delete'>;
const CARET: Partial<Record<Moving, Parameters<typeof moveCaret>[1]>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'start',
  End: 'end',
};
const SCROLL: Record<Moving, number> = {
  ArrowUp: -0.06,
  ArrowDown: 0.06,
  ArrowLeft: 0,
  ArrowRight: 0,
  PageUp: -0.85,
  PageDown: 0.85,
  Home: -1e9,
  End: 1e9,
};

function move(document: Document, key: Moving, at: Element | undefined): void {
  const forward = key === 'ArrowDown' || key === 'ArrowRight';
  const arrow = key.startsWith('Arrow');
  if (at instanceof HTMLSelectElement) stepSelect(at, key, forward);
  else if (at instanceof HTMLInputElement && at.type === 'radio' && arrow) stepRadio(at, forward);
  else if (at instanceof HTMLInputElement && arrow && stepsByArrow(at, key)) stepField(at, key);
  else if (at !== undefined && (isField(at) || (at instanceof HTMLElement && isEditable(at)))) {
    const to = CARET[key];
    if (to !== undefined) moveCaret(at, to);
  } else scrollBy(document, SCROLL[key]);
}

const SUBMITTERS = new Set(['button', 'submit', 'reset', 'image', 'file', 'color']);

function enter(at: Element): void {
  if (at instanceof HTMLInputElement && !SUBMITTERS.has(inputType(at))) submitFrom(at);
  else if (pressable(at, 'button, summary, a[href], area[href], input')) clickOn(at);
  else insertAtCaret(at, '\n');
}

/** "Implicit submission": by the form's first submit button, or without one where the form has a single text field. */
function submitFrom({ form }: HTMLInputElement): void {
  if (form !== null) submitForm(form);
}

export function submitForm(form: HTMLFormElement): void {
  const controls = [...formControls(form)];
  const button = controls.find(
    (el) =>
      (el instanceof HTMLButtonElement && el.type === 'submit') ||
      (el instanceof HTMLInputElement && (el.type === 'submit' || el.type === 'image')),
  );
  if (button !== undefined) {
    if (!is(button, ':disabled')) clickOn(button);
  } else if (controls.filter((el) => el instanceof HTMLInputElement && isField(el)).length <= 1) {
    HTMLFormElement.prototype.requestSubmit.call(form);
  }
}

function formControls(form: HTMLFormElement): Iterable<Element> {
  const elements: unknown = Reflect.get(HTMLFormElement.prototype, 'elements', form);
  return elements instanceof HTMLFormControlsCollection ? elements : [];
}

function pressable(el: Element, selector: string): boolean {
  return is(el, selector) && !isField(el);
}

function clickOn(el: Element): void {
  if (el instanceof HTMLElement) el.click();
}

function moveFocus(document: Document, at: Element | undefined, back: boolean): void {
  const { found, modal } = widgetsIn(document);
  const stops = found
    .filter(({ el, inert }) => !inert && !is(el, ':disabled') && tabIndexOf(el) >= 0 && shown(el))
    .filter(({ el }) => modal === undefined || encloses(modal, el))
    .toSorted((a, b) => (tabIndexOf(a.el) || Infinity) - (tabIndexOf(b.el) || Infinity) || a.order - b.order);
  const index = stops.findIndex(({ el }) => el === at);
  const next = back ? (stops[index - 1] ?? stops.at(-1)) : (stops[index + 1] ?? stops[0]);
  if (next !== undefined) focus(next.el);
}

function tabIndexOf(el: Element): number {
  return el instanceof HTMLElement || el instanceof SVGElement ? el.tabIndex : -1;
}

/** Closes what is on top, as the platform would: a popover, else a modal dialog (which may refuse). */
function closeTop(document: Document): void {
  const popover = all(document, '[popover]:popover-open').at(-1);
  if (popover instanceof HTMLElement && attr(popover, 'popover') !== 'manual') {
    popover.hidePopover();
    return;
  }
  const dialog = all(document, 'dialog:modal').at(-1);
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
}

function scrollBy(document: Document, share: number): void {
  const box = scrollBox(document);
  box.scrollBy({ top: share * rectHeight(box), behavior: 'instant' });
}

function rectHeight(box: Element): number {
  return box.clientHeight || rectOf(box).height;
}

function stepSelect(el: HTMLSelectElement, key: Moving, forward: boolean): void {
  const enabled = [...el.options].filter((option) => !option.disabled);
  const now = enabled.findIndex((option) => option.index === el.selectedIndex);
  const to = key === 'Home' || key === 'PageUp' ? 0 : key === 'End' || key === 'PageDown' ? enabled.length - 1 : now + (forward ? 1 : -1); // prettier-ignore
  const option = enabled[to];
  if (option === undefined || option.selected) return;
  option.selected = true;
  changed(el);
}

function stepRadio(el: HTMLInputElement, forward: boolean): void {
  const root = el.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  const group = all(root, 'input[type="radio"]').filter(
    (other): other is HTMLInputElement =>
      other instanceof HTMLInputElement && other.name === el.name && other.form === el.form && !other.disabled,
  );
  const next = group[(group.indexOf(el) + (forward ? 1 : -1) + group.length) % group.length];
  if (next === undefined || next === el) return;
  focus(next);
  next.click();
}

function stepsByArrow(el: HTMLInputElement, key: Moving): boolean {
  const type = inputType(el);
  return type === 'range' || (type === 'number' && (key === 'ArrowUp' || key === 'ArrowDown'));
}

function stepField(el: HTMLInputElement, key: Moving): void {
  const before = el.value;
  if (key === 'ArrowUp' || key === 'ArrowRight') el.stepUp();
  else el.stepDown();
  if (el.value !== before) changed(el);
}
