import { useState } from 'preact/hooks';

import { isEnded, type Iteration, type Problem, type Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { deedsOf } from './stages.ts';

/** Takes one step back. That it was is in the journal: closing the panel forgets nothing. */
export function Undo({ run, iteration }: { run: Run; iteration: Iteration }) {
  const { t, undo } = usePanel();
  const [state, setState] = useState<'idle' | 'asking' | { problem: Problem }>('idle');
  const takeBack = async () => {
    setState('asking');
    const problem = await undo(run.id, iteration.number);
    setState(problem === undefined ? 'idle' : { problem });
  };
  if (iteration.undone?.status === 'ok') return <span class="undone">{t('undo_done')}</span>;
  return (
    <>
      <button
        type="button"
        class="undo"
        data-testid="undo"
        disabled={state === 'asking'}
        title={t('undo_title')}
        onClick={() => {
          void takeBack();
        }}
      >
        {t('undo')}
      </button>
      {typeof state === 'object' && <ProblemNote problem={state.problem} quiet />}
    </>
  );
}

/** Takes all steps of an ended run back, where there is more than one to take back, and says what could not be. */
export function UndoRun({ run }: { run: Run }) {
  const { t, format, undoRun } = usePanel();
  const [state, setState] = useState<'idle' | 'asking' | { undone: number; left: string[] } | { problem: Problem }>('idle'); // prettier-ignore
  const open = deedsOf(run).filter(({ outcome, undone }) => outcome?.undo !== undefined && undone?.status !== 'ok');
  const takeBack = async () => {
    setState('asking');
    const result = await undoRun(run.id);
    if (!result.ok) setState({ problem: result.problem });
    else setState({ undone: result.value.undone, left: result.value.left.map(({ target }) => target || t('deed_unnamed')) }); // prettier-ignore
  };
  if (!isEnded(run) || (open.length < 2 && state === 'idle')) return null;
  return (
    <div class="undo-run" data-testid="undo-run" role="status">
      {open.length > 0 && (
        <button
          type="button"
          class="undo"
          disabled={state === 'asking'}
          title={t('undo_run_title')}
          onClick={() => {
            void takeBack();
          }}
        >
          {t('undo_run')}
        </button>
      )}
      {typeof state === 'object' && 'undone' in state && (
        <p class="note" dir="auto">
          {t('undo_run_done', format.number(state.undone))}{' '}
          {state.left.length > 0 && t('undo_run_left', state.left.join(', '))}
        </p>
      )}
      {typeof state === 'object' && 'problem' in state && <ProblemNote problem={state.problem} quiet />}
    </div>
  );
}
