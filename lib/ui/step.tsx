import { useId, useState } from 'preact/hooks';

import type { Decision, Iteration, Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { Icon } from './parts/icon.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { Rich } from './parts/rich.tsx';
import { Sandboxed } from './sandboxed.tsx';
import { ShownByTool } from './tool-shown.tsx';
import { Stages } from './trace.tsx';
import { Undo } from './undo.tsx';
import { deciderWords, reasonKey, stepPhrase } from './words.ts';

/** One line: what was done, undo, who decided. The four stages unfold. */
export function Step({ run, iteration }: { run: Run; iteration: Iteration }) {
  const { t, format } = usePanel();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { decision, outcome, verdict } = iteration;
  if (decision === undefined) return null;
  const reason = verdict?.allow === 'no' ? reasonKey(verdict.rule) : undefined;
  const failed = outcome !== undefined && outcome.status !== 'ok';
  return (
    <li class={failed ? 'step failed' : 'step'} data-testid="step" data-iteration={iteration.number}>
      <span class="n" aria-hidden="true">
        {format.number(iteration.number)}
      </span>
      <button
        type="button"
        class="what"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <span class="name" dir="auto">
          <Rich of={stepPhrase(decision, t)} />
          {failed && <span class="mishap">{t(`outcome_${outcome.status}`)}</span>}
        </span>
        <Icon name="down" />
      </button>
      <span class="side">
        {outcome?.undo !== undefined && outcome.status === 'ok' && <Undo run={run} iteration={iteration} />}
        <By decision={decision} />
      </span>
      {outcome?.problem !== undefined && outcome.problem.code !== run.problem?.code && (
        <ProblemNote problem={outcome.problem} quiet />
      )}
      {outcome?.gave?.calls !== undefined && <ShownByTool calls={outcome.gave.calls} />}
      {reason !== undefined && <p class="why">{t(reason)}</p>}
      <div id={id} class="unfolded" hidden={!open}>
        {open && <Sandboxed iteration={iteration} />}
        {open && <Stages run={run} iteration={iteration} />}
      </div>
    </li>
  );
}

function By({ decision }: { decision: Decision }) {
  const { t } = usePanel();
  const away = decision.placement === 'local' ? '' : ' away';
  const words = deciderWords(decision, t);
  return (
    <span
      class={decision.by === 'rule' || decision.by === 'recipe' ? 'by' : `by model${away}`}
      title={t('by_label', words)}
    >
      {words}
    </span>
  );
}
