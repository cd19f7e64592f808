import type { Problem } from '@/lib/contracts/index.ts';

import { attr, isConnected } from './dom.ts';
import { isField } from './field.ts';
import { press } from './keys.ts';
import { focus } from './pointer.ts';
import { gone, type Target, wrongKind } from './ready.ts';
import { typeInto } from './type.ts';

const MOST_STEPS = 1000;

/** Sets a value: of a field by its type, of an ARIA slider or spin button by arrow keys until it says that value. */
export async function setValue(target: Target, value: string, ref: string): Promise<Problem | undefined> {
  const { el } = target;
  if (isField(el) && attr(el, 'aria-valuenow') === null) return typeInto(target, { text: value, ref });
  const wanted = Number(value.trim().replace(',', '.'));
  if (Number.isNaN(wanted) || numberOf(el) === undefined) {
    return isField(el)
      ? typeInto(target, { text: value, ref })
      : wrongKind(ref, 'it does not say its value');
  }
  focus(el);
  const { ownerDocument: document } = el;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (!isConnected(el)) return gone(ref);
    const now = numberOf(el) ?? wanted;
    if (now === wanted) return undefined;
    press(document, now < wanted ? 'ArrowRight' : 'ArrowLeft');
    let after = numberOf(el) ?? now;
    if (after === now) {
      press(document, now < wanted ? 'ArrowUp' : 'ArrowDown');
      after = numberOf(el) ?? now;
    }
    // Past it, or at an end: as near as its steps come.
    if (after === now || Math.sign(wanted - after) !== Math.sign(wanted - now)) break;
  }
  if (numberOf(el) === wanted) return undefined;
  return wrongKind(ref, `it stands at ${attr(el, 'aria-valuenow') ?? '?'}`);
} // prettier-ignore

function numberOf(el: Element): number | undefined {
  const value = attr(el, 'aria-valuenow');
  const number = value === null ? Number.NaN : Number.parseFloat(value);
  return Number.isNaN(number) ? undefined : number;
}
