import { useState } from 'preact/hooks';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';

/** The browser has no room left for the journal: says so, and offers to make some. */
export function Trouble() {
  const { t, format, trouble, free } = usePanel();
  const [said, setSaid] = useState('');
  const problem = trouble.value;
  const makeRoom = async () => {
    const freed = await free();
    if (freed.ok) setSaid(format.count('storage_freed', freed.value.forgotten));
  };
  if (problem === undefined) return said === '' ? null : <p class="note" role="status">{said}</p>; // prettier-ignore
  return (
    <div role="alert" data-testid="trouble">
      <ProblemNote problem={problem} />
      <div class="row">
        <button
          type="button"
          class="button"
          data-testid="free"
          onClick={() => {
            void makeRoom();
          }}
        >
          {t('storage_free')}
        </button>
      </div>
    </div>
  );
}
