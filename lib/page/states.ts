import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, attributesOf, has, is, isEditable, near, parentOf, tagOf, textOf } from './dom.ts';
import { inputType } from './input-type.ts';
import { isDraggable, isEditingHost } from './interactive.ts';
import { MOST } from './limits.ts';
import { referencedText } from './name.ts';
import { isSecret } from './secret.ts';
import { line } from './text.ts';

const isOn = (value: string): boolean => value !== '' && value !== 'false';
const isTrue = (value: string): boolean => value === 'true';
const isMixed = (value: string): boolean => value === 'mixed';

/** Attributes that tell a state, and the values by which they do. */
const TOLD = new Map<string, readonly (readonly [state: string, holds: (value: string) => boolean])[]>([
  ['aria-readonly', [['readonly', isTrue]]],
  ['aria-required', [['required', isTrue]]],
  ['aria-invalid', [['invalid', isOn]]],
  ['aria-expanded', [['expanded', isTrue], ['collapsed', (value) => value === 'false']]],
  ['aria-checked', [['mixed', isMixed]]],
  ['aria-pressed', [['mixed', isMixed], ['pressed', isTrue]]],
  ['aria-selected', [['selected', isTrue]]],
  ['aria-current', [['current', isOn]]],
  ['aria-busy', [['busy', isTrue]]],
  ['aria-haspopup', [['popup', isOn]]],
  ['aria-multiselectable', [['multiple', isTrue]]],
  ['class', [['selected', (value) => value.includes('ui-selected')]]],
]); // prettier-ignore

const FIELDS = new Set(['input', 'select', 'textarea']);
/** As a snapshot lists them. */
const ORDER = ['disabled', 'readonly', 'required', 'invalid', 'expanded', 'collapsed', 'mixed', 'pressed', 'selected', 'current', 'busy', 'popup', 'multiple', 'draggable', 'editable', 'focused']; // prettier-ignore

/** State words of an element by its attributes and properties; what geometry says is added by the snapshot. */
export function statesOf(el: Element, { inert, focused }: { inert: boolean; focused: Element | undefined }): string[] {
  const states = new Set<string>();
  const add = (state: string, holds: boolean) => {
    if (holds) states.add(state);
  };
  for (const name of attributesOf(el)) {
    for (const [state, holds] of TOLD.get(name) ?? []) add(state, holds(attr(el, name) ?? ''));
    if (name === 'contenteditable') add('editable', isEditingHost(el));
    else if (name === 'draggable' || name === 'class') add('draggable', isDraggable(el));
  }
  add('disabled', inert || isDisabled(el));
  const tag = tagOf(el);
  if (FIELDS.has(tag)) addField(el, add);
  if (tag === 'summary') add(isOpen(el) ? 'expanded' : 'collapsed', true);
  add('focused', el === focused);
  return states.size === 0 ? [] : ORDER.filter((state) => states.has(state));
}

function addField(el: Element, add: (state: string, holds: boolean) => void): void {
  add('readonly', isReadOnly(el));
  add('required', is(el, ':required'));
  add('invalid', is(el, ':user-invalid'));
  if (el instanceof HTMLInputElement) add('mixed', el.indeterminate);
  if (el instanceof HTMLInputElement || el instanceof HTMLSelectElement) add('multiple', el.multiple);
}

function isOpen(summary: Element): boolean {
  const details = near(summary, 'details');
  return details !== null && has(details, 'open');
}

const CAN_BE_DISABLED = new Set(['button', 'input', 'select', 'textarea', 'option', 'optgroup', 'fieldset']);

export function isDisabled(el: Element): boolean {
  if ((CAN_BE_DISABLED.has(tagOf(el)) || tagOf(el).includes('-')) && is(el, ':disabled')) return true;
  let levels = 30;
  for (let at: Element | null = el; at !== null && --levels > 0; at = parentOf(at)) {
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
  if (el instanceof HTMLTextAreaElement) return bothEnds(el.value);
  if (el instanceof HTMLInputElement) return takesValue(el) ? line(el.value, MOST.value) : undefined;
  if (el instanceof HTMLElement && isEditable(el)) return bothEnds(textOf(el) ?? '');
  const value = attr(el, 'aria-valuetext') ?? attr(el, 'aria-valuenow');
  return value === null ? undefined : line(value, MOST.value);
}

/** A long text by its two ends: what somebody typed last is at the end of it. */
function bothEnds(text: string): string {
  const most = MOST.value * 4;
  const whole = line(text.length > most * 2 ? `${text.slice(0, most)} ${text.slice(-most)}` : text, most * 2);
  if (whole.length <= MOST.value) return whole;
  return `${line(whole.slice(0, MOST.valueHead), MOST.value)} … ${line(whole.slice(MOST.valueHead + 3 - MOST.value), MOST.value)}`;
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
