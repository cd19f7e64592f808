import type { KINDS } from '@/lib/contracts/index.ts';

import { attr, has, tagOf } from './dom.ts';
import { inputType } from './input-type.ts';

interface HandWidget {
  kind: (typeof KINDS)[number];
  role: string;
  /** It may only wrap others. */
  weak?: boolean;
}

const CHECKS = /^(checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/;
const PRESSES = /^(button|link|tab|menuitem|option|treeitem|combobox|textbox|searchbox|slider|spinbutton)$/;
const BUTTONS = /^(button|submit|reset|image|file)$/;

/** What an element is to somebody who acts on it: `widgetOf` in short, without what only scripts of certain libraries make. */
export function handWidget(el: Element): HandWidget | undefined {
  const role = (attr(el, 'role') ?? '').trim().toLowerCase();
  const kind = CHECKS.test(role) ? 'check' : PRESSES.test(role) ? 'press' : undefined;
  const native = nativeOf(el);
  if (native !== undefined) {
    if (kind === undefined) return native;
    return kind === 'check' && native.kind !== 'text' ? { kind, role } : { ...native, role };
  }
  if (kind !== undefined) return { kind, role };
  const listens =
    globalThis.locusEars?.has(el) === true || has(el, 'onclick') || Number(attr(el, 'tabindex') ?? -1) >= 0;
  return listens ? { kind: 'press', role: 'generic', weak: true } : undefined;
}

function nativeOf(el: Element): HandWidget | undefined {
  switch (tagOf(el)) {
    case 'input':
      return inputOf(el, inputType(el));
    case 'button':
    case 'summary':
      return { kind: 'press', role: 'button' };
    case 'textarea':
      return { kind: 'text', role: 'textbox' };
    case 'select':
      return { kind: 'select', role: 'combobox' };
    case 'a': {
      const href = attr(el, 'href');
      return href === null ? undefined : { kind: /^\s*javascript:/i.test(href) ? 'press' : 'link', role: 'link' };
    }
    default:
      return /^(|true|plaintext-only)$/i.test(attr(el, 'contenteditable') ?? '-') ? { kind: 'text', role: 'textbox' } : undefined; // prettier-ignore
  }
}

function inputOf(el: Element, type: string): HandWidget | undefined {
  if (type === 'hidden') return undefined;
  if (BUTTONS.test(type)) return { kind: 'press', role: 'button' };
  if (CHECKS.test(type)) return { kind: 'check', role: type };
  const role = { range: 'slider', number: 'spinbutton', search: 'searchbox' }[type];
  return { kind: 'text', role: has(el, 'list') ? 'combobox' : (role ?? 'textbox') };
}
