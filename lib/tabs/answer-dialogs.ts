/* oxlint-disable unicorn/consistent-function-scoping, unicorn/prefer-add-event-listener -- injected as they stand: they can use nothing from outside themselves */
import type { PageDialog } from '@/lib/contracts/index.ts';

/**
 * Answers what the page asks by `alert`, `confirm` and `prompt` from now on, in its own world, until `dialogsSince` is called with the
 * same `key`, at the latest after `ms`.
 */
export function answerDialogs(accept: boolean, key: string, ms: number): void {
  const noted: PageDialog[] = [];
  const back: (() => void)[] = [];
  const answer = (type: 'alert' | 'confirm' | 'prompt', result: unknown, accepted: boolean) => {
    const native: unknown = Reflect.get(window, type);
    // What the page shows in place of the browser's dialog does not stop it.
    if (typeof native !== 'function' || !Function.prototype.toString.call(native).includes('[native code]')) return;
    const standIn = new Proxy(native, {
      apply: (_target, _self, args: unknown[]) => {
        const message = args.length === 0 ? '' : String(args[0]).slice(0, 500);
        if (noted.length < 20) noted.push({ type, message, accepted });
        return result;
      },
    });
    Reflect.set(window, type, standIn);
    back.push(() => {
      if (Reflect.get(window, type) === standIn) Reflect.set(window, type, native);
    });
  };
  answer('alert', undefined, true);
  answer('confirm', accept, accept);
  answer('prompt', accept ? '' : null, accept);
  const end = (event?: Event) => {
    clearTimeout(timer);
    window.removeEventListener(key, end, true);
    for (const restore of back) restore();
    if (event instanceof CustomEvent && Array.isArray(event.detail)) event.detail.push(...noted);
  };
  const timer = setTimeout(end, ms);
  window.addEventListener(key, end, true);
}

/** The same for the question whether to leave the page: the browser asks it once the page has objected, and does not hear of that now. */
export function letLeave(key: string, ms: number): void {
  const noted: PageDialog[] = [];
  const object = () => {
    noted[0] = { type: 'beforeunload', message: '', accepted: true };
  };
  const replace = (owner: object, name: string, how: PropertyDescriptor) => {
    const native = Reflect.getOwnPropertyDescriptor(owner, name) ?? {};
    Reflect.defineProperty(owner, name, { ...native, ...how });
    return () => Reflect.defineProperty(owner, name, native);
  };
  const prevent = Reflect.get(Event.prototype, 'preventDefault');
  const standIn: unknown = new Proxy(prevent, {
    apply: (_target, self: Event) => {
      if (self instanceof BeforeUnloadEvent) object();
      else Reflect.apply(prevent, self, []);
    },
  });
  const back = [
    replace(Event.prototype, 'preventDefault', { value: standIn }),
    replace(BeforeUnloadEvent.prototype, 'returnValue', { set: object }),
  ];
  const handler = window.onbeforeunload;
  const leave = (event: Event) => {
    const said: unknown = handler === null ? undefined : Reflect.apply(handler, window, [event]);
    if (said !== null && said !== undefined) object();
  };
  window.onbeforeunload = null;
  window.addEventListener('beforeunload', leave);
  const end = (event?: Event) => {
    clearTimeout(timer);
    window.removeEventListener(key, end, true);
    window.removeEventListener('beforeunload', leave);
    window.onbeforeunload ??= handler;
    for (const restore of back) restore();
    if (event instanceof CustomEvent && Array.isArray(event.detail)) event.detail.push(...noted);
  };
  const timer = setTimeout(end, ms);
  window.addEventListener(key, end, true);
}

/** Gives the page its dialogs back, and what it opened meanwhile. */
export function dialogsSince(key: string): unknown {
  const dialogs: unknown[] = [];
  window.dispatchEvent(new CustomEvent(key, { detail: dialogs }));
  return dialogs;
}
