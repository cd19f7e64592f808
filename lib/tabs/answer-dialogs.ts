/* oxlint-disable unicorn/consistent-function-scoping, unicorn/prefer-add-event-listener -- injected as they stand: they can use nothing from outside themselves */
import type { PageDialog } from '@/lib/contracts/index.ts';

/**
 * Answers what the page asks by `alert`, `confirm` and `prompt`, in its own world, yes to the words in `agreed` and no to any others: from
 * now on until `dialogsSince` is called with the same `key`, or, where it `stays`, whenever an event of that name says `on`, until one says
 * `off`; at the latest after `ms`. Each time it replies with what was opened since, as JSON, in an event named `${key}r`; what `stays`
 * says, too, whether the page may declare tools (see webmcp.ts): as `{ opened, declares }`.
 */
export function answerDialogs(agreed: readonly string[], key: string, how: { ms: number; stays: boolean }): void {
  let noted: PageDialog[] = [];
  let back: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const answer = (type: 'alert' | 'confirm' | 'prompt', yes: (args: unknown[]) => unknown, no: unknown) => {
    const native: unknown = Reflect.get(window, type);
    // What the page shows in place of the browser's dialog does not stop it.
    if (typeof native !== 'function' || !Function.prototype.toString.call(native).includes('[native code]')) return;
    const standIn = new Proxy(native, {
      apply: (_target, _self, args: unknown[]) => {
        const message = args.length === 0 ? '' : String(args[0]).slice(0, 500);
        const accepted = type === 'alert' || agreed.includes(message);
        if (noted.length < 20) noted.push({ type, message, accepted });
        return accepted ? yes(args) : no;
      },
    });
    Reflect.set(window, type, standIn);
    back.push(() => {
      if (Reflect.get(window, type) === standIn) Reflect.set(window, type, native);
    });
  };
  const off = () => {
    clearTimeout(timer);
    for (const restore of back) restore();
    back = [];
  };
  const on = () => {
    off();
    noted = [];
    answer('alert', () => undefined, undefined);
    answer('confirm', () => true, false);
    // As a person who changes nothing: what the page proposes.
    answer('prompt', ([, proposed]) => (typeof proposed === 'string' ? proposed : ''), null);
    timer = setTimeout(off, how.ms);
  };
  const declares = () => {
    try {
      const names = ['modelContext', 'modelContextTesting'];
      return Reflect.get(document, 'modelContext') !== undefined || names.some((name) => Reflect.get(navigator, name) !== undefined); // prettier-ignore
    } catch {
      return true; // whoever asks for its tools finds out
    }
  };
  const hear = (event: Event) => {
    if (event instanceof CustomEvent && event.detail === 'on') on();
    else {
      off();
      if (!how.stays) window.removeEventListener(key, hear, true);
    }
    const said = how.stays ? { opened: noted, declares: declares() } : noted;
    window.dispatchEvent(new CustomEvent(`${key}r`, { detail: JSON.stringify(said) }));
  };
  window.addEventListener(key, hear, true);
  if (!how.stays) on();
}

/** The same for the question whether to leave the page: the browser asks it once the page has objected, and does not hear of that now. */
export function letLeave(key: string, ms: number): void {
  let objected = false;
  const object = () => {
    objected = true;
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
    const noted: PageDialog[] = objected ? [{ type: 'beforeunload', message: '', accepted: true }] : [];
    if (event !== undefined) window.dispatchEvent(new CustomEvent(`${key}r`, { detail: JSON.stringify(noted) }));
  };
  const timer = setTimeout(end, ms);
  window.addEventListener(key, end, true);
}

/** Gives the page its dialogs back, and lists of what it opened meanwhile, as JSON. */
export function dialogsSince(key: string): unknown[] {
  const dialogs: unknown[] = [];
  const hear = (event: Event) => {
    if (event instanceof CustomEvent) dialogs.push(event.detail);
  };
  window.addEventListener(`${key}r`, hear);
  window.dispatchEvent(new CustomEvent(key, { detail: 'off' }));
  window.removeEventListener(`${key}r`, hear);
  return dialogs;
}
