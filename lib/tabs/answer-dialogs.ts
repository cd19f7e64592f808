/* oxlint-disable unicorn/consistent-function-scoping, unicorn/prefer-add-event-listener -- injected as it stands; the page's own handler */
import type { PageDialog } from '@/lib/contracts/index.ts';

type Note = (dialog: PageDialog) => void;

/**
 * Answers what the page asks by `alert`, `confirm` and `prompt` from now on, in its own world, until `dialogsSince` is called with the
 * same `key`, at the latest after `ms`. Injected as it stands: it can use nothing from outside itself.
 */
export function answerDialogs(accept: boolean, key: string, ms: number): void {
  const noted: PageDialog[] = [];
  const back: (() => void)[] = [];
  const note: Note = (dialog) => {
    if (noted.length < 20) noted.push({ ...dialog, message: dialog.message.slice(0, 500) });
  };
  const answer = (type: 'alert' | 'confirm' | 'prompt', result: unknown, accepted: boolean) => {
    const native: unknown = Reflect.get(window, type);
    // What the page shows in place of the browser's dialog does not stop it.
    if (typeof native !== 'function' || !Function.prototype.toString.call(native).includes('[native code]')) return;
    const standIn = new Proxy(native, {
      apply: (_target, _self, args: unknown[]) => {
        note({ type, message: args.length === 0 ? '' : String(args[0]), accepted });
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

  // The browser asks by itself whether to leave, once the page has objected: so that it does not hear of it.
  const leave = (event: Event) => {
    const object = () => {
      note({ type: 'beforeunload', message: '', accepted: true });
    };
    Reflect.defineProperty(event, 'preventDefault', { value: object });
    Reflect.defineProperty(event, 'returnValue', { get: () => '', set: object });
    const handler = window.onbeforeunload;
    window.onbeforeunload = null;
    setTimeout(() => (window.onbeforeunload ??= handler));
    const said: unknown = handler === null ? null : Reflect.apply(handler, window, [event]);
    if (said !== null && said !== undefined) object();
  };
  if (accept) window.addEventListener('beforeunload', leave, true);

  const end = (event?: Event) => {
    clearTimeout(timer);
    window.removeEventListener(key, end, true);
    window.removeEventListener('beforeunload', leave, true);
    for (const restore of back) restore();
    const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
    if (typeof detail === 'object' && detail !== null) Reflect.set(detail, 'dialogs', noted);
  };
  const timer = setTimeout(end, ms);
  window.addEventListener(key, end, true);
}

/** Gives the page its dialogs back, and what it opened meanwhile. */
export function dialogsSince(key: string): unknown {
  const detail: { dialogs?: unknown } = {};
  window.dispatchEvent(new CustomEvent(key, { detail }));
  return detail.dialogs ?? [];
}
