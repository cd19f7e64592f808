import { useEffect, useState } from 'preact/hooks';

import { foldRun, type Iteration, type Replayed, type Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { PageFrame } from './parts/page-frame.tsx';
import { Rich } from './parts/rich.tsx';
import { Sandboxed } from './sandboxed.tsx';
import { Stages } from './trace.tsx';
import { WhatIfHere } from './what-if.tsx';
import { deciderWords, reasonKey, statusWords, stepPhrase, taskWords } from './words.ts';

/** A run that is over, step by step: what the model saw, what was decided, what was allowed, what came of it. Nothing is done. */
export function Replay() {
  const panel = usePanel();
  const { t, format, replaying } = panel;
  const shown = replaying.value;
  const run = shown === undefined ? undefined : foldRun(shown.trace.records);
  if (shown === undefined || run === undefined) return null;
  const { trace, imported, from } = shown;
  return (
    <PageFrame
      name="replay"
      title={t('replay_open')}
      onBack={() => {
        panel.view.value = from;
      }}
    >
      {imported && (
        <p class="note" data-testid="imported">
          {t('trace_imported')}
        </p>
      )}
      <p class="you" dir="auto">
        {taskWords(run.signal.task, t)}
      </p>
      <p class="lead">
        {statusWords(run.status, t)}
        {trace.masked > 0 && ` · ${format.count('trace_masked', trace.masked)}`}
      </p>
      <Result />
      <Steps run={run} />
    </PageFrame>
  );
}

/** Runs it again with what decides in this version of Locus, and says whether that comes to the same. */
function Result() {
  const { t, format, ports, replaying } = usePanel();
  const [result, setResult] = useState<Replayed | undefined>(undefined);
  const trace = replaying.value?.trace;
  useEffect(() => {
    let gone = false;
    const run = async () => {
      if (trace === undefined) return;
      const found = await ports.traces.replay(trace);
      if (!gone) setResult(found);
    };
    void run();
    return () => {
      gone = true;
    };
  }, [ports, trace]);
  if (result === undefined) return <p role="status">{t('replay_running')}</p>;
  const { difference, records, untaped } = result;
  return (
    <div class="card" role="status" data-testid="replay-result" data-same={difference === undefined}>
      {difference === undefined ? (
        <p>{format.count('replay_same', records.length)}</p>
      ) : (
        <>
          <p>{t('replay_differs', format.number(difference.seq), difference.path)}</p>
          <Value name={t('replay_was')} value={difference.was} />
          <Value name={t('replay_is')} value={difference.is} />
        </>
      )}
      {untaped.length > 0 && <p>{t('replay_untaped', format.number(untaped.length))}</p>}
    </div>
  );
}

const MOST_SHOWN = 2000;

function Value({ name, value }: { name: string; value: unknown }) {
  return (
    <figure class="saw">
      <figcaption>{name}</figcaption>
      <pre tabIndex={0} dir="auto">
        {(value === undefined ? '—' : JSON.stringify(value, null, 1)).slice(0, MOST_SHOWN)}
      </pre>
    </figure>
  );
}

function Steps({ run }: { run: Run }) {
  const { t, format } = usePanel();
  const [at, setAt] = useState(0);
  const steps = run.iterations;
  const last = steps.length - 1;
  const iteration = steps[Math.min(at, last)];
  const go = (by: number) => {
    setAt((now) => Math.max(0, Math.min(last, now + by)));
  };
  useArrows(go);
  if (iteration === undefined) return null;
  return (
    <section aria-label={t('steps_label')}>
      <div class="card-top">
        <button type="button" class="button" data-testid="replay-previous" disabled={at === 0} onClick={() => go(-1)}>
          {t('replay_previous')}
        </button>
        <b role="status" data-testid="replay-at">
          {t('replay_step', format.number(at + 1), format.number(steps.length))}
        </b>
        <button type="button" class="button" data-testid="replay-next" disabled={at >= last} onClick={() => go(1)}>
          {t('replay_next')}
        </button>
      </div>
      <StepShown key={iteration.number} run={run} iteration={iteration} />
      {last > 0 && <p class="note">{t('replay_keys')}</p>}
    </section>
  );
}

function StepShown({ run, iteration }: { run: Run; iteration: Iteration }) {
  const { t, replaying } = usePanel();
  const shown = replaying.value;
  const { decision, verdict, interpretation } = iteration;
  const reason = verdict === undefined || verdict.allow === 'yes' ? undefined : reasonKey(verdict.rule);
  return (
    <div class="card" data-testid="replay-step" data-iteration={iteration.number}>
      {decision !== undefined && (
        <h2 dir="auto">
          <Rich of={stepPhrase(decision, t)} /> <small>{deciderWords(decision, t)}</small>
        </h2>
      )}
      {reason !== undefined && <p class="why">{t(reason)}</p>}
      {interpretation?.messages.length === 0 && <p class="note">{t('replay_no_prompt')}</p>}
      <Sandboxed iteration={iteration} again={false} />
      <Stages run={run} iteration={iteration} open />
      {shown !== undefined && <WhatIfHere trace={shown.trace} imported={shown.imported} iteration={iteration} />}
    </div>
  );
}

/** Left and right go from step to step, where they scroll no text. */
function useArrows(go: (by: number) => void) {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const within = event.target instanceof Element && event.target.closest('pre, input, textarea, select') !== null;
      if (within || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.preventDefault();
      go(event.key === 'ArrowRight' ? 1 : -1);
    };
    document.addEventListener('keydown', hear);
    return () => {
      document.removeEventListener('keydown', hear);
    };
  });
}
