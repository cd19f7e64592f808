import { useState } from 'preact/hooks';

import type { Problem, Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { deedsOf } from './stages.ts';
import { taskWords } from './words.ts';

/** Pause for a run that is at work on the page; the way on for one that is paused. */
export function PauseRow({ run }: { run: Run }) {
  const { t, pause } = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  if (run.status === 'paused') return <Paused run={run} />;
  const acts = deedsOf(run).length > 0 || run.iterations.at(-1)?.interpretation?.mode === 'act';
  if (run.status !== 'running' || run.stopAsked || !acts) return null;
  return (
    <div class="row">
      <button
        type="button"
        class="button plain"
        data-testid="pause"
        onClick={() => {
          void pause(run.id).then(setProblem);
        }}
      >
        {t('pause')}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </div>
  );
}

function Paused({ run }: { run: Run }) {
  const { t, go } = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  return (
    <section class="question paused" role="group" aria-label={t('status_paused')} data-testid="paused">
      <p>{t(`paused_${run.paused ?? 'user'}`)}</p>
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="go"
          onClick={() => {
            void go(run.id).then(setProblem);
          }}
        >
          {t('pause_go')}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </section>
  );
}

/** Runs of an earlier session of the browser: their tabs have other numbers by now, so they are shown in every one. */
export function Elsewhere() {
  const { elsewhere, runs, t } = usePanel();
  const here = new Set(runs.value?.map(({ id }) => id));
  const others = elsewhere.value.filter(({ id }) => !here.has(id));
  return (
    <>
      {others.map((run) => (
        <article key={run.id} class="run" data-testid="run-elsewhere" data-run-id={run.id}>
          <p class="you" dir="auto">
            {taskWords(run.signal.task, t)}
          </p>
          <Paused run={run} />
        </article>
      ))}
    </>
  );
}
