import { useState } from 'preact/hooks';

import type { Problem, Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { deedsOf } from './stages.ts';
import { taskWords } from './words.ts';

/** Pause for a run that is at work on the page; the way on for one that is paused. */
export function PauseRow({ run }: { run: Run }) {
  const { t, pause } = usePanel();
  if (run.status === 'paused') return <Paused run={run} />;
  const acts = deedsOf(run).length > 0 || run.iterations.at(-1)?.interpretation?.mode === 'act';
  if (run.status !== 'running' || run.stopAsked || !acts) return null;
  return <Steer id="pause" look="plain" text={t('pause')} act={() => pause(run.id)} />;
}

function Paused({ run }: { run: Run }) {
  const { t, go } = usePanel();
  return (
    <section class="question paused" role="group" aria-label={t('status_paused')} data-testid="paused">
      <p>{t(`paused_${run.paused ?? 'user'}`)}</p>
      <Steer id="go" look="go" text={t('pause_go')} act={() => go(run.id)} />
    </section>
  );
}

interface SteerProps {
  id: string;
  look: 'plain' | 'go';
  text: string;
  act: () => Promise<Problem | undefined>;
}

/** A button that steers the run, and why it could not. */
function Steer({ id, look, text, act }: SteerProps) {
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  return (
    <>
      <div class="row">
        <button type="button" class={`button ${look}`} data-testid={id} onClick={() => void act().then(setProblem)}>
          {text}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </>
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
