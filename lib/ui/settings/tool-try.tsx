import { useEffect, useRef, useState } from 'preact/hooks';

import { type Asked, type CapabilityName, type Problem, problem, type Scope } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolResult } from '@/lib/protocol/index.ts';
import { fromJson, newId } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { ToolCalls } from '../tool-calls.tsx';
import { ShownByTool } from '../tool-shown.tsx';
import { GrantQuestion } from './tool-question.tsx';

/** A call: one for all the answers that it takes. */
interface Call {
  callId: string;
  input: unknown;
  /** What the user said no to. */
  refused: CapabilityName[];
}

type Tried =
  | { is: 'running'; callId: string }
  | { is: 'asking'; call: Call; asked: Asked }
  | { is: 'problem'; problem: Problem }
  | { is: 'result'; input: unknown; result: ToolResult };

/** An input, and what the tool makes of it. What it asks for meanwhile is asked here. */
export function TryTool({ tool, title, onDone }: { tool: ToolInfo; title: string; onDone: () => void }) {
  const { t, look, ports } = usePanel();
  const [input, setInput] = useState(JSON.stringify(tool.example, undefined, 1));
  const { tried, lines, run, answer } = useCalls(tool, onDone);
  const origin = look.value?.origin ?? '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(input);
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
      <button type="submit" class="button" data-testid="tool-try" disabled={tried?.is === 'running'}>
        {t(tried?.is === 'running' ? 'tools_running' : 'tools_try')}
        <Heard text={title} />
      </button>
      {tried?.is === 'running' && (
        <button
          type="button"
          class="button"
          data-testid="tool-stop"
          onClick={() => void ports.ask({ type: tool.server === undefined ? 'tools.stop' : 'servers.cancel', callId: tried.callId })} // prettier-ignore
        >
          {t('tools_stop')}
          <Heard text={title} />
        </button>
      )}
      {(tried?.is === 'running' || (tried?.is === 'problem' && lines.length > 0)) && <Lines lines={lines} />}
      <div role="status">
        {tried?.is === 'problem' && <ProblemNote problem={tried.problem} quiet />}
        {tried?.is === 'result' && <Outcome tool={tool} {...tried} />}
        {tried?.is === 'asking' && (
          <GrantQuestion
            title={title}
            asked={tried.asked}
            site={/^https?:/u.test(origin) ? origin : undefined}
            onAnswer={answer}
          />
        )}
      </div>
    </form>
  );
}

/** Calls the tool; where it stops for a grant, calls it again once the user has said yes or no. */
function useCalls(tool: ToolInfo, onDone: () => void) {
  const { t, ports, look } = usePanel();
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const tabId = look.value?.tabId;
  const [lines, begin] = useLines();
  const go = async (call: Call) => {
    const { callId, input, refused } = call;
    begin(callId);
    setTried({ is: 'running', callId });
    const context = { callId, asks: true, live: true, refused, ...(tabId !== undefined && { tabId }) };
    const said = await ports.ask({ type: 'tools.call', name: tool.name, input, context });
    const asked = said.ok ? undefined : wanted(tool, said.problem);
    if (asked === undefined) onDone();
    if (said.ok) setTried({ is: 'result', input, result: said.value });
    else setTried(asked === undefined ? { is: 'problem', problem: said.problem } : { is: 'asking', call, asked });
  };
  const run = (text: string) => {
    const input = fromJson(text);
    if (input !== undefined) void go({ callId: newId('call'), input, refused: [] });
    else setTried({ is: 'problem', problem: problem('sandbox.input', { params: { tool: tool.title, reason: t('tools_no_json') } }) }); // prettier-ignore
  };
  const grant = async (call: Call, asked: Asked, scope: Scope) => {
    setTried({ is: 'running', callId: call.callId });
    const given = await ports.ask({
      type: 'grants.give',
      id: newId('grant'),
      tool: tool.name,
      capability: asked.name,
      scope,
      callId: call.callId,
      ...(tabId !== undefined && { tabId }),
    });
    if (given.ok) await go(call);
    else setTried({ is: 'problem', problem: given.problem });
  };
  const answer = (scope: Scope | undefined) => {
    if (tried?.is !== 'asking') return;
    const { call, asked } = tried;
    if (scope !== undefined) void grant(call, asked, scope);
    else void go({ ...call, refused: [...call.refused, asked.name] });
  };
  return { tried, lines, run, answer };
}

/** Lines that are shown while a tool runs: the last ones. */
const MOST_LINES = 200;

/** What a call writes while it runs, and the way to begin with another call. */
function useLines(): [lines: readonly string[], begin: (callId: string) => void] {
  const { ports } = usePanel();
  const [lines, setLines] = useState<readonly string[]>([]);
  const call = useRef<string | undefined>(undefined);
  useEffect(
    () =>
      ports.onHostEvent((event) => {
        if (event.type !== 'logs' || event.callId !== call.current) return;
        setLines((before) => [...before, ...event.lines].slice(-MOST_LINES));
      }),
    [ports],
  );
  return [
    lines,
    (callId) => {
      call.current = callId;
      setLines([]);
    },
  ];
}

/** It is there before the first line: a screen reader tells what comes into it. */
function Lines({ lines }: { lines: readonly string[] }) {
  const { t } = usePanel();
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (shown.current !== null) shown.current.scrollTop = shown.current.scrollHeight;
  }, [lines]);
  return (
    <pre
      ref={shown}
      class="lines"
      role="log"
      aria-live="polite"
      aria-label={t('tools_logs')}
      dir="auto"
      tabIndex={0}
      data-testid="tool-lines"
    >
      {lines.join('\n')}
    </pre>
  );
}

/** What the tool asked for that is not granted; undefined for any other problem. */
function wanted(tool: ToolInfo, { code, params }: Problem): Asked | undefined {
  if (code !== 'sandbox.needs_grant') return undefined;
  return tool.capabilities.find(({ name }) => name === params?.['capability']);
}

function Outcome({ tool, input, result }: { tool: ToolInfo; input: unknown; result: ToolResult }) {
  const { t, format } = usePanel();
  const { output, ms, fuel, calls, logs } = result;
  return (
    <>
      <p>
        <b>{t('tools_output')}</b>{' '}
        {tool.server === undefined ? t('tools_cost', format.duration(ms), format.number(fuel)) : format.duration(ms)}
      </p>
      <ShownByTool calls={calls} />
      <pre data-testid="tool-output" dir="auto" tabIndex={0}>
        {JSON.stringify(output, undefined, 1)}
      </pre>
      {logs.length > 0 && (
        <details>
          <summary>{t('tools_logs')}</summary>
          <pre dir="auto">{logs.join('\n')}</pre>
        </details>
      )}
      {calls.length > 0 && <ToolCalls tool={tool.name} input={input} output={JSON.stringify(output)} calls={calls} />}
    </>
  );
}
