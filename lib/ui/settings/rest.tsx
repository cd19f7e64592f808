import { useState } from 'preact/hooks';

import { DEFAULT_SETTINGS, type Settings } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { hostOf } from '../hosts.ts';
import { Heard } from '../parts/heard.tsx';
import type { MessageKey } from '../translate.ts';

const THEMES: Record<Settings['theme'], MessageKey> = {
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

/** Sites with a rule, each with a way to take it back. */
export function Sites() {
  const panel = usePanel();
  const { t } = panel;
  const sites = panel.settings.value?.sites ?? {};
  const names = Object.keys(sites).toSorted();
  return (
    <section aria-labelledby="sites-title">
      <h2 id="sites-title">{t('sites_title')}</h2>
      {names.length === 0 && <p class="lead">{t('sites_none')}</p>}
      <ul class="sites">
        {names.map((origin) => (
          <li key={origin} data-testid="site-rule">
            <bdi>{hostOf(origin)}</bdi>
            <span class={sites[origin]}>{t(sites[origin] === 'always' ? 'access_granted' : 'access_never')}</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                void panel.ports.dropAccess(origin);
                void panel.change({
                  sites: Object.fromEntries(Object.entries(sites).filter(([one]) => one !== origin)),
                });
              }}
            >
              {t('sites_remove')}
              <Heard text={hostOf(origin)} />
            </button>
          </li>
        ))}
      </ul>
    </section>
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
