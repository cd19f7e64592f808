import { useState } from 'preact/hooks';

import type { CapabilityCall, Problem, Reached } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';

interface Props {
  /** Its name. */
  tool: string;
  input: unknown;
  /** As JSON. */
  output: string;
  calls: readonly Reached[];
  /** Input and output are whole. */
  again?: boolean;
}

/** What the tool asked for, with the answers, and a way to see that they make the same of it, where all of them are there. */
export function ToolCalls({ tool, input, output, calls, again = true }: Props) {
  const { t, format } = usePanel();
  const whole = calls.filter(isWhole);
  return (
    <details data-testid="tool-calls">
      <summary>{t('tools_calls')}</summary>
      <ol>
        {calls.map(({ name, answer, bytes, sent, ms }, index) => (
          <li key={index} data-testid="tool-call" data-capability={name}>
            <code dir="auto">{name}</code>{' '}
            {answer?.ok === false
              ? t('tools_call_denied', answer.error.code)
              : `${format.bytes(bytes)}, ${format.duration(ms)}`}
            {sent !== undefined && <> {t('tools_sent', sent.host, format.bytes(sent.bytes))}</>}
            {answer?.ok === true && (
              <pre dir="auto" tabIndex={0}>
                {JSON.stringify(answer.value).slice(0, 500)}
              </pre>
            )}
          </li>
        ))}
      </ol>
      {again && whole.length === calls.length && <Again tool={tool} input={input} output={output} calls={whole} />}
    </details>
  );
}

function isWhole(call: Reached): call is CapabilityCall {
  return call.answer !== undefined;
}

function Again({ tool, input, output, calls }: Omit<Props, 'again'> & { calls: CapabilityCall[] }) {
  const { t, ports } = usePanel();
  const [again, setAgain] = useState<'same' | 'other' | Problem | undefined>(undefined);
  const replay = async () => {
    const said = await ports.ask({ type: 'tools.replay', name: tool, input, calls });
    if (said.ok) setAgain(JSON.stringify(said.value.output) === output ? 'same' : 'other');
    else setAgain(said.problem);
  };
  return (
    <>
      <button type="button" class="quiet" data-testid="tool-replay" onClick={() => void replay()}>
        {t('tools_replay')}
      </button>
      <p role="status" data-testid="tool-replayed">
        {again === 'same' && t('tools_replay_same')}
        {again === 'other' && t('tools_replay_differs')}
      </p>
      {typeof again === 'object' && <ProblemNote problem={again} quiet />}
    </>
  );
}
