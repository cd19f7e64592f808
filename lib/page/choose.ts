import { type Action, type Problem, problem } from '@/lib/contracts/index.ts';

import { click } from './click.ts';
import { selectCustom } from './custom-select.ts';
import { changed } from './field.ts';
import { focus } from './pointer.ts';
import { type Target, wrongKind } from './ready.ts';
import { checkedOf } from './states.ts';
import { optionIndex } from './values.ts';

/** Chooses an option by its label: of a native select, or of a list that the page draws itself. */
export async function select(
  target: Target,
  { ref, option: label, how }: Extract<Action, { do: 'select' }>,
): Promise<Problem | undefined> {
  const { el } = target;
  if (!(el instanceof HTMLSelectElement)) return selectCustom(target, label);
  const options = [...el.options];
  const index = optionIndex(options.map((option) => option.label || option.text), label); // prettier-ignore
  const option = options[index];
  if (option === undefined) return problem('option.not_found', { params: { option: label.slice(0, 100) } });
  if (option.disabled || (option.parentElement instanceof HTMLOptGroupElement && option.parentElement.disabled)) {
    return problem('element.disabled', { params: { ref }, detail: 'that option is disabled' });
  }
  focus(el);
  const before = chosenIn(el);
  if (el.multiple && how !== 'add' && how !== 'remove') for (const each of options) each.selected = false;
  option.selected = how !== 'remove';
  if (chosenIn(el).join() !== before.join()) changed(el);
  return undefined;
}

/** Choices of a list, by index. */
export function chosenIn(el: HTMLSelectElement): number[] {
  return [...el.selectedOptions].map(({ index }) => index);
}

/** Puts a checkbox, radio button or switch on or off; clicks only where it is not so already. */
export function check(target: Target, on: boolean, ref: string): Problem | undefined {
  const now = checkedOf(target.el);
  if (now === undefined) return wrongKind(ref, 'cannot be checked');
  if (now === on) return undefined;
  if (!on && isRadio(target.el)) {
    return wrongKind(ref, 'a radio button goes off by choosing another');
  }
  click(target);
  return undefined;
}

export function isRadio(el: Element): boolean {
  return el instanceof HTMLInputElement ? el.type === 'radio' : el.getAttribute('role')?.trim() === 'radio';
}
