import { useState } from 'preact/hooks';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolResult } from '@/lib/protocol/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { MessageKey } from '../translate.ts';
import { AddTool, Asks, Facts, isAdded, PackButtons } from './packs.tsx';

/** Tools that come with Locus, in the user's language; others speak for themselves. */
const OWN: Readonly<Record<string, readonly [title: MessageKey, text: MessageKey]>> = {
  calculator: ['tool_calculator', 'tool_calculator_text'],
  dates: ['tool_dates', 'tool_dates_text'],
  table: ['tool_table', 'tool_table_text'],
  text_statistics: ['tool_text_statistics', 'tool_text_statistics_text'],
};

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
      <ToolList tools={tools.filter((tool) => !isAdded(tool))} onGone={load} />
      <h3>{t('packs_title')}</h3>
      <p class="lead">{t('packs_text')}</p>
      <ToolList tools={tools.filter(isAdded)} onGone={load} />
      <AddTool titles={Object.values(OWN).map(([title]) => t(title))} onAdded={() => void load()} />
    </details>
  );
}

function ToolList({ tools, onGone }: { tools: readonly ToolInfo[]; onGone: () => Promise<void> }) {
  return (
    <ul class="sites">
      {tools.map((tool) => (
        <ToolRow key={tool.sha256} tool={tool} onGone={onGone} />
      ))}
    </ul>
  );
}

function ToolRow({ tool, onGone }: { tool: ToolInfo; onGone: () => Promise<void> }) {
  const { t } = usePanel();
  const [title, text] = OWN[tool.name] ?? [];
  return (
    <li data-testid="tool" data-tool={tool.name}>
      <p dir="auto">
        <b>{title === undefined ? tool.title : t(title)}</b>
      </p>
      <p class="lead">{text === undefined ? tool.description : t(text)}</p>
      {isAdded(tool) ? <Asks tool={tool} /> : <p class="note">{t('tools_may')}</p>}
      <TryTool tool={tool} title={title === undefined ? tool.title : t(title)} />
      {isAdded(tool) && (
        <details>
          <summary>
            {t('packs_more')}
            <Heard text={tool.title} />
          </summary>
          <Facts tool={tool} />
        </details>
      )}
      {isAdded(tool) && <PackButtons tool={tool} onGone={() => void onGone()} />}
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
