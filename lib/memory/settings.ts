import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { changesBetween, DEFAULT_SETTINGS, Settings, SettingsChange, withChanges } from '@/lib/contracts/index.ts';
import { log, once } from '@/lib/shared/index.ts';

export interface SettingsStore {
  read: () => Promise<Settings>;
  /** Changes some settings; those not named stay. */
  change: (patch: Partial<Settings>) => Promise<void>;
  /** The last changes, oldest first. */
  changes: () => Promise<SettingsChange[]>;
  /** Calls `listener` after every change, from any context. Returns the way to stop. */
  watch: (listener: (settings: Settings) => void) => () => void;
}

/** The settings as they were last heard of: storage is asked once, and tells every change after that, from any context. */
let cached: Promise<Settings> | undefined;
let listens = false;

function listenOnce(): void {
  if (listens) return;
  listens = true;
  browser.storage.onChanged.addListener((changes, area) => {
    if (area === 'local' && changes['settings'] !== undefined) cached = Promise.resolve(parse(changes['settings'].newValue)); // prettier-ignore
  });
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
        const kept = await browser.storage.local.get(['settings', 'changes']);
        const now = parse(kept['settings']);
        const changed = { ...now, ...patch };
        const changes = withChanges(parseChanges(kept['changes']), changesBetween(now, changed, Date.now()));
        await browser.storage.local.set({ settings: changed, changes });
        cached = Promise.resolve(changed);
      })();
      return last;
    },
    changes: async () => parseChanges((await browser.storage.local.get('changes'))['changes']),
    watch(listener) {
      const hear = (changes: Record<string, { newValue?: unknown }>, area: string) => {
        if (area !== 'local' || changes['settings'] === undefined) return;
        const changed = parse(changes['settings'].newValue);
        // Firefox lets a listener's promises go on before it calls the next one: whoever reads now must not get what was.
        cached = Promise.resolve(changed);
        listener(changed);
      };
      browser.storage.onChanged.addListener(hear);
      return () => {
        browser.storage.onChanged.removeListener(hear);
      };
    },
  };
}

function read(): Promise<Settings> {
  listenOnce();
  return cached ?? stored();
}

const stored = once(async () => parse((await browser.storage.local.get('settings'))['settings']));

function parseChanges(value: unknown): SettingsChange[] {
  const parsed = v.safeParse(v.array(SettingsChange), value);
  return parsed.success ? parsed.output : [];
}

function parse(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return DEFAULT_SETTINGS;
  const whole = v.safeParse(Settings, { ...DEFAULT_SETTINGS, ...value });
  if (whole.success) return whole.output;
  log.warn('settings', `what is stored does not fit and is left out: ${v.summarize(whole.issues)}`);
  const fields: Partial<Record<keyof Settings, unknown>> = { ...DEFAULT_SETTINGS };
  for (const key of v.keyof(Settings).options) {
    const field = v.safeParse(Settings.entries[key], Reflect.get(value, key));
    if (field.success) fields[key] = field.output;
  }
  return v.parse(Settings, fields);
}
