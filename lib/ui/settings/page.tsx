import { useEffect } from 'preact/hooks';

import { usePanel } from '../context.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Changes } from './changes.tsx';
import { DeviceLine } from './device.tsx';
import { OwnModels } from './files.tsx';
import { LimitsOfTasks } from './limits.tsx';
import { EngineCard } from './model-card.tsx';
import { ModelList } from './model-list.tsx';
import { Recipes } from './recipes.tsx';
import { Advanced, Shortcuts, Theme } from './rest.tsx';
import { Secrets } from './secrets.tsx';
import { ServerForm } from './server.tsx';
import { OnPages, Sites } from './sites.tsx';
import { Spare } from './spare.tsx';
import { Tools } from './tools.tsx';

/** "Choose where Locus thinks", and the few other settings. */
export function SettingsPage() {
  const panel = usePanel();
  const { t, models } = panel;
  const chosen = panel.settings.value?.engine;
  useEffect(() => {
    void models.refresh();
  }, [models]);
  const problem = models.listProblem.value;
  return (
    <PageFrame
      name="settings"
      title={t('settings_title')}
      onBack={() => {
        panel.view.value = 'chat';
      }}
    >
      <p class="lead">{t('settings_lead')}</p>
      <DeviceLine />
      {chosen?.kind === 'scripted' && <p class="note">{t('engine_scripted')}</p>}
      <EngineCard
        name={t('engine_rules')}
        text={t('engine_rules_text')}
        note={t('model_always')}
        current={chosen?.kind === 'rules'}
        testId="engine-rules"
        onUse={() => {
          void panel.change({ engine: { kind: 'rules' } });
        }}
      />
      {problem !== undefined && <ProblemNote problem={problem} />}
      <section aria-labelledby="cpu-title">
        <h2 id="cpu-title">{t('engine_cpu')}</h2>
        <p class="lead">{t('engine_cpu_text')}</p>
        <ModelList kind="cpu" />
        <OwnModels />
      </section>
      <section aria-labelledby="gpu-title">
        <h2 id="gpu-title">{t('engine_gpu')}</h2>
        <p class="lead">{t('engine_gpu_text')}</p>
        <ModelList kind="webllm" />
      </section>
      <section aria-labelledby="server-title">
        <h2 id="server-title">{t('engine_server')}</h2>
        <p class="lead">{t('engine_server_text')}</p>
        <ServerForm />
      </section>
      <Spare />
      <LimitsOfTasks />
      <Theme />
      <OnPages />
      <Sites />
      <Secrets />
      <Recipes />
      <Tools />
      <Shortcuts />
      <Advanced />
      <Changes />
    </PageFrame>
  );
}
