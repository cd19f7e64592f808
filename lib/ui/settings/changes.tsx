import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';

import { EngineChoice, Limits, SITE_RULES, type SettingsChange, takingBack } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import type { MessageKey } from '../translate.ts';
import { THEMES } from './rest.tsx';
import { SAYS } from './sites.tsx';

const NAMES = {
  engine: 'changes_engine', spare: 'spare_label', theme: 'theme_title', hub: 'hub_label', sites: 'sites_rule', local: 'sites_local',
  deaf: 'changes_deaf', trusted: 'sites_trusted', outline: 'pages_outline', limits: 'limits_title',
} as const satisfies Record<SettingsChange['field'], MessageKey>; // prettier-ignore

/** What was changed of the settings and the rules for sites, newest first; what still stands can be taken back. */
export function Changes() {
  const panel = usePanel();
  const { t, format, settings } = panel;
  const [changes, setChanges] = useState<SettingsChange[]>([]);
  const now = settings.value;
  useEffect(() => {
    void panel.ports.settings.changes().then(setChanges);
  }, [panel, now]);
  return (
    <details class="own" data-testid="changes">
      <summary>{t('changes_title')}</summary>
      <p class="lead">{t(changes.length === 0 ? 'changes_none' : 'changes_text')}</p>
      <ul class="sites">
        {changes.toReversed().map((change) => {
          const back = now && takingBack(now, change);
          const name = [t(NAMES[change.field]), ...(change.of === undefined ? [] : [hostOf(change.of)])].join(', ');
          return (
            <li key={`${change.at} ${name}`} data-testid="change">
              <p dir="auto">
                <b>{name}</b>
                {`: ${said(change, change.before, t)} → ${said(change, change.after, t)}`}
              </p>
              <div>
                <small class="note">{format.when(change.at, Date.now())}</small>
                {back !== undefined && (
                  <button
                    type="button"
                    class="quiet"
                    data-testid="change-back"
                    onClick={() => {
                      if (change.field === 'sites' && change.before === undefined && change.of !== undefined)
                        void panel.ports.dropAccess(change.of);
                      void panel.change(back);
                    }}
                  >
                    {t('changes_back')}
                    <Heard text={name} />
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** A value as a person reads it. */
function said({ field }: SettingsChange, value: unknown, t: ReturnType<typeof usePanel>['t']): string {
  if (field === 'sites') {
    const rule = SITE_RULES.find((each) => each === value);
    return t(rule === undefined ? 'sites_no_rule' : SAYS[rule]);
  }
  if (typeof value === 'boolean') return t(value ? 'changes_on' : 'changes_off');
  if (field === 'theme') return t(value === 'light' || value === 'dark' ? THEMES[value] : 'theme_system');
  if (field === 'limits') {
    const limits = v.safeParse(Limits, value);
    if (!limits.success) return t('changes_nothing');
    const { iterations, ms, tokens } = limits.output;
    return t('changes_limits', String(iterations), String(Math.round(ms / 60_000)), String(tokens));
  }
  const engine = v.safeParse(EngineChoice, value);
  if (!engine.success) return typeof value === 'string' ? value : t('changes_nothing');
  const choice = engine.output;
  if (choice.kind === 'openai') return `${choice.model} (${hostOf(choice.baseURL)})`;
  return 'model' in choice ? choice.model : t('engine_rules');
}
