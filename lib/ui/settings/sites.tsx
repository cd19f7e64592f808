import { type Settings, SITE_RULES, type SiteRule } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { hostOf } from '../hosts.ts';
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
    ...(settings?.trusted ?? []),
  ]);
  if (here !== undefined && /^https?:/u.test(here)) known.add(here);
  return [...known].toSorted();
}

type Lists = 'local' | 'deaf' | 'trusted';

/** The site's entry in a list of settings, on or off. */
function useLists(origin: string) {
  const panel = usePanel();
  const { local = [], deaf = [], trusted = [] } = panel.settings.value ?? {};
  const lists = { local, deaf, trusted };
  const without = (name: Lists) => lists[name].filter((one) => one !== origin);
  return {
    has: (name: Lists) => lists[name].includes(origin),
    without,
    set: (name: Lists, on: boolean) => {
      void panel.change({ [name]: on ? [...without(name), origin] : without(name) });
    },
  };
}

function SiteRow({ origin }: { origin: string }) {
  const panel = usePanel();
  const { t, ports } = panel;
  const { sites = {} } = panel.settings.value ?? {};
  const { has, without } = useLists(origin);
  const rule = sites[origin];
  const known = rule !== undefined || has('local') || has('deaf') || has('trusted');
  const forget = () => {
    if (rule !== undefined) void ports.dropAccess(origin);
    const rules = Object.fromEntries(Object.entries(sites).filter(([one]) => one !== origin));
    void panel.change({ sites: rules, local: without('local'), deaf: without('deaf'), trusted: without('trusted') });
  };
  return (
    <li data-testid="site-rule">
      <div>
        <bdi>{hostOf(origin)}</bdi>
        <Rule origin={origin} rule={rule} />
        {known && (
          <button type="button" class="quiet" onClick={forget}>
            {t('sites_remove')}
            <Heard text={hostOf(origin)} />
          </button>
        )}
      </div>
      {rule !== 'never' && <Switches origin={origin} />}
    </li>
  );
}

function Switches({ origin }: { origin: string }) {
  const { t, ports } = usePanel();
  const { has, set } = useLists(origin);
  const own = { origin };
  return (
    <>
      <Switch {...own} name="local" label={t('sites_local')} on={has('local')} onSwitch={(on) => set('local', on)} />
      <Switch {...own} name="listen" label={t('sites_listen')} on={!has('deaf')} onSwitch={(on) => set('deaf', !on)} />
      {ports.trustedInput && (
        <Switch
          {...own}
          name="trusted"
          label={t('sites_trusted')}
          on={has('trusted')}
          onSwitch={(on) => set('trusted', on)}
        />
      )}
    </>
  );
}

const SAYS = { always: 'sites_always', ask: 'sites_ask', read: 'sites_read', never: 'sites_never' } as const satisfies Record<SiteRule, string>; // prettier-ignore

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
