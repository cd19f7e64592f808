import { useEffect, useState } from 'preact/hooks';

import { clip, oneLine } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { type Stage, stageOf } from './stages.ts';
import type { MessageKey } from './translate.ts';
import { problemWords, statusWords } from './words.ts';

const SAYS: Record<Stage, MessageKey> = {
  input: 'now_input',
  interpret: 'now_interpret',
  decide: 'say_decide',
  act: 'now_act',
};

/** What a screen reader hears: stages, questions and the finished answer; never token by token. */
export function Live() {
  const panel = usePanel();
  const { t, format } = panel;
  const run = panel.active.value ?? panel.runs.value?.at(-1);
  const [mine, setMine] = useState<string | undefined>(undefined);
  const active = panel.active.value?.id;
  useEffect(() => {
    // Only what was seen at work is announced: old answers are not read out when the panel opens.
    if (active !== undefined) setMine(active);
  }, [active]);
  let text = '';
  if (run !== undefined && run.id === mine) {
    const stage = stageOf(run);
    if (run.question !== undefined) {
      text = t(run.question.kind === 'access' ? 'say_access' : 'say_approve');
    } else if (stage !== undefined) {
      text = t(SAYS[stage]);
    } else {
      const trouble = run.problem === undefined ? '' : problemWords(run.problem, t, format).happened;
      text = [statusWords(run.status, t), trouble, clip(oneLine(run.answer), 1500)]
        .filter((part) => part !== '')
        .join('. ');
    }
  }
  return (
    <p class="only-heard" role="status" aria-live="polite">
      {text}
    </p>
  );
}
