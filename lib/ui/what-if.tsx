import { useState } from 'preact/hooks';

import {
  foldRun,
  type InputChange,
  isEnded,
  type Iteration,
  type Run,
  type RunInput,
  type Trace,
  type WhatIf,
  type WhatIfEnd,
} from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { Rich } from './parts/rich.tsx';
import { Stages } from './trace.tsx';
import type { MessageKey } from './translate.ts';
import { InputValue } from './what-if-value.tsx';
import { deciderWords, reasonKey, statusWords, stepPhrase } from './words.ts';

/** At a step of a replay: one input put another way, and how the run would have gone from there. */
export function WhatIfHere({ trace, imported, iteration }: { trace: Trace; imported: boolean; iteration: Iteration }) {
  const { t, ports } = usePanel();
  const [inputs, setInputs] = useState<readonly RunInput[] | undefined>(undefined);
  return (
    <details
      class="trace what-if"
      data-testid="what-if"
      onToggle={(event) => {
        if (event.currentTarget.open && inputs === undefined) void ports.traces.inputs(trace, iteration.number).then(setInputs); // prettier-ignore
      }}
    >
      <summary>{t('what_if_title')}</summary>
      {inputs?.length === 0 && <p class="note">{t('what_if_none')}</p>}
      {inputs !== undefined && inputs.length > 0 && (
        <Changing trace={trace} imported={imported} inputs={inputs} iteration={iteration.number} />
      )}
    </details>
  );
}

interface ChangingProps {
  trace: Trace;
  imported: boolean;
  inputs: readonly RunInput[];
  iteration: number;
}

function Changing({ trace, imported, inputs, iteration }: ChangingProps) {
  const { t, ports } = usePanel();
  const [at, setAt] = useState(Math.max(0, inputs.findIndex(({ what }) => what === 'said' || what === 'reply'))); // prettier-ignore
  const [change, setChange] = useState<InputChange | undefined>(undefined);
  const [found, setFound] = useState<Awaited<ReturnType<typeof ports.traces.whatIf>> | undefined>(undefined);
  const input = inputs[at];
  if (input === undefined) return null;
  const put = (next: InputChange | undefined) => {
    setChange(next);
    setFound(undefined);
  };
  return (
    <>
      <label class="field">
        <span>{t('what_if_what')}</span>
        <select
          data-testid="what-if-what"
          value={at}
          onChange={(event) => {
            setAt(Number(event.currentTarget.value));
            put(undefined);
          }}
        >
          {inputs.map(({ what }, index) => (
            <option key={index} value={index}>
              {t(`what_if_${what}`)}
            </option>
          ))}
        </select>
      </label>
      <InputValue key={at} input={input} put={put} />
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="what-if-go"
          disabled={change === undefined}
          onClick={() => {
            if (change !== undefined) void ports.traces.whatIf(trace, change).then(setFound);
          }}
        >
          {t('what_if_go')}
        </button>
      </div>
      {input.what === 'task' && (
        <StartAnew text={change?.what === 'task' ? change.text : input.text} imported={imported} />
      )}
      <div role="status" data-testid="what-if-result">
        {found?.ok === false && <ProblemNote problem={found.problem} quiet />}
        {found?.ok === true && (
          <Outcome trace={trace} found={found.value} from={change?.what === 'task' ? 1 : iteration} />
        )}
      </div>
    </>
  );
}

const ENDS: Record<WhatIfEnd, MessageKey> = {
  over: 'what_if_end_over',
  act: 'what_if_end_act',
  model: 'what_if_end_model',
  reply: 'what_if_end_reply',
  page: 'what_if_end_page',
  untaped: 'what_if_end_untaped',
  build: 'what_if_end_build',
};

/** What would have been, beside what was, and where nobody can know any more. */
function Outcome({ trace, found, from }: { trace: Trace; found: WhatIf; from: number }) {
  const { t, format } = usePanel();
  const { records, difference, end } = found;
  const run = foldRun(records);
  const was = foldRun(trace.records);
  if (run === undefined || was === undefined) return null;
  return (
    <div class="card" data-testid="what-if-found" data-end={end} data-differs={difference?.seq ?? ''}>
      <p>
        {difference === undefined
          ? t('what_if_same')
          : t('what_if_differs', format.number(difference.seq), difference.path)}
      </p>
      {run.iterations
        .filter(({ number }) => number >= from)
        .map((iteration) => (
          <StepBeside key={iteration.number} run={run} iteration={iteration} was={was} />
        ))}
      {isEnded(run) && <p>{t('what_if_ends', statusWords(run.status, t))}</p>}
      {run.problem !== undefined && <ProblemNote problem={run.problem} quiet />}
      <p class="note" data-testid="what-if-end">
        {t(ENDS[end])}
      </p>
    </div>
  );
}

/** A step as it would be; where it was another act, that too. */
function StepBeside({ run, iteration, was }: { run: Run; iteration: Iteration; was: Run }) {
  const { t, format } = usePanel();
  const { decision, verdict } = iteration;
  const before = was.iterations.find(({ number }) => number === iteration.number)?.decision;
  const same = JSON.stringify(before?.action) === JSON.stringify(decision?.action);
  const reason = verdict === undefined || verdict.allow === 'yes' ? undefined : reasonKey(verdict.rule);
  return (
    <section
      aria-label={t('what_if_step', format.number(iteration.number))}
      data-testid="what-if-step"
      data-same={same}
    >
      <h3>{t('what_if_step', format.number(iteration.number))}</h3>
      {!same && before !== undefined && (
        <p dir="auto" class="lead">
          {t('what_if_was')} <Rich of={stepPhrase(before, t)} />
        </p>
      )}
      {decision !== undefined && (
        <p dir="auto">
          {!same && `${t('what_if_is')} `}
          <Rich of={stepPhrase(decision, t)} /> <small>{deciderWords(decision, t)}</small>
        </p>
      )}
      {verdict !== undefined && <p class="lead">{t(`what_if_policy_${verdict.allow}`)}</p>}
      {reason !== undefined && <p class="why">{t(reason)}</p>}
      {!same && <Stages run={run} iteration={iteration} />}
    </section>
  );
}

/** The same task in the tab in front, with these words: a run like any other. Words of a file go where the user can read them first. */
function StartAnew({ text, imported }: { text: string; imported: boolean }) {
  const panel = usePanel();
  const { t } = panel;
  const words = text.trim();
  const able = words !== '' && panel.tabId.value !== undefined && !panel.busy.value;
  const start = () => {
    panel.view.value = 'chat';
    if (imported) {
      panel.draft.value = words;
      panel.wantsFocus.value += 1;
    } else void panel.start({ kind: 'ask', text: words });
  };
  return (
    <div>
      <button type="button" class="button" data-testid="what-if-start" disabled={!able} onClick={start}>
        {t(imported ? 'what_if_compose' : 'what_if_start')}
      </button>
      <p class="note">{t('what_if_no_recipes')}</p>
      <p class="note">{t(panel.busy.value ? 'what_if_start_busy' : 'what_if_start_note')}</p>
    </div>
  );
}
