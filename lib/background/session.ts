import { browser } from 'wxt/browser';

const MARK = 'alive';

/**
 * True once after the browser or the extension was started; false for a background that was only killed in between. Session storage
 * outlives the background and nothing else.
 */
export async function isFirstStart(): Promise<boolean> {
  const known = (await browser.storage.session.get(MARK))[MARK] === true;
  if (!known) await browser.storage.session.set({ [MARK]: true });
  return !known;
}
