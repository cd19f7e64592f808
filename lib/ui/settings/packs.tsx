import { useId, useState } from 'preact/hooks';

import type { Problem } from '@/lib/contracts/index.ts';
import type { AddedTool, PackLook, ToolInfo } from '@/lib/protocol/index.ts';

import { usePanel } from '../context.ts';
import type { Format } from '../format.ts';
import { FilePick } from '../parts/file-pick.tsx';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { Translate } from '../translate.ts';
import { May } from './tool-may.tsx';

type Added = ToolInfo & { added: AddedTool };

export function isAdded(tool: ToolInfo): tool is Added {
  return tool.added !== undefined;
}

type Opened = 'checking' | { problem: Problem } | PackLook | { done: string };

/** Takes a file with a tool, and adds it only once the user has read what it is. `titles`: of the tools that come with Locus. */
export function AddTool({ titles, onAdded }: { titles: readonly string[]; onAdded: () => void }) {
  const { t, ports } = usePanel();
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const open = async (file: File) => {
    setOpened('checking');
    const looked = await ports.packs.open(file, titles);
    setOpened(looked.ok ? looked.value : { problem: looked.problem });
  };
  const keep = async ({ added, title }: Added) => {
    const kept = await ports.ask({ type: 'packs.keep', id: added.id });
    setOpened(kept.ok ? { done: title } : { problem: kept.problem });
    if (kept.ok) onAdded();
  };
  const look = typeof opened === 'object' && 'tool' in opened ? opened : undefined;
  return (
    <>
      <FilePick
        label={t('packs_open')}
        accept=".locus-tool"
        testId="pack-open"
        disabled={opened === 'checking'}
        onPick={(file) => void open(file)}
      />
      <div role="status">
        {opened === 'checking' && <p class="note">{t('packs_checking')}</p>}
        {typeof opened === 'object' && 'done' in opened && (
          <p class="note" dir="auto">
            {t('packs_done', opened.done)}
          </p>
        )}
      </div>
      {typeof opened === 'object' && 'problem' in opened && <ProblemNote problem={opened.problem} />}
      {look !== undefined && isAdded(look.tool) && (
        <PackCard look={look} tool={look.tool} onKeep={keep} onNot={() => setOpened(undefined)} />
      )}
    </>
  );
}

interface CardProps {
  look: PackLook;
  tool: Added;
  onKeep: (tool: Added) => Promise<void>;
  onNot: () => void;
}

function PackCard({ look: { before, kept }, tool, onKeep, onNot }: CardProps) {
  const { t } = usePanel();
  const id = useId();
  const [sent, setSent] = useState(false);
  const { title } = tool;
  const isUpdate = before !== undefined && isAdded(before);
  return (
    <section class="question" role="group" aria-labelledby={id} data-testid="pack">
      <h3 id={id} dir="auto">
        {t(kept ? 'packs_here' : isUpdate ? 'packs_update' : 'packs_new', title)}
      </h3>
      <p class="note">{t('packs_words')}</p>
      <blockquote class="said" dir="auto" data-testid="pack-words">
        <b>{title}</b> {tool.description}
      </blockquote>
      {isUpdate && <Changes before={before} tool={tool} />}
      <May tool={tool} />
      <Facts tool={tool} />
      {tool.added.vectors === 0 && <p class="note">{t('packs_untried')}</p>}
      <div class="row">
        {!kept && (
          <button
            type="button"
            class="button go"
            data-testid="pack-keep"
            disabled={sent}
            onClick={() => {
              setSent(true);
              void onKeep(tool);
            }}
          >
            {t(isUpdate ? 'packs_replace' : 'packs_keep')}
          </button>
        )}
        <button type="button" class="button plain" data-testid="pack-not" onClick={onNot}>
          {t(kept ? 'packs_close' : 'packs_not')}
        </button>
      </div>
    </section>
  );
}

type Fact = readonly [name: string, value: string];

/** Everything else about a pack, in words of its own or of ours. */
function factsOf({ language, sha256, added }: Added, t: Translate, format: Format): Fact[] {
  const { limits, bytes, version, vectors, licence } = added;
  return [
    [t('packs_version'), version ?? t('packs_no_version')],
    [t('packs_language'), language],
    [t('packs_licence'), licence],
    [t('packs_size'), format.bytes(bytes)],
    [t('packs_limits'), t('packs_limits_words', format.duration(limits.ms), format.bytes(limits.pages * 65_536), format.number(limits.fuel))], // prettier-ignore
    [t('packs_vectors'), t('packs_vectors_words', format.number(vectors))],
    [t('packs_hash'), sha256.slice(0, 16)],
  ];
}

export function Facts({ tool }: { tool: Added }) {
  const { t, format } = usePanel();
  return (
    <dl class="facts" data-testid="pack-facts">
      {factsOf(tool, t, format).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What an update would change, of what the user once agreed to. */
function Changes({ before, tool }: { before: Added; tool: Added }) {
  const { t, format } = usePanel();
  const was = factsOf(before, t, format);
  const changed = factsOf(tool, t, format).flatMap(([name, is], index) => {
    const old = was[index]?.[1] ?? '';
    return old === is ? [] : [t('packs_changed', name, old, is)];
  });
  const asked = (of: Added) => of.capabilities.map(({ name, terms }) => ({ name, terms }));
  const other = (list: Added, than: Added) => asked(list).filter(({ terms }) => asked(than).every((each) => each.terms !== terms)); // prettier-ignore
  const rows = [
    ...changed,
    ...other(tool, before).map(({ name }) => t('packs_asks_more', name)),
    ...other(before, tool).map(({ name }) => t('packs_asks_less', name)),
    ...(before.description === tool.description ? [] : [t('packs_other_words')]),
  ];
  return (
    <>
      <p class="note">{t('packs_changes')}</p>
      <ul data-testid="pack-changes">
        {rows.map((row) => (
          <li key={row} dir="auto">
            {row}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Ways to have an added tool as a file, and to be rid of it. */
export function PackButtons({ tool: { added, name, title }, onGone }: { tool: Added; onGone: () => void }) {
  const { t, ports } = usePanel();
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const save = async () => {
    const saved = await ports.packs.save(added.id, `${name}.locus-tool`);
    setProblem(saved.ok ? undefined : saved.problem);
  };
  const remove = async () => {
    const removed = await ports.ask({ type: 'packs.remove', id: added.id });
    if (removed.ok) onGone();
    else setProblem(removed.problem);
  };
  return (
    <div>
      <button type="button" class="quiet" data-testid="pack-save" onClick={() => void save()}>
        {t('packs_save')}
        <Heard text={title} />
      </button>
      <button
        type="button"
        class="quiet"
        data-testid="pack-remove"
        onBlur={() => setSure(false)}
        onClick={() => {
          if (sure) void remove();
          else setSure(true);
        }}
      >
        {t(sure ? 'packs_remove_sure' : 'packs_remove')}
        <Heard text={title} />
      </button>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </div>
  );
}
