import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { DEFAULT_SETTINGS, Settings } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

export interface SettingsStore {
  read: () => Promise<Settings>;
  /** Changes some settings; those not named stay. */
  change: (patch: Partial<Settings>) => Promise<void>;
  /** Calls `listener` after every change, from any context. Returns the way to stop. */
  watch: (listener: (settings: Settings) => void) => () => void;
}

/** The user's settings, in storage.local. What does not parse there counts as not set: a bad field never locks the user out. */
export function openSettings(): SettingsStore {
  let last: Promise<void> = Promise.resolve();
  return {
    read,
    change(patch) {
      // One after the other: two changes at once would each write the other's field back.
      const before = last;
      last = (async () => {
        await before.catch(() => undefined); // its own caller hears of that failure
        await browser.storage.local.set({ settings: { ...(await read()), ...patch } });
      })();
      return last;
    },
    watch(listener) {
      const hear = (changes: Record<string, { newValue?: unknown }>, area: string) => {
        if (area === 'local' && changes['settings'] !== undefined) listener(parse(changes['settings'].newValue));
      };
      browser.storage.onChanged.addListener(hear);
      return () => {
        browser.storage.onChanged.removeListener(hear);
      };
    },
  };
}

async function read(): Promise<Settings> {
  return parse((await browser.storage.local.get('settings'))['settings']);
}

function parse(stored: unknown): Settings {
  if (typeof stored !== 'object' || stored === null) return DEFAULT_SETTINGS;
  const whole = v.safeParse(Settings, { ...DEFAULT_SETTINGS, ...stored });
  if (whole.success) return whole.output;
  log.warn('settings', `what is stored does not fit and is left out: ${v.summarize(whole.issues)}`);
  const fields: Partial<Record<keyof Settings, unknown>> = { ...DEFAULT_SETTINGS };
  for (const key of v.keyof(Settings).options) {
    const field = v.safeParse(Settings.entries[key], Reflect.get(stored, key));
    if (field.success) fields[key] = field.output;
  }
  return v.parse(Settings, fields);
}
