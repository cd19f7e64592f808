import { useState } from 'preact/hooks';

import { isEnded, type Problem, type Run, type Trace } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { download } from './download.ts';
import { FilePick } from './parts/file-pick.tsx';
import { ProblemNote } from './parts/problem-note.tsx';

/** What can be done with a run that is over: step through it, keep it as a file. */
export function RunTools({ run }: { run: Run }) {
  const panel = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  if (!isEnded(run)) return null;
  const withTrace = async (use: (trace: Trace) => void) => {
    const read = await panel.ports.traces.read(run.id);
    setProblem(read.ok ? undefined : read.problem);
    if (read.ok) use(read.value);
  };
  const replay = (trace: Trace) => {
    panel.replaying.value = { trace, imported: false, from: panel.view.value };
    panel.view.value = 'replay';
  };
  return (
    <div class="run-tools">
      <button type="button" class="undo" data-testid="replay-open" onClick={() => void withTrace(replay)}>
        {panel.t('replay_open')}
      </button>
      <button type="button" class="undo" data-testid="trace-save" onClick={() => void withTrace(save)}>
        {panel.t('trace_save')}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </div>
  );
}

/** Hands the trace to the browser as a download. */
function save(trace: Trace) {
  const [first] = trace.records;
  const when = new Date(first?.at ?? 0).toISOString().slice(0, 16).replaceAll(':', '-');
  download(`locus-trace-${when}.json`, JSON.stringify(trace));
}

/** Takes a trace file of the user's and shows it. */
export function OpenTrace() {
  const panel = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const open = async (file: File) => {
    const opened = await panel.ports.traces.open(file);
    setProblem(opened.ok ? undefined : opened.problem);
    if (!opened.ok) return;
    panel.replaying.value = { trace: opened.value, imported: true, from: 'history' };
    panel.view.value = 'replay';
  };
  return (
    <>
      <FilePick
        label={panel.t('trace_open')}
        accept=".json,application/json"
        testId="trace-open"
        onPick={(file) => void open(file)}
      />
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
}
