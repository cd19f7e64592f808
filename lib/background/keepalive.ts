import { browser } from 'wxt/browser';

const EVERY_MS = 20_000;
const ALARM = 'resume';

export interface KeepAlive {
  /** Keeps the background alive until the returned function is called. */
  hold: () => () => void;
}

/**
 * While a run is open, and only then, an extension API call every 20 s keeps a service worker and an event page alive (both die after
 * 30 s of silence). Nothing depends on it: an alarm starts a background that was killed all the same, and the journal tells the rest.
 */
export function createKeepAlive(): KeepAlive {
  let held = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    hold() {
      held += 1;
      if (held === 1) {
        timer = setInterval(() => void browser.runtime.getPlatformInfo(), EVERY_MS);
        void browser.alarms.create(ALARM, { periodInMinutes: 1 });
      }
      let released = false;
      return () => {
        if (released) return;
        released = true;
        held -= 1;
        if (held > 0) return;
        clearInterval(timer);
        void browser.alarms.clear(ALARM);
      };
    },
  };
}

/** Calls `wake` about once a minute while something is held, also in a background that was killed and started by the alarm. */
export function onAlarm(wake: () => void): void {
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === ALARM) wake();
  });
}
