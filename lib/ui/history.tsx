import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

import { isEnded, type Problem, type Run, totalsOf } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { RunView } from './conversation.tsx';
import { Heard } from './parts/heard.tsx';
import { PageFrame } from './parts/page-frame.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { OpenTrace } from './run-tools.tsx';
import { statusWords, taskWords } from './words.ts';

const SHOWN = 200;

/** Runs of all tabs, newest first: look at one, forget one, forget all. */
export function History() {
  const panel = usePanel();
  const { t } = panel;
  const runs = useSignal<Run[] | undefined>(undefined);
  const [opened, setOpened] = useState<string | undefined>(undefined);
  useEffect(
    () =>
      panel.ports.watchRuns({ limit: SHOWN }, (found) => {
        runs.value = found.toReversed();
      }),
    [panel, runs],
  );
  const shown = runs.value?.find(({ id }) => id === opened);
  const back = () => {
    if (shown === undefined) panel.view.value = 'chat';
    else setOpened(undefined);
  };
  return (
    <PageFrame
      key={shown?.id ?? 'all'}
      name="history"
      title={t(shown === undefined ? 'history_title' : 'history_one')}
      onBack={back}
    >
      {shown !== undefined && <RunView run={shown} replies={false} />}
      {shown === undefined && runs.value !== undefined && <List runs={runs.value} onOpen={setOpened} />}
    </PageFrame>
  );
}

function List({ runs, onOpen }: { runs: Run[]; onOpen: (id: string) => void }) {
  const panel = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const forget = async (ids: string[]) => {
    setProblem(await panel.forget(ids));
  };
  const ended = runs.filter(isEnded).map(({ id }) => id);
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {runs.length === 0 && <p class="empty">{panel.t('history_empty')}</p>}
      <ul class="runs">
        {runs.map((run) => (
          <Row key={run.id} run={run} onOpen={() => onOpen(run.id)} onForget={() => void forget([run.id])} />
        ))}
      </ul>
      <OpenTrace />
      {ended.length > 0 && <ForgetAll count={ended.length} onForget={() => void forget(ended)} />}
    </>
  );
}

function Row({ run, onOpen, onForget }: { run: Run; onOpen: () => void; onForget: () => void }) {
  const { t, format } = usePanel();
  const totals = totalsOf(run);
  const origin = run.iterations.find(({ interpretation }) => interpretation !== undefined)?.interpretation?.origin;
  const task = taskWords(run.signal.task, t);
  const facts = [
    format.when(run.startedAt, Date.now()),
    ...(origin === undefined || origin === '' ? [] : [hostOf(origin)]),
    t('figure_sent', format.bytes(totals.sentBytes)),
  ];
  return (
    <li data-testid="history-run" data-run-id={run.id}>
      <button type="button" class="open" onClick={onOpen}>
        <span class="task" dir="auto">
          {task}
        </span>
        <span class={`state ${run.status}`}>{statusWords(run.status, t)}</span>
        <span class="facts">{facts.map(unbroken).join(' · ')}</span>
      </button>
      {isEnded(run) && (
        <button type="button" class="quiet" data-testid="forget" onClick={onForget}>
          {t('forget')}
          <Heard text={task} />
        </button>
      )}
    </li>
  );
}

/** A figure and its unit, or a date, stay on one line. */
function unbroken(fact: string): string {
  return fact.replaceAll(' ', '\u00a0');
}

function ForgetAll({ count, onForget }: { count: number; onForget: () => void }) {
  const { t, format } = usePanel();
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button
        type="button"
        class="button"
        data-testid="forget-all"
        onClick={() => {
          setSure(true);
        }}
      >
        {t('forget_all')}
      </button>
    );
  }
  return (
    <div class="confirm" role="group" aria-label={t('forget_all')}>
      <p>{format.count('forget_sure', count)}</p>
      <div class="row">
        <button
          type="button"
          class="button"
          onClick={() => {
            setSure(false);
          }}
        >
          {t('forget_keep')}
        </button>
        <button
          type="button"
          class="button danger"
          data-testid="forget-all-yes"
          onClick={() => {
            setSure(false);
            onForget();
          }}
        >
          {t('forget_all_yes')}
        </button>
      </div>
    </div>
  );
}
