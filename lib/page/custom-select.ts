import { type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { click } from './click.ts';
import { all, attr, byId, encloses, rectOf, rootOf, shown, textOf } from './dom.ts';
import { isField } from './field.ts';
import { focus, middleOf } from './pointer.ts';
import type { Target } from './ready.ts';
import { isReadOnly } from './states.ts';
import { line } from './text.ts';
import { typeIntoField } from './type.ts';
import { optionIndex } from './values.ts';

const OPTIONS =
  '[role="option"], [role^="menuitem"], [role="treeitem"], [role="radio"], .ui-menu-item, [role="listbox"] li, li[class*="option"]';
const LIMIT_MS = 2500;
/** By then, a list that opens by itself is open. */
const OPENS_MS = 300;
const POLL_MS = 100;

/**
 * Chooses in a list that the page draws itself, the way a person does: open it if it is closed, wait for its options, press the one of
 * that label. A field that suggests nothing of the kind gets the label typed, and then the suggestion is pressed: an autocomplete takes
 * the value, and no text is left hanging.
 */
export async function selectCustom(target: Target, label: string): Promise<Problem | undefined> {
  const { el } = target;
  const ready = optionsFor(el);
  if (pick(ready, label) === undefined) {
    focus(el);
    if (attr(el, 'aria-expanded') !== 'true' && !(isField(el) && ready.length > 0)) click(target);
  }
  const begin = performance.now();
  let typed = false;
  for (;;) {
    const option = pick(optionsFor(el), label);
    if (option !== undefined) {
      option.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      click({ el: option, through: option, point: middleOf(option) });
      return undefined;
    }
    const waited = performance.now() - begin;
    if (waited > LIMIT_MS) return problem('option.not_found', { params: { option: label.slice(0, 100) } });
    if (!typed && waited > OPENS_MS && isField(el) && !isReadOnly(el)) {
      typed = true;
      typeIntoField(el, label);
    }
    await delay(POLL_MS);
  }
}

/** Options that can be seen: those of its own list where it names one or holds them, else all that are open on the page. */
function optionsFor(el: Element): Element[] {
  const ids = `${attr(el, 'aria-controls') ?? ''} ${attr(el, 'aria-owns') ?? ''}`.split(/\s+/).filter((id) => id !== '');
  const lists = [el, ...ids.map((id) => byId(el, id)).filter((list) => list !== null)];
  const own = lists.flatMap((list) => all(list, OPTIONS)).filter(seen);
  if (own.length > 0) return own;
  const root = rootOf(el);
  const everywhere = root === undefined ? [] : [...all(root, OPTIONS), ...(root === el.ownerDocument ? [] : all(el.ownerDocument, OPTIONS))];
  return everywhere.filter(seen);
} // prettier-ignore

function seen(el: Element): boolean {
  const { width, height } = rectOf(el);
  return width > 0 && height > 0 && shown(el);
}

/** The innermost option of that label. */
function pick(options: readonly Element[], label: string): Element | undefined {
  const index = optionIndex(options.map((option) => line(textOf(option) ?? '', 200)), label); // prettier-ignore
  const found = options[index];
  return options.find((option) => found !== undefined && option !== found && encloses(found, option)) ?? found;
}
