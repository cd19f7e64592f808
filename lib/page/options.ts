import type { PageElement } from '@/lib/contracts/index.ts';

import { all, attr, byId, textOf } from './dom.ts';
import { MOST } from './limits.ts';
import { line } from './text.ts';

/** What there is to choose from: options of a select, of a field's datalist, of the listbox that a combobox says is its own. */
export function addOptions(element: PageElement, el: Element): void {
  const options = optionsOf(element, el);
  if (options === undefined) return;
  element.optionCount = options.length;
  element.options = Array.from({ length: Math.min(options.length, MOST.options) }, (_, index) =>
    labelOf(options[index]),
  );
}

function optionsOf({ role }: PageElement, el: Element): ArrayLike<Element> | undefined {
  if (el instanceof HTMLSelectElement) return el.options;
  if (role !== 'combobox' && role !== 'listbox') return undefined;
  const ids = [attr(el, 'list'), attr(el, 'aria-controls'), attr(el, 'aria-owns')];
  for (const id of ids.flatMap((each) => each?.split(/\s+/, 5) ?? [])) {
    const list = id === '' ? null : byId(el, id);
    if (list instanceof HTMLDataListElement) return list.options;
    const found = list === null ? [] : all(list, '[role="option"]');
    if (found.length > 0) return found;
  }
  return undefined;
}

function labelOf(option: Element | undefined): string {
  if (option === undefined) return '';
  if (option instanceof HTMLOptionElement) return line(option.label || option.text || option.value, MOST.name);
  return line(attr(option, 'aria-label') ?? textOf(option) ?? '', MOST.name);
}
