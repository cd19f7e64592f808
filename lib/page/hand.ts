import type { HandStep } from '@/lib/contracts/index.ts';

import { attr, one } from './dom.ts';
import { handBeside, handName } from './hand-name.ts';
import { handWidget } from './hand-widget.ts';
import { inputType } from './input-type.ts';
import { isSecret } from './secret.ts';

/** Milliseconds of quiet after which steps are told. */
const IDLE_MS = 1000;
/** Milliseconds in which a press of a mouse button or key leads to a click. */
const GESTURE_MS = 1000;
/** Most elements around what was hit that are asked what they are. */
const MOST_AROUND = 12;
/** Steps that are told at once; more in a second nobody does. */
const MOST = 50;

type Deed = Exclude<HandStep, { do: 'cut' }>;
type Widget = NonNullable<ReturnType<typeof handWidget>>;

/**
 * Notes what the user does in this document, on a site where they asked for that: what was pressed, filled in, chosen, ticked, by kind and
 * name. Never what was typed, and of secret fields nothing but that there was one. Only events that the browser itself makes count, and a
 * click only after a press of a mouse button or key that no other click came of: scripts of the page can make neither.
 */
export function watchHand(tell: (steps: readonly HandStep[]) => void): void {
  let steps: HandStep[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressed = -Infinity;
  /** What is being typed into, and its step, which is told with the next one. */
  let typing: { el: Element; step: HandStep } | undefined;

  const send = () => {
    clearTimeout(timer);
    if (steps.length > 0) tell(steps);
    steps = [];
  };
  const push = (step: HandStep) => {
    if (steps.length < MOST) steps.push(step);
    clearTimeout(timer);
    timer = setTimeout(send, IDLE_MS);
  };
  const settle = () => {
    if (typing !== undefined) push(typing.step);
    typing = undefined;
  };
  const note = (step: HandStep) => {
    settle();
    push(step);
  };

  hear('pointerdown', ({ timeStamp }) => (pressed = timeStamp));
  hear('keydown', (event) => {
    pressed = event.timeStamp;
    if (event.key !== 'Enter' || event.isComposing) return;
    const el = targetOf(event);
    if (el instanceof HTMLInputElement && handWidget(el)?.kind === 'text' && !hasButton(el))
      note(sketched('enter', el));
  });
  hear('input', (event) => {
    const hit = hitBy(event);
    if (hit?.widget.kind !== 'text' || hit.el === typing?.el) return;
    const step = sketched('type', hit.el, hit.widget);
    settle();
    typing = { el: hit.el, step };
  });
  hear('change', (event) => {
    const el = targetOf(event);
    if (el instanceof HTMLSelectElement) note(chosen(el));
    else if (el instanceof HTMLInputElement && inputType(el) === 'file') note({ do: 'cut' });
  });
  hear('click', (event) => {
    const hit = hitBy(event);
    if (hit === undefined || event.timeStamp - pressed > GESTURE_MS) return;
    const { el, widget } = hit;
    if (widget.kind === 'text' || widget.kind === 'select' || inputType(el) === 'file') return;
    pressed = -Infinity;
    const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    note(held ? { do: 'cut' } : widget.kind === 'check' ? ticked(el, widget) : sketched('click', el, widget));
  });
  hear('pagehide', () => {
    settle();
    send();
  });
}

/** Only what the browser itself makes; before any script of the page can keep it away. */
function hear<K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void): void {
  window.addEventListener(type, (event) => event.isTrusted && act(event), { capture: true, passive: true });
}

function targetOf(event: Event): EventTarget | undefined {
  return event.composedPath()[0];
}

/** What was meant: the innermost thing around the target that is one to act on, sooner than one that may only wrap others. */
function hitBy(event: Event): { el: Element; widget: Widget } | undefined {
  let weak: { el: Element; widget: Widget } | undefined;
  for (const el of event.composedPath().slice(0, MOST_AROUND)) {
    if (!(el instanceof Element)) continue;
    const found = handWidget(el);
    if (found !== undefined && found.weak !== true) return { el, widget: found };
    if (found !== undefined) weak ??= { el, widget: found };
  }
  return weak;
}

function sketched(what: 'click' | 'type' | 'enter', el: Element, widget = handWidget(el)): HandStep {
  const like = likenessOf(el, widget);
  return like === undefined ? { do: 'cut' } : { do: what, ...like };
}

function chosen(el: HTMLSelectElement): HandStep {
  const like = likenessOf(el, handWidget(el));
  const option = (el.selectedOptions[0]?.label ?? '').trim().slice(0, 200);
  return like === undefined || el.multiple || option === '' ? { do: 'cut' } : { do: 'select', ...like, option };
}

/** A box of the browser's own is ticked by the time its click is heard, one that the page made is not. */
function ticked(el: Element, widget: Widget): HandStep {
  const like = likenessOf(el, widget);
  const on = el instanceof HTMLInputElement ? el.checked : attr(el, 'aria-checked') !== 'true' || widget.role === 'radio'; // prettier-ignore
  return like === undefined ? { do: 'cut' } : { do: 'check', ...like, on };
}

/** Undefined for what is secret, and for what has no name to be found again by. */
function likenessOf(el: Element, widget: Widget | undefined): Omit<Extract<Deed, { do: 'click' }>, 'do'> | undefined {
  if (widget === undefined || isSecret(el)) return undefined;
  const name = handName(el);
  if (name === '') return undefined;
  const beside = handBeside(el, name);
  return {
    kind: widget.kind,
    role: widget.role,
    name,
    ...(el instanceof HTMLInputElement && widget.kind === 'text' && { inputType: inputType(el) }),
    ...(beside !== undefined && { beside }),
    page: location.href.replace(/[?#].*$/su, '').slice(0, 2048),
  };
}

/** Enter then presses that button, which is heard as its click. */
function hasButton({ form }: HTMLInputElement): boolean {
  return form !== null && one(form, 'button:not([type="button"], [type="reset"]), input[type="submit"], input[type="image"]') !== null; // prettier-ignore
}
