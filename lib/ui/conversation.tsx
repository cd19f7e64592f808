import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { isEnded, type Run } from '@/lib/contracts/index.ts';

import { GivenFiles } from './attachments.tsx';
import { ClosedFrames } from './closed-frames.tsx';
import { usePanel } from './context.ts';
import { CopyAnswer } from './copy.tsx';
import { HandOffer } from './hand-offer.tsx';
import { Markdown } from './markdown.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { Elsewhere, PauseRow } from './pause.tsx';
import { QuestionCard } from './question.tsx';
import { Learned } from './recipes.tsx';
import { RunCard } from './run-card.tsx';
import { WithSources } from './sources.tsx';
import { deedsOf, isProse } from './stages.ts';
import { Trouble } from './trouble.tsx';
import { UndoRun } from './undo.tsx';
import { Welcome } from './welcome.tsx';
import { taskWords } from './words.ts';

/** What was asked and answered in this tab. */
export function Conversation() {
  const panel = usePanel();
  const scroller = useRef<HTMLElement>(null);
  const runs = panel.runs.value;
  const asked = panel.asked.value;
  const empty = runs !== undefined && runs.length + asked.length === 0;
  useStickToEnd(scroller);
  return (
    <main class="conversation" ref={scroller} tabIndex={-1} aria-label={panel.t('conversation_label')}>
      {empty && <Welcome />}
      <Trouble />
      <Elsewhere />
      {runs?.map((run, index) => (
        <RunView key={run.id} run={run} last={index === runs.length - 1} />
      ))}
      {asked.map((one) => (
        <article key={one.runId} class="run" data-testid="run" data-run-id={one.runId} data-status="asked">
          <p class="you" dir="auto">
            {taskWords(one.task, panel.t)}
          </p>
          {one.problem === undefined ? (
            <p class="waiting">{panel.t('run_starting')}</p>
          ) : (
            <ProblemNote problem={one.problem} />
          )}
        </article>
      ))}
      <HandOffer />
    </main>
  );
}

/** One run: what was asked, what was done, what is asked back, the answer. Where nothing was done the answer comes first. */
export function RunView({ run, replies = true, last = false }: { run: Run; replies?: boolean; last?: boolean }) {
  const { t } = usePanel();
  const answerFirst = deedsOf(run).length === 0;
  const answer = [<Answer key="answer" run={run} />, <CopyAnswer key="copy" run={run} />];
  return (
    <article class="run" data-testid="run" data-run-id={run.id} data-status={run.status}>
      <p class="you" dir="auto">
        {taskWords(run.signal.task, t)}
        {run.signal.place !== undefined && <small> {t('task_place', run.signal.place.label)}</small>}
      </p>
      <GivenFiles files={run.signal.files} />
      {answerFirst && answer}
      <RunCard key="card" run={run} />
      {replies && <PauseRow run={run} />}
      {replies && run.status === 'waiting' && run.question !== undefined && (
        <QuestionCard key={run.question.id} runId={run.id} question={run.question} />
      )}
      {!answerFirst && answer}
      {replies && <UndoRun run={run} />}
      {replies && last && isEnded(run) && <Learned run={run} />}
      {replies && last && <ClosedFrames run={run} />}
      {run.problem !== undefined && <ProblemNote problem={run.problem} />}
    </article>
  );
}

function Answer({ run }: { run: Run }) {
  const { streams } = usePanel();
  const stream = streams.value.get(run.id);
  const streaming = !isEnded(run) && stream !== undefined && isProse(run, stream.iteration);
  const text = isEnded(run) ? run.answer : streaming ? stream.text : '';
  if (text === '') return null;
  return (
    <div class="answer" data-testid="answer" data-streaming={streaming} aria-busy={streaming}>
      {streaming ? (
        <Markdown text={text} streaming />
      ) : (
        <WithSources run={run} text={text}>
          <Markdown text={text} />
        </WithSources>
      )}
    </div>
  );
}

const NEAR_END = 80;

/** Keeps the end in view while it grows, unless the user scrolled up to read. */
function useStickToEnd(scroller: { current: HTMLElement | null }) {
  const atEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    const look = () => {
      if (element === null) return;
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => {
      element?.removeEventListener('scroll', look);
    };
  }, [scroller]);
  const panel = usePanel();
  // Read here, so that each of them draws this again.
  const { length } = panel.asked.value;
  const runs = panel.runs.value;
  const streams = panel.streams.value;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [length, runs, streams, scroller]);
}
