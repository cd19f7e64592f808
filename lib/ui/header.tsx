import type { TabLook } from '@/lib/protocol/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { Icon } from './parts/icon.tsx';
import { Mark } from './parts/mark.tsx';
import { PlacementChip } from './parts/placement-chip.tsx';
import { type Stage, stageOf } from './stages.ts';
import type { MessageKey } from './translate.ts';

const ACCESS: Record<TabLook['access'], MessageKey> = {
  granted: 'access_granted',
  needed: 'access_needed',
  never: 'access_never',
  restricted: 'access_restricted',
};

const WORK: Record<Stage, MessageKey> = {
  input: 'stage_input_now',
  interpret: 'stage_interpret_now',
  decide: 'stage_decide_now',
  act: 'stage_act_now',
};

export function Header() {
  const panel = usePanel();
  const { t } = panel;
  const look = panel.look.value;
  const run = panel.active.value;
  const stage = run === undefined ? undefined : stageOf(run);
  const chosen = panel.settings.value?.engine;
  return (
    <header class="top tab">
      <Mark stage={stage} label={stage === undefined ? t('mark_rest') : t(WORK[stage])} />
      <h1 dir="auto" title={look?.title}>
        {look === undefined || look.title === '' ? t('extensionName') : look.title}
      </h1>
      <div class="site">
        {look !== undefined && (
          <p data-testid="access" data-access={look.access} title={hostOf(look.origin)}>
            {look.origin === '' || look.access === 'restricted' ? (
              t(ACCESS[look.access])
            ) : (
              <>
                <bdi>{hostOf(look.origin)}</bdi>
                <span> · {t(ACCESS[look.access])}</span>
              </>
            )}
          </p>
        )}
        {chosen !== undefined && <PlacementChip placement={run?.engine.placement ?? panel.ports.placementOf(chosen)} />}
      </div>
      <nav class="tools" aria-label={t('nav_label')}>
        <Tool view="history" icon="history" label={t('history_open')} />
        <Tool view="settings" icon="settings" label={t('settings_open')} />
      </nav>
    </header>
  );
}

function Tool({ view, icon, label }: { view: 'history' | 'settings'; icon: 'history' | 'settings'; label: string }) {
  const panel = usePanel();
  return (
    <button
      type="button"
      class="tool"
      data-testid={`${view}-open`}
      aria-label={label}
      title={label}
      onClick={() => {
        panel.view.value = view;
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
