import { browser } from 'wxt/browser';

const PAGE = '/offscreen.html';
let making: Promise<void> | undefined;

/** Makes the offscreen document exist (Chrome allows one). It outlives the service worker; a second call finds it there. */
export async function ensureOffscreen(): Promise<void> {
  const there = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (there.length > 0) return;
  making ??= create().finally(() => {
    making = undefined;
  });
  await making;
}

async function create(): Promise<void> {
  try {
    await browser.offscreen.createDocument({
      url: PAGE,
      // WORKERS first: a document with AUDIO_PLAYBACK alone is closed when it is silent.
      reasons: ['WORKERS'],
      justification: 'Runs the language model and tools in workers, on this device.',
    });
  } catch (error) {
    // Another call of an earlier background made it in between.
    if (!(error instanceof Error) || !/single offscreen/iu.test(error.message)) throw error;
  }
}
