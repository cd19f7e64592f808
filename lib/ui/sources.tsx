import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';

import type { Run, Source } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';

interface Shown {
  sources: readonly Source[];
  show: (source: Source) => Promise<void>;
}

/** Sources of the answer around; absent where text cites nothing. */
const SourcesContext = createContext<Shown | undefined>(undefined);

const MARK = /\[(\d{1,3})\]/u;

/** Text of an answer: `[2]` becomes a button that shows that source on the page. */
export function CitedText({ text }: { text: string }) {
  const shown = useContext(SourcesContext);
  if (shown === undefined || !MARK.test(text)) return <>{text}</>;
  return (
    <>
      {text.split(MARK).map((part, index) => {
        if (index % 2 === 0) return part;
        const source = shown.sources.find(({ number }) => number === Number(part));
        return source === undefined ? `[${part}]` : <Cite key={index} source={source} />;
      })}
    </>
  );
}

function Cite({ source }: { source: Source }) {
  const { t, format } = usePanel();
  const shown = useContext(SourcesContext);
  const number = format.number(source.number);
  const page = source.page === undefined ? '' : ` (${t('source_page', format.number(source.page))})`;
  return (
    <button
      type="button"
      class="cite"
      data-testid="cite"
      aria-label={t('source_show', number) + page}
      title={source.text}
      onClick={() => void shown?.show(source)}
    >
      {number}
    </button>
  );
}

/** An answer with its sources. What it does not name by number stands below it, as what was read. */
export function WithSources({ run, text, children }: { run: Run; text: string; children: ComponentChildren }) {
  const { t, showSource } = usePanel();
  const [gone, setGone] = useState(false);
  const iteration = run.iterations.findLast(({ decision }) => decision?.sources !== undefined);
  const sources = iteration?.decision?.sources ?? [];
  if (iteration === undefined || sources.length === 0) return <>{children}</>;
  const show = async (source: Source) => {
    setGone(false);
    const shown = await showSource(run.id, iteration.number, source.number);
    setGone(!shown);
  };
  const named = sources.filter(({ number }) => text.includes(`[${number}]`));
  const others = sources.filter((source) => !named.includes(source));
  return (
    <SourcesContext.Provider value={{ sources, show }}>
      {children}
      {others.length > 0 && (
        <p class="sources">
          {t('sources_read')}{' '}
          {others.map((source) => (
            <Cite key={source.number} source={source} />
          ))}
        </p>
      )}
      <p class="sources" role="status" data-testid="source-gone" hidden={!gone}>
        {gone && t('source_gone')}
      </p>
    </SourcesContext.Provider>
  );
}
