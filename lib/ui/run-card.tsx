import { useId, useState } from 'preact/hooks';

import { isEnded, type Run, totalsOf } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { Icon } from './parts/icon.tsx';
import { useNow } from './parts/use-now.ts';
import { RunTools } from './run-tools.tsx';
import { deedsOf, stageOf, stepsOf } from './stages.ts';
import { Step } from './step.tsx';
import { placementWords, statusWords } from './words.ts';

/** The steps of a run under one line that says how it stands and what it cost. Open where it did something to the page. */
export function RunCard({ run }: { run: Run }) {
  const { t, format } = usePanel();
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const id = useId();
  const now = useNow(!isEnded(run));
  const steps = stepsOf(run);
  const open = steps.length > 0 && (chosen ?? deedsOf(run).length > 0);
  const totals = totalsOf(run);
  const ms = isEnded(run) ? totals.ms : Math.max(0, now - run.startedAt);
  const spent = totals.promptTokens + totals.completionTokens;
  const figures = [
    format.duration(ms),
    ...(spent > 0 ? [t('figure_tokens', format.number(spent))] : []),
    t('figure_sent', format.bytes(totals.sentBytes)),
  ];
  return (
    <section class="steps" data-status={run.status} aria-label={t('steps_label')}>
      <button
        type="button"
        class="head"
        aria-expanded={open}
        aria-controls={id}
        disabled={steps.length === 0}
        onClick={() => {
          setChosen(!open);
        }}
      >
        <b>{statusWords(run.status, t)}</b>
        <span class="now">
          <HeadNow run={run} />
        </span>
        <span class="figures">{figures.map((figure) => figure.replaceAll(' ', '\u00a0')).join(' · ')}</span>
        {steps.length > 0 && <Icon name="down" />}
      </button>
      <ol id={id} hidden={!open}>
        {steps.map((iteration) => (
          <Step key={iteration.number} run={run} iteration={iteration} />
        ))}
      </ol>
      {open && <RunTools run={run} />}
    </section>
  );
}

/** What is going on, in a few words; how many steps it took, once it is over. */
function HeadNow({ run }: { run: Run }) {
  const { t, format, streams, loads, stopping } = usePanel();
  const stage = stageOf(run);
  if (stage === undefined) return <>{format.count('steps', deedsOf(run).length || stepsOf(run).length)}</>;
  if (stopping.value.has(run.id) || run.stopAsked) return <>{t('now_stopping')}</>;
  if (run.status === 'paused') return <>{t('now_paused')}</>;
  if (run.status === 'waiting') return <>{t('now_waiting')}</>;
  if (stage === 'decide') {
    const number = run.iterations.at(-1)?.number;
    const stream = streams.value.get(run.id);
    if (stream !== undefined && stream.iteration === number && stream.tokens > 0) {
      return <>{t('now_writing', format.count('tokens', stream.tokens))}</>;
    }
    const load = loads.value.get(run.id);
    const place = placementWords(run.engine.placement, t);
    if (load === undefined) return <>{t('now_decide', place)}</>;
    const key = load.phase === 'prefill' ? 'now_prefill' : load.phase === 'load' ? 'now_load' : 'now_download';
    return <>{t(key, load.total > 0 ? format.percent(load.done / load.total) : '')}</>;
  }
  return <>{t(stage === 'act' ? 'now_act' : stage === 'interpret' ? 'now_interpret' : 'now_input')}</>;
}
