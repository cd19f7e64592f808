import { type Settings, SITE_RULES, type SiteRule } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';

/** What Locus draws on pages. */
export function OnPages() {
  const panel = usePanel();
  const { t } = panel;
  return (
    <fieldset class="choice">
      <legend>{t('pages_title')}</legend>
      <label>
        <input
          type="checkbox"
          data-testid="outline"
          checked={panel.settings.value?.outline ?? true}
          onChange={(event) => {
            void panel.change({ outline: event.currentTarget.checked });
          }}
        />
        {t('pages_outline')}
      </label>
    </fieldset>
  );
}

/** Sites that Locus knows, each with its rule, its switches and a way to forget both. */
export function Sites() {
  const { t, settings, look, ports } = usePanel();
  const names = namesOf(settings.value, look.value?.origin);
  return (
    <section aria-labelledby="sites-title">
      <h2 id="sites-title">{t('sites_title')}</h2>
      {names.length === 0 && <p class="lead">{t('sites_none')}</p>}
      {names.length > 0 && <p class="lead">{t('sites_local_text')}</p>}
      {names.length > 0 && <p class="lead">{t('sites_listen_text')}</p>}
      {names.length > 0 && <p class="lead">{t('sites_watch_text')}</p>}
      {names.length > 0 && ports.trustedInput && <p class="lead">{t('sites_trusted_text')}</p>}
      <ul class="sites">
        {names.map((origin) => (
          <SiteRow key={origin} origin={origin} />
        ))}
      </ul>
    </section>
  );
}

/** Those with a rule or a switch, and the one in front. */
function namesOf(settings: Settings | undefined, here: string | undefined): string[] {
  const known = new Set([
    ...Object.keys(settings?.sites ?? {}),
    ...(settings?.local ?? []),
    ...(settings?.deaf ?? []),
    ...(settings?.watched ?? []),
    ...(settings?.trusted ?? []),
  ]);
  if (here !== undefined && /^https?:/u.test(here)) known.add(here);
  return [...known].toSorted();
}

function SiteRow({ origin }: { origin: string }) {
  const panel = usePanel();
  const { t, ports } = panel;
  const { sites = {}, local = [], deaf = [], watched = [], trusted = [] } = panel.settings.value ?? {};
  const rule = sites[origin];
  const known = rule !== undefined || [local, deaf, watched, trusted].some((list) => list.includes(origin));
  const without = (list: readonly string[]) => list.filter((one) => one !== origin);
  const remove = () => {
    if (rule !== undefined) void ports.dropAccess(origin);
    const rules = Object.fromEntries(Object.entries(sites).filter(([one]) => one !== origin));
    void panel.change({
      sites: rules,
      local: without(local),
      deaf: without(deaf),
      watched: without(watched),
      trusted: without(trusted),
    });
  };
  return (
    <li data-testid="site-rule">
      <div>
        <bdi>{hostOf(origin)}</bdi>
        <Rule origin={origin} rule={rule} />
        {known && (
          <button type="button" class="quiet" onClick={remove}>
            {t('sites_remove')}
            <Heard text={hostOf(origin)} />
          </button>
        )}
      </div>
      <Switches origin={origin} />
    </li>
  );
}

/** What is on and off on a site. */
function Switches({ origin }: { origin: string }) {
  const panel = usePanel();
  const { t, ports } = panel;
  const { sites = {}, local = [], deaf = [], watched = [], trusted = [] } = panel.settings.value ?? {};
  const rule = sites[origin];
  const toggle = (list: readonly string[], on: boolean) => {
    const others = list.filter((one) => one !== origin);
    return on ? [...others, origin] : others;
  };
  if (rule === 'never') return null;
  return (
    <>
      <Switch
        name="local"
        label={t('sites_local')}
        origin={origin}
        on={local.includes(origin)}
        onSwitch={(on) => void panel.change({ local: toggle(local, on) })}
      />
      <Switch
        name="listen"
        label={t('sites_listen')}
        origin={origin}
        on={!deaf.includes(origin)}
        onSwitch={(on) => void panel.change({ deaf: toggle(deaf, !on) })}
      />
      {rule === 'always' && (
        <Switch
          name="watch"
          label={t('sites_watch')}
          origin={origin}
          on={watched.includes(origin)}
          onSwitch={(on) => void panel.change({ watched: toggle(watched, on) })}
        />
      )}
      {ports.trustedInput && (
        <Switch
          name="trusted"
          label={t('sites_trusted')}
          origin={origin}
          on={trusted.includes(origin)}
          onSwitch={(on) => void panel.change({ trusted: toggle(trusted, on) })}
        />
      )}
    </>
  );
}

export const SAYS = { always: 'sites_always', ask: 'sites_ask', read: 'sites_read', never: 'sites_never' } as const satisfies Record<SiteRule, string>; // prettier-ignore

/** What Locus may do on a site. Without a rule it asks before it reads, and as its policy says before it acts. */
function Rule({ origin, rule }: { origin: string; rule: SiteRule | undefined }) {
  const panel = usePanel();
  const { t, ports } = panel;
  const choose = (chosen: SiteRule) => {
    // Asked for in the very handler, as browsers want it. Without it the rule stands, and Locus asks once it gets there.
    if (chosen !== 'never') void ports.requestAccess(origin);
    void panel.change({ sites: { ...panel.settings.value?.sites, [origin]: chosen } });
  };
  return (
    <select
      class={rule ?? 'none'}
      data-testid="site-choice"
      aria-label={`${t('sites_rule')}: ${hostOf(origin)}`}
      value={rule ?? ''}
      onChange={(event) => {
        const chosen = SITE_RULES.find((one) => one === event.currentTarget.value);
        if (chosen !== undefined) choose(chosen);
      }}
    >
      {rule === undefined && <option value="">{t('sites_no_rule')}</option>}
      {SITE_RULES.map((one) => (
        <option key={one} value={one}>
          {t(SAYS[one])}
        </option>
      ))}
    </select>
  );
}

function Switch(props: { name: string; label: string; origin: string; on: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        data-testid={`site-${props.name}`}
        checked={props.on}
        onChange={(event) => {
          props.onSwitch(event.currentTarget.checked);
        }}
      />
      {props.label}
      <Heard text={hostOf(props.origin)} />
    </label>
  );
}
