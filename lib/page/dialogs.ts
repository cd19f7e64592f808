import type { Outcome } from '@/lib/contracts/index.ts';

/**
 * Does `work` while the guard that stands in the page's own world under that name (lib/tabs/answer-dialogs.ts) answers dialogs. What was
 * opened comes with the outcome as the page's world said it: unparsed. Undefined, and nothing is done, where no guard answers.
 */
export async function guarded(
  guard: string | undefined,
  work: () => Promise<Outcome>,
): Promise<(Outcome & { heard?: unknown }) | undefined> {
  if (guard === undefined) return work();
  if (say(guard, 'on') === undefined) return undefined;
  return { ...(await work()), heard: say(guard, 'off') };
}

/** Worlds share events, and of what is in them text. */
function say(guard: string, detail: string): unknown {
  let heard: unknown;
  const hear = (event: Event) => {
    heard = Reflect.get(event, 'detail');
  };
  window.addEventListener(`${guard}r`, hear, { once: true });
  window.dispatchEvent(new CustomEvent(guard, { detail }));
  return heard;
}
