/** Longer than a tool may take. Milliseconds. */
const MOST_MS = 32_000;

/**
 * Waits while a tool of the page does its work. It is called in the page's own world, by the background (lib/tabs/tools.ts): what it does
 * to the page is seen from here, as with every act. `done` is the event that comes at its end, which the page does not know the name of.
 */
export async function toolDone(done: string): Promise<undefined> {
  await new Promise((resolve) => {
    window.addEventListener(done, resolve, { once: true });
    setTimeout(resolve, MOST_MS);
  });
  return undefined;
}
