import { useState } from 'preact/hooks';

import type { Grant, KeptServer, Problem, ToolUse } from '@/lib/contracts/index.ts';
import type { ToolInfo } from '@/lib/protocol/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { Translate } from '../translate.ts';
import { OWN_TOOLS as OWN } from '../words.ts';
import { AddTool, Facts, isAdded, PackButtons } from './packs.tsx';
import { From } from './server-words.tsx';
import { Servers } from './servers.tsx';
import { Grants, Uses } from './tool-grants.tsx';
import { May } from './tool-may.tsx';
import { TryTool } from './tool-try.tsx';

function titleOf({ name, title }: Pick<ToolInfo, 'name' | 'title'>, t: Translate): string {
  const own = OWN[name];
  return own === undefined ? title : t(own[0]);
}

interface Known {
  tools: readonly ToolInfo[];
  grants: readonly Grant[];
  uses: readonly ToolUse[];
  servers: readonly KeptServer[];
  fault: Problem | undefined;
}

/** The tools in the sandbox: what each is for, what it may do and did, and a way to try it. */
export function Tools() {
  const { t } = usePanel();
  const [{ fault, ...known }, load] = useKnown();
  const { tools, servers } = known;
  return (
    <details
      class="own"
      data-testid="tools"
      onToggle={(event) => {
        if (event.currentTarget.open) load();
      }}
    >
      <summary>{t('tools_title')}</summary>
      <p class="lead">{t('tools_text')}</p>
      {fault !== undefined && <ProblemNote problem={fault} />}
      <ToolList
        {...known}
        tools={tools.filter((tool) => !isAdded(tool) && tool.server === undefined)}
        onChange={load}
      />
      <h3>{t('packs_title')}</h3>
      <p class="lead">{t('packs_text')}</p>
      <ToolList {...known} tools={tools.filter(isAdded)} onChange={load} />
      <AddTool titles={Object.values(OWN).map(([title]) => t(title))} onAdded={load} />
      <Servers servers={servers} onChange={load} />
      <ToolList {...known} tools={tools.filter(({ server }) => server !== undefined)} onChange={load} />
    </details>
  );
}

function ToolList({ tools, grants, uses, onChange }: Omit<Known, 'fault' | 'servers'> & { onChange: () => void }) {
  return (
    <ul class="tool-list">
      {tools.map((tool) => (
        <ToolRow
          key={tool.name}
          tool={tool}
          grants={grants.filter(({ sha256 }) => sha256 === tool.sha256)}
          use={uses.find(({ sha256 }) => sha256 === tool.sha256)}
          onChange={onChange}
        />
      ))}
    </ul>
  );
}

function useKnown(): [Known, () => void] {
  const { ports } = usePanel();
  const [known, setKnown] = useState<Known>({ tools: [], grants: [], uses: [], servers: [], fault: undefined });
  const load = async () => {
    const [listed, granted, served] = await Promise.all([
      ports.ask({ type: 'tools.list' }),
      ports.ask({ type: 'grants.list' }),
      ports.ask({ type: 'servers.list' }),
    ]);
    setKnown((before) => ({
      tools: listed.ok ? listed.value : before.tools,
      ...(granted.ok ? granted.value : { grants: before.grants, uses: before.uses }),
      servers: served.ok ? served.value : before.servers,
      fault: [listed, granted, served].flatMap((each) => (each.ok ? [] : [each.problem]))[0],
    }));
  };
  return [known, () => void load()];
}

interface RowProps {
  tool: ToolInfo;
  grants: readonly Grant[];
  use: ToolUse | undefined;
  onChange: () => void;
}

function ToolRow({ tool, grants, use, onChange }: RowProps) {
  const { t } = usePanel();
  const title = titleOf(tool, t);
  const text = OWN[tool.name]?.[1];
  return (
    <li data-testid="tool" data-tool={tool.name}>
      <p dir="auto">
        <b>{title}</b>
      </p>
      <p class="lead" dir="auto">
        {text === undefined ? tool.description : t(text)}
      </p>
      {tool.server !== undefined && <From server={tool.server} />}
      <May tool={tool} />
      <Grants grants={grants} onChange={onChange} />
      {use !== undefined && <Uses use={use} />}
      <TryTool tool={tool} title={title} onDone={onChange} />
      {isAdded(tool) && (
        <details>
          <summary>
            {t('packs_more')}
            <Heard text={tool.title} />
          </summary>
          <Facts tool={tool} />
        </details>
      )}
      {isAdded(tool) && <PackButtons tool={tool} onGone={onChange} />}
    </li>
  );
}
