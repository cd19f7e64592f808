import { type PageDeed, type Problem, problem, type Undo } from '@/lib/contracts/index.ts';

import { check, chosenIn, isRadio } from './choose.ts';
import { all, attr, isEditable, textOf } from './dom.ts';
import { changed, isField } from './field.ts';
import { widgetOf } from './interactive.ts';
import { gone, ready } from './ready.ts';
import type { RefBook } from './refs.ts';
import { scrollBox } from './scroll.ts';
import { isSecret } from './secret.ts';
import { setValue } from './slide.ts';
import { checkedOf } from './states.ts';
import { typeInto, typeIntoField } from './type.ts';

/** A value longer than this is not carried in the journal. */
const MOST_KEPT = 20_000;

/** How to take a deed back, asked just before it is done; undefined where nothing can (or, for secrets, may) be kept. */
export function undoOf(deed: PageDeed, document: Document, refs: RefBook): Undo | undefined {
  if (deed.do === 'check' || deed.do === 'click') return undoCheck(deed.ref, refs);
  if (deed.do === 'scroll') {
    const inner = deed.ref !== undefined || scrollBox(document) !== scrollBox(document, document.documentElement);
    return inner ? undefined : { do: 'scroll', y: Math.round(window.scrollY) };
  }
  // What was there before is nobody's to know.
  if (deed.do === 'give') return { do: 'value', ref: deed.ref, value: '' };
  const writes = deed.do === 'type' || deed.do === 'set' || deed.do === 'paste' || deed.do === 'select';
  return writes ? undoValue(deed.ref, refs) : undefined;
}

function undoValue(ref: string, refs: RefBook): Undo | undefined {
  const el = refs.find(ref);
  if (el === undefined || isSecret(el)) return undefined;
  let value: string | undefined;
  if (el instanceof HTMLSelectElement && el.multiple) return { do: 'choices', ref, indices: chosenIn(el) };
  if (el instanceof HTMLSelectElement) ({ value } = el);
  else if (isField(el)) ({ value } = el);
  else if (el instanceof HTMLElement && isEditable(el)) value = textOf(el) ?? '';
  return value === undefined || value.length > MOST_KEPT ? undefined : { do: 'value', ref, value };
}

function undoCheck(ref: string, refs: RefBook): Undo | undefined {
  const el = refs.find(ref);
  const on = el === undefined ? undefined : checkedOf(el);
  if (el === undefined || on === undefined || widgetOf(el)?.kind !== 'check') return undefined;
  if (!(el instanceof HTMLInputElement) || el.type !== 'radio' || on) return { do: 'check', ref, on };
  const root = el.getRootNode();
  const group = root instanceof Document || root instanceof ShadowRoot ? all(root, 'input[type="radio"]:checked') : [];
  const chosen = group.find(
    (other) => other instanceof HTMLInputElement && other.name === el.name && other.form === el.form,
  );
  return chosen === undefined ? { do: 'check', ref, on: false } : { do: 'check', ref: refs.refOf(chosen), on: true };
}

/** Takes a deed back in this document. */
export async function takeBack(undo: Undo, refs: RefBook): Promise<Problem | undefined> {
  switch (undo.do) {
    case 'scroll':
      window.scrollTo({ top: undo.y, behavior: 'instant' });
      return undefined;
    case 'value':
      return putValue(undo, refs);
    case 'check':
      return putCheck(undo, refs);
    case 'choices':
      return putChoices(undo, refs);
    case 'goto':
      return problem('internal', { detail: 'goto' });
  }
}

function putChoices({ ref, indices }: Extract<Undo, { do: 'choices' }>, refs: RefBook): Problem | undefined {
  const el = refs.find(ref);
  if (!(el instanceof HTMLSelectElement)) return gone(ref);
  for (const option of el.options) option.selected = indices.includes(option.index);
  changed(el);
  return undefined;
}

async function putValue({ ref, value }: Extract<Undo, { do: 'value' }>, refs: RefBook): Promise<Problem | undefined> {
  const el = refs.find(ref);
  if (el === undefined) return gone(ref);
  if (el instanceof HTMLSelectElement) {
    el.value = value;
    changed(el);
    return undefined;
  }
  const steps = attr(el, 'aria-valuenow') !== null;
  if (isField(el) && !steps) {
    // Without a click: a calendar that opens is nothing to leave behind.
    typeIntoField(el, value);
    return undefined;
  }
  const target = await ready(refs, ref, { typing: true });
  if (!target.ok) return target.problem;
  return steps ? setValue(target.value, value, ref) : typeInto(target.value, { text: value, ref });
}

async function putCheck({ ref, on }: Extract<Undo, { do: 'check' }>, refs: RefBook): Promise<Problem | undefined> {
  const target = await ready(refs, ref);
  if (!target.ok) return target.problem;
  const { el } = target.value;
  if (!on && isRadio(el) && el instanceof HTMLInputElement) {
    el.checked = false;
    changed(el);
    return undefined;
  }
  return check(target.value, on, ref);
}
