import type { PageElement, PageText } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

/** States that are told by other means, or that say nothing to somebody who chooses. */
const SILENT = new Set(['offscreen', 'focused', 'editable']);
const MOST_OPTIONS = 12;
const MOST_NAME = 80;

/** The name as the user reads it: given name, placeholder, or the text near by. */
export function nameOf(element: PageElement): string {
  return element.name || element.placeholder || element.near || '';
}

/** Page text in quotation marks that it cannot leave: none are left in it. At most `most` characters. */
export function quote(text: string, most = MOST_NAME): string {
  return `"${clip(oneLine(text), most).replaceAll('"', "'")}"`;
}

/**
 * `e12 combobox "Size" = "Small" [required] {Small | Medium | Large}`. Every text of the page is quoted, and an option cannot leave
 * its braces; the rest is made of words of ours. `alone`: nothing on the line tells it from others of its name. `most`: characters of
 * its value.
 */
export function elementWords(
  element: PageElement,
  { alone = true, most = MOST_NAME }: { alone?: boolean; most?: number } = {},
): string {
  const name = element.name || element.placeholder || '';
  const parts = [element.ref, element.role, quote(name)];
  if (element.value !== undefined && element.value !== '' && element.value !== name) {
    parts.push(`= ${quote(element.value, Math.max(most, MOST_NAME))}`);
  }
  if (element.checked !== undefined && !element.states.includes('mixed')) {
    parts.push(element.checked ? '[checked]' : '[not checked]');
  }
  const states = element.states.filter((state) => !SILENT.has(state));
  if (states.length > 0) parts.push(`[${states.join(' ')}]`);
  if (element.options !== undefined && element.options.length > 0) parts.push(optionWords(element));
  if (element.look !== undefined && element.look !== '') parts.push(`look ${quote(element.look)}${placeOf(element)}`);
  else if (name === '') parts.push(placeOf(element).trim());
  const apart = alone || name === '';
  if (apart && element.near !== undefined && element.near !== name) parts.push(`near ${quote(element.near, 60)}`);
  parts.push(...extraWords(element, name));
  return parts.filter((part) => part !== '').join(' ');
}

/** What tells how to fill a field: hint, limits, what is wrong with it. */
function extraWords(element: PageElement, name: string): string[] {
  const parts: string[] = [];
  if (element.kind === 'text' && element.placeholder !== undefined && element.placeholder !== name && !element.value) {
    parts.push(`hint ${quote(element.placeholder, 60)}`);
  }
  if (element.description !== undefined && element.description !== name) {
    parts.push(`note ${quote(element.description)}`);
  }
  if (element.limits?.min !== undefined || element.limits?.max !== undefined) {
    parts.push(`from ${quote(element.limits.min ?? '', 20)} to ${quote(element.limits.max ?? '', 20)}`);
  }
  if (['date', 'time', 'datetime-local', 'month', 'week', 'color', 'file'].includes(element.inputType ?? '')) {
    parts.push(`(${element.inputType ?? ''})`);
  }
  if (element.message !== undefined && element.message !== '') parts.push(`error ${quote(element.message)}`);
  return parts;
}

function optionWords({ options = [], optionCount }: PageElement): string {
  const shown = options.slice(0, MOST_OPTIONS).map((option) => clip(oneLine(option), 40).replaceAll(/[{}|"]/g, '/'));
  const more = (optionCount ?? options.length) - shown.length;
  return `{${shown.join(' | ')}${more > 0 ? ` | ${more} more` : ''}}`;
}

/** The middle of its box, where it stands in the viewport. */
function placeOf({ box }: { box?: PageElement['box'] | undefined }): string {
  return box === undefined ? '' : ` at ${Math.round(box.x + box.width / 2)},${Math.round(box.y + box.height / 2)}`;
}

export function textWords({ text, level, box }: PageText, most: number): string {
  const said = `${quote(text, most)}${placeOf({ box })}`;
  return level === undefined ? said : `${'#'.repeat(level)} ${said}`;
}
