import type { Problem } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { problemWords } from '../words.ts';

/** What happened, and what the user can do. The technical detail is folded away. */
export function ProblemNote({ problem, quiet = false }: { problem: Problem; quiet?: boolean }) {
  const { t, format } = usePanel();
  const { happened, remedy } = problemWords(problem, t, format);
  return (
    <div class={quiet ? 'problem quiet' : 'problem'} data-testid="problem" data-code={problem.code}>
      <p>
        <b>{happened}</b> {remedy}
      </p>
      {problem.detail !== undefined && problem.detail !== '' && (
        <details>
          <summary>{t('problem_detail')}</summary>
          <code dir="auto">{problem.detail}</code>
        </details>
      )}
    </div>
  );
}
