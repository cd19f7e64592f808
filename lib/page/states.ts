import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, has, is, isEditable, near, parentOf, tagOf, textOf } from './dom.ts';
import { inputType, isDraggable, isEditingHost } from './interactive.ts';
import { MOST } from './limits.ts';
import { referencedText } from './name.ts';
import { isSecret } from './secret.ts';
import { line } from './text.ts';

/** State words of an element by its attributes and properties; what geometry says is added by the snapshot. */
export function statesOf(el: Element, { inert, focused }: { inert: boolean; focused: Element | undefined }): string[] {
  const states: string[] = [];
  const add = (state: string, holds: boolean) => {
    if (holds) states.push(state);
  };
  add('disabled', inert || isDisabled(el));
  add('readonly', isReadOnly(el));
  add('required', is(el, ':required') || attr(el, 'aria-required') === 'true');
  add('invalid', isInvalid(el));
  const expanded = expandedState(el);
  if (expanded !== undefined) states.push(expanded ? 'expanded' : 'collapsed');
  add('mixed', isMixed(el));
  add('pressed', attr(el, 'aria-pressed') === 'true');
  add('selected', attr(el, 'aria-selected') === 'true' || attr(el, 'class')?.includes('ui-selected') === true);
  add('current', isOn(attr(el, 'aria-current')));
  add('busy', attr(el, 'aria-busy') === 'true');
  add('popup', isOn(attr(el, 'aria-haspopup')));
  add('multiple', takesSeveral(el));
  add('draggable', isDraggable(el));
  add('editable', isEditingHost(el));
  add('focused', el === focused);
  return states;
}

export function isDisabled(el: Element): boolean {
  if (is(el, ':disabled')) return true;
  for (let at: Element | null = el; at !== null; at = parentOf(at)) {
    if (attr(at, 'aria-disabled') === 'true') return true;
    if (at !== el && attr(at, 'role') === null) break; // aria-disabled reaches down from composite widgets only
  }
  return false;
}

export function isInert(el: Element): boolean {
  for (let at: Element | null = el; at !== null; at = parentOf(at)) if (has(at, 'inert')) return true;
  return false;
}

export function isReadOnly(el: Element): boolean {
  const native = el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement;
  return (native && el.readOnly) || attr(el, 'aria-readonly') === 'true';
}

function isInvalid(el: Element): boolean {
  const value = attr(el, 'aria-invalid');
  return (value !== null && value !== '' && value !== 'false') || is(el, ':user-invalid');
}

function isMixed(el: Element): boolean {
  if (el instanceof HTMLInputElement && el.indeterminate) return true;
  return attr(el, 'aria-checked') === 'mixed' || attr(el, 'aria-pressed') === 'mixed';
}

function takesSeveral(el: Element): boolean {
  const native = el instanceof HTMLSelectElement || el instanceof HTMLInputElement;
  return (native && el.multiple) || attr(el, 'aria-multiselectable') === 'true';
}

function isOn(value: string | null): boolean {
  return value !== null && value !== '' && value !== 'false';
}

function expandedState(el: Element): boolean | undefined {
  const value = attr(el, 'aria-expanded');
  if (value === 'true' || value === 'false') return value === 'true';
  if (tagOf(el) !== 'summary') return undefined;
  const details = near(el, 'details');
  return details === null ? undefined : has(details, 'open');
}

/** On or off, for what can be; undefined for all else. */
export function checkedOf(el: Element): boolean | undefined {
  if (el instanceof HTMLInputElement && (el.type === 'checkbox' || el.type === 'radio')) return el.checked;
  const value = attr(el, 'aria-checked');
  return value === null ? undefined : value === 'true';
}

/** What is entered or chosen; undefined for secrets and for what takes no value. One line, clipped. */
export function valueOf(el: Element): string | undefined {
  if (isSecret(el)) return undefined;
  if (el instanceof HTMLSelectElement) {
    return line([...el.selectedOptions].slice(0, 10).map(({ label }) => label).join(', '), MOST.value); // prettier-ignore
  }
  if (el instanceof HTMLTextAreaElement) return line(el.value, MOST.value);
  if (el instanceof HTMLInputElement) return takesValue(el) ? line(el.value, MOST.value) : undefined;
  if (el instanceof HTMLElement && isEditable(el)) return line(textOf(el) ?? '', MOST.value);
  const value = attr(el, 'aria-valuetext') ?? attr(el, 'aria-valuenow');
  return value === null ? undefined : line(value, MOST.value);
}

const LIMITS = [
  ['min', 'aria-valuemin'],
  ['max', 'aria-valuemax'],
  ['step', ''],
  ['pattern', ''],
  ['length', ''],
] as const;

/** What a field takes, as written; undefined where it says nothing. */
export function limitsOf(el: Element): PageElement['limits'] {
  const native = el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement;
  const limits: PageElement['limits'] = {};
  for (const [key, aria] of LIMITS) {
    const value = attr(el, native ? (key === 'length' ? 'maxlength' : key) : aria);
    const text = value === null ? '' : line(value, 60);
    if (text !== '') limits[key] = text;
  }
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function takesValue(el: HTMLInputElement): boolean {
  return !['checkbox', 'radio', 'button', 'submit', 'reset', 'image', 'hidden', 'file'].includes(inputType(el));
}

/** Why an invalid element is invalid, in the page's words. */
export function messageOf(el: Element): string {
  const said = referencedText(el, 'aria-errormessage') || referencedText(el, 'aria-describedby');
  if (said !== '') return said;
  const native = el instanceof HTMLInputElement || el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement;
  return native ? line(el.validationMessage, MOST.name) : '';
}
