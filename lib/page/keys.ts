import type { KEYS } from '@/lib/contracts/index.ts';

import { bodyOf, focusedIn, rootElementOf } from './dom.ts';
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
 * Presses a key where the focus is. A key made by a script has none of its effects, so what the platform would do (submit, follow,
 * toggle, edit, move) is done here, unless the page prevented it.
 */
export function press(document: Document, key: Key): void {
  const down = stroke(document, 'keydown', key);
  const typed = !down || (key !== 'Enter' && key !== 'Space') ? down : stroke(document, 'keypress', key);
  const target = focusedIn(document);
  if (typed) keyDefault(document, key, target);
  stroke(document, 'keyup', key);
}

function stroke(document: Document, type: string, key: Key): boolean {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const target = focusedIn(document) ?? bodyOf(document) ?? rootElementOf(document);
  const keyCode = CODES[key];
  const init = {
    key: key === 'Space' ? ' ' : key,
    code: key,
    keyCode,
    which: keyCode,
    charCode: type === 'keypress' ? keyCode : 0,
  };
  return target.dispatchEvent(
    new KeyboardEvent(type, { ...init, bubbles: true, cancelable: true, composed: true, view: window }),
  );
}
