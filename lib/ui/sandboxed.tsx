import { codeOf, isSandboxDeed, type Iteration, type TaskCode } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { ToolCalls } from './tool-calls.tsx';

/** What went into a tool in the sandbox or was run there, what came out, and what it cost; nothing for other steps. */
export function Sandboxed({
  iteration: { decision, outcome },
  again = true,
}: {
  iteration: Iteration;
  /** It can be called once more with the answers of then. */
  again?: boolean;
}) {
  const { t, format } = usePanel();
  const action = decision?.action;
  if (action === undefined || !isSandboxDeed(action)) return null;
  const { gave } = outcome ?? {};
  return (
    <section class="sandboxed" data-testid="sandboxed">
      {action.do === 'run' ? (
        <Code of={codeOf(action)} />
      ) : (
        <Shown name={t('gave_input')} text={JSON.stringify(action.input, undefined, 1)} testId="gave-input" />
      )}
      {action.do === 'use' && action.from !== undefined && <p class="note">{t('gave_from')}</p>}
      {gave !== undefined && <Shown name={t('gave_output')} text={gave.text} testId="gave-output" />}
      {gave?.cut === true && <p class="note">{t('gave_cut')}</p>}
      {gave !== undefined && (
        <p class="note" data-testid="gave-cost">
          {t('gave_cost', format.duration(gave.ms), format.number(gave.fuel))}
        </p>
      )}
      {action.do === 'use' && gave?.calls !== undefined && (
        // What the page gave it is not here: without that it cannot be called again.
        <ToolCalls
          tool={action.tool}
          input={action.input}
          output={gave.text}
          calls={gave.calls}
          again={again && action.from === undefined && gave.cut !== true}
        />
      )}
    </section>
  );
}

const LANGUAGES = { js: 'JavaScript', py: 'Python' } as const;

/** Code as text, with its language: before it runs, and after. */
export function Code({ of: { language, code } }: { of: TaskCode }) {
  const { t } = usePanel();
  return <Shown name={t('gave_code', LANGUAGES[language])} text={code} testId="code" />;
}

function Shown({ name, text, testId }: { name: string; text: string; testId: string }) {
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <pre tabIndex={0} dir="auto" aria-label={name} data-testid={testId}>
        {text}
      </pre>
    </figure>
  );
}
