import { useState } from 'preact/hooks';

import { DEFAULT_SETTINGS, type Settings } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import type { MessageKey } from '../translate.ts';

export const THEMES: Record<Settings['theme'], MessageKey> = {
  system: 'theme_system',
  light: 'theme_light',
  dark: 'theme_dark',
};

export function Theme() {
  const panel = usePanel();
  const { t } = panel;
  const now = panel.settings.value?.theme ?? 'system';
  return (
    <fieldset class="choice">
      <legend>{t('theme_title')}</legend>
      {(['system', 'light', 'dark'] as const).map((theme) => (
        <label key={theme}>
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={now === theme}
            onChange={() => {
              void panel.change({ theme });
            }}
          />
          {t(THEMES[theme])}
        </label>
      ))}
    </fieldset>
  );
}

const COMMANDS: [name: string, words: MessageKey][] = [
  ['open-panel', 'commandOpenPanel'],
  ['summarise-page', 'commandSummarise'],
  ['explain-selection', 'commandExplain'],
  ['stop-run', 'commandStop'],
];

export function Shortcuts() {
  const panel = usePanel();
  const { t } = panel;
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">{t('keys_title')}</h2>
      <dl class="keys">
        {COMMANDS.map(([name, words]) => (
          <div key={name}>
            <dt>{t(words)}</dt>
            <dd>
              <kbd>{panel.shortcuts.value[name] ?? t('keys_none')}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        class="button plain"
        onClick={() => {
          panel.ports.openShortcutSettings();
        }}
      >
        {t('keys_change')}
      </button>
    </section>
  );
}

export function Advanced() {
  const panel = usePanel();
  const { t } = panel;
  const saved = panel.settings.value?.hub ?? DEFAULT_SETTINGS.hub;
  const [hub, setHub] = useState(saved);
  const usable = URL.canParse(hub.trim()) && /^https?:$/.test(new URL(hub.trim()).protocol);
  return (
    <details class="own">
      <summary>{t('advanced_title')}</summary>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (usable) void panel.change({ hub: hub.trim().replace(/\/+$/, '') });
        }}
      >
        <label class="field">
          <span>{t('hub_label')}</span>
          <input
            type="url"
            data-testid="hub"
            value={hub}
            onInput={(event) => {
              setHub(event.currentTarget.value);
            }}
          />
        </label>
        <p class="note">{t('hub_text')}</p>
        <div class="row">
          <button type="submit" class="button" disabled={!usable || hub.trim() === saved}>
            {t('hub_save')}
          </button>
          {saved !== DEFAULT_SETTINGS.hub && (
            <button
              type="button"
              class="button plain"
              onClick={() => {
                setHub(DEFAULT_SETTINGS.hub);
                void panel.change({ hub: DEFAULT_SETTINGS.hub });
              }}
            >
              {t('hub_reset')}
            </button>
          )}
        </div>
      </form>
    </details>
  );
}
