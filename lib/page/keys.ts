import type { KEYS } from '@/lib/contracts/index.ts';

import { flagsOf, type Modifiers } from './click.ts';
import { bodyOf, focusedIn, isEditable, rootElementOf } from './dom.ts';
import { insertAtCaret } from './edit.ts';
import { isField } from './field.ts';
import { keyDefault } from './key-defaults.ts';

export type Key = (typeof KEYS)[number];

const CODES: Record<Key, number> = {
  Enter: 13,
  Escape: 27,
  Tab: 9,
  Backspace: 8,
  Delete: 46,
  Space: 32,
  ArrowUp: 38,
  ArrowDown: 40,
  ArrowLeft: 37,
  ArrowRight: 39,
  Home: 36,
  End: 35,
  PageUp: 33,
  PageDown: 34,
};

/**
 * Presses a key, or one character, where the focus is. A key made by a script has none of its effects, so what the platform would do
 * (submit, follow, toggle, edit, move, select all) is done here, unless the page prevented it.
 */
export function press(document: Document, key: string, held: Modifiers = []): void {
  const stroke = { key, flags: flagsOf(held) };
  const passed = send(document, 'keydown', stroke);
  const command = held.includes('Control') || held.includes('Meta') || held.includes('Alt');
  const isText = Array.from(key).length === 1 && !command;
  const typed = passed && (isText || key === 'Enter' || key === 'Space') ? send(document, 'keypress', stroke) : passed;
  const target = focusedIn(document);
  if (typed) effect(document, { key, command, shift: held.includes('Shift') }, target);
  send(document, 'keyup', stroke);
}

function effect(
  document: Document,
  { key, command, shift }: { key: string; command: boolean; shift: boolean },
  target: Element | undefined,
): void {
  if (isNamed(key)) keyDefault(document, key, { at: target, back: shift });
  else if (command) {
    if (key.toLowerCase() === 'a') selectAll(document, target);
  } else if (target !== undefined) insertAtCaret(target, key);
}

function isNamed(key: string): key is Key {
  return key in CODES;
}

function selectAll(document: Document, target: Element | undefined): void {
  if (target !== undefined && isField(target)) target.select();
  else {
    const inside = target instanceof HTMLElement && isEditable(target) ? target : rootElementOf(document);
    document.getSelection()?.selectAllChildren(inside);
  }
}

function send(document: Document, type: string, { key, flags }: { key: string; flags: object }): boolean {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const target = focusedIn(document) ?? bodyOf(document) ?? rootElementOf(document);
  const said = key === 'Space' ? ' ' : key;
  const keyCode = isNamed(key) ? CODES[key] : codeOf(key);
  const pressed = type === 'keypress' && said.length === 1 ? (said.codePointAt(0) ?? 0) : keyCode;
  const init = {
    key: said,
    code: isNamed(key) ? key : nameOfKey(key),
    keyCode: pressed,
    which: pressed,
    charCode: type === 'keypress' ? pressed : 0,
  };
  return target.dispatchEvent(
    new KeyboardEvent(type, { ...init, ...flags, bubbles: true, cancelable: true, composed: true, view: window }),
  );
}

/** `KeyboardEvent.keyCode` of a character: that of its key for letters and digits. */
function codeOf(character: string): number {
  return /^[a-z0-9]$/i.test(character) ? (character.toUpperCase().codePointAt(0) ?? 0) : 0;
}

function nameOfKey(character: string): string {
  if (/^\d$/.test(character)) return `Digit${character}`;
  return codeOf(character) === 0 ? '' : `Key${character.toUpperCase()}`;
}
