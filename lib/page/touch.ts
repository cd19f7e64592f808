import { type PageDeed, type Problem, problem } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

import { check, select } from './choose.ts';
import { click } from './click.ts';
import { pasteInto } from './clipboard.ts';
import { near, rectOf } from './dom.ts';
import { drag } from './drag.ts';
import { submitForm } from './key-defaults.ts';
import { middleOf, moveTo, under } from './pointer.ts';
import { gone, type Target, wrongKind } from './ready.ts';
import type { RefBook } from './refs.ts';
import { setValue } from './slide.ts';
import { typeInto } from './type.ts';
import { type GivenBytes, upload } from './upload.ts';

const TOUCHES = [
  'click',
  'hover',
  'drag',
  'type',
  'select',
  'check',
  'set',
  'paste',
  'upload',
  'submit',
  'give',
] as const;
/** Deeds on one element that must be in reach. */
export type Touch = Extract<PageDeed, { do: (typeof TOUCHES)[number] }>;

/** Menus wait about so long before they open under a pointer, lest they open under one that only passes. */
const OPENS_MS = 350;

export function isTouch(deed: PageDeed): deed is Touch {
  return TOUCHES.some((each) => each === deed.do);
}

/** Does it, to an element that a pointer reaches. Events in the order in which a person's would come. */
export async function touch(
  target: Target,
  deed: Exclude<Touch, { do: 'give' }>,
  { refs, file }: { refs: RefBook; file: GivenBytes | undefined },
): Promise<Problem | undefined> {
  switch (deed.do) {
    case 'click':
      return press(target, deed);
    case 'hover':
      moveTo(under(target.el.ownerDocument, target.point, target.through), target.point);
      await delay(OPENS_MS);
      return undefined;
    case 'drag':
      return pull(target, deed, refs);
    case 'type':
      return typeInto(target, deed);
    case 'select':
      return select(target, deed);
    case 'check':
      return check(target, deed.on, deed.ref);
    case 'set':
      return setValue(target, deed.value, deed.ref);
    case 'paste':
      return pasteInto(target.el, deed.text ?? '') ? undefined : wrongKind(deed.ref, 'takes no text');
    case 'upload':
      if (file === undefined) return problem('file.gone');
      return upload(target.el, file) ? undefined : wrongKind(deed.ref, 'takes no files');
    case 'submit':
      return submit(target.el, deed.ref);
  }
}

function press(target: Target, deed: Extract<Touch, { do: 'click' }>): Problem | undefined {
  if (target.el instanceof HTMLInputElement && target.el.type === 'file') {
    return wrongKind(deed.ref, 'give the file with the task');
  }
  click(target, deed);
  return undefined;
}

async function pull(from: Target, deed: Extract<Touch, { do: 'drag' }>, refs: RefBook): Promise<Problem | undefined> {
  if (deed.to === undefined) {
    if (deed.by === undefined) return wrongKind(deed.ref, 'nowhere to drag it');
    await drag(from, deed, undefined);
    return undefined;
  }
  const to = refs.find(deed.to);
  if (to === undefined) return gone(deed.to);
  const { top, bottom } = rectOf(to);
  // What both ends need is on screen together where that is possible at all.
  if (top < 0 || bottom > window.innerHeight) to.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  await drag({ ...from, point: middleOf(from.through) }, deed, to);
  return undefined;
}

function submit(el: Element, ref: string): Problem | undefined {
  const form = near(el, 'form');
  const owner: unknown = form ?? Reflect.get(el, 'form');
  if (!(owner instanceof HTMLFormElement)) return wrongKind(ref, 'is in no form');
  submitForm(owner);
  return undefined;
}
