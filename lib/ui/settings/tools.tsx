import { useState } from 'preact/hooks';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolResult } from '@/lib/protocol/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { OWN_TOOLS } from '../words.ts';

/** The tools in the sandbox: what each is for, what it may do, and a way to try it. */
export function Tools() {
  const { t, ports } = usePanel();
  const [tools, setTools] = useState<readonly ToolInfo[]>([]);
  const [fault, setFault] = useState<Problem | undefined>(undefined);
  const load = async () => {
    const listed = await ports.ask({ type: 'tools.list' });
    if (listed.ok) setTools(listed.value);
    setFault(listed.ok ? undefined : listed.problem);
  };
  return (
    <details
      class="own"
      data-testid="tools"
      onToggle={(event) => {
        if (event.currentTarget.open) void load();
      }}
    >
      <summary>{t('tools_title')}</summary>
      <p class="lead">{t('tools_text')}</p>
      {fault !== undefined && <ProblemNote problem={fault} />}
      <ul class="sites">
        {tools.map((tool) => (
          <ToolRow key={tool.name} tool={tool} />
        ))}
      </ul>
    </details>
  );
}

function ToolRow({ tool }: { tool: ToolInfo }) {
  const { t } = usePanel();
  const [title, text] = OWN_TOOLS[tool.name] ?? [];
  return (
    <li data-testid="tool">
      <p dir="auto">
        <b>{title === undefined ? tool.title : t(title)}</b>
      </p>
      <p class="lead">{text === undefined ? tool.description : t(text)}</p>
      <p class="note">{t('tools_may')}</p>
      <TryTool tool={tool} title={title === undefined ? tool.title : t(title)} />
    </li>
  );
}

type Tried = 'running' | { problem: Problem } | { result: ToolResult };

function TryTool({ tool, title }: { tool: ToolInfo; title: string }) {
  const { t, ports } = usePanel();
  const [input, setInput] = useState(JSON.stringify(tool.example, undefined, 1));
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const run = async () => {
    const value = fromJson(input);
    if (value === undefined) {
      setTried({ problem: problem('sandbox.input', { params: { tool: title, reason: t('tools_no_json') } }) });
      return;
    }
    setTried('running');
    const said = await ports.ask({ type: 'tools.call', name: tool.name, input: value });
    setTried(said.ok ? { result: said.value } : { problem: said.problem });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <label class="field">
        <span>
          {t('tools_input')}
          <Heard text={title} />
        </span>
        <textarea
          rows={4}
          spellcheck={false}
          data-testid="tool-input"
          value={input}
          onInput={(event) => {
            setInput(event.currentTarget.value);
          }}
        />
      </label>
      <button type="submit" class="button" data-testid="tool-try" disabled={tried === 'running'}>
        {t(tried === 'running' ? 'tools_running' : 'tools_try')}
        <Heard text={title} />
      </button>
      <div role="status">{tried !== undefined && tried !== 'running' && <Outcome tried={tried} />}</div>
    </form>
  );
}

function Outcome({ tried }: { tried: Exclude<Tried, 'running'> }) {
  const { t, format } = usePanel();
  if ('problem' in tried) return <ProblemNote problem={tried.problem} quiet />;
  const { output, ms, fuel } = tried.result;
  return (
    <>
      <p>
        <b>{t('tools_output')}</b> {t('tools_cost', format.duration(ms), format.number(fuel))}
      </p>
      <pre data-testid="tool-output" dir="auto" tabIndex={0}>
        {JSON.stringify(output, undefined, 1)}
      </pre>
    </>
  );
}
