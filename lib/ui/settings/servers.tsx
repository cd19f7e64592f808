import { useEffect, useId, useState } from 'preact/hooks';

import { type KeptServer, listingChanges, type Problem, type ServerTool, serverUrl, type Settings, sitePattern } from '@/lib/contracts/index.ts'; // prettier-ignore
import { success } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { PanelPorts } from '../ports.ts';
import { Hints } from './server-words.tsx';
import { Field, into } from './server.tsx';

type Asked = 'asking' | { problem: Problem } | { server: KeptServer } | { same: true };

/** Servers of tools: what each offers, whether that has changed, and a way to add one. */
export function Servers({ servers, onChange }: { servers: readonly KeptServer[]; onChange: () => void }) {
  const { t } = usePanel();
  return (
    <>
      <h3>{t('servers_title')}</h3>
      <p class="lead">{t('servers_text')}</p>
      <ul class="tool-list">
        {servers.map((server) => (
          <ServerRow
            key={server.id}
            server={server}
            others={servers.filter((each) => each !== server)}
            onChange={onChange}
          />
        ))}
      </ul>
      <AddServer onAdded={onChange} />
    </>
  );
}

function patternOf(url: string): string {
  return URL.canParse(url) ? sitePattern(new URL(url).origin) : '';
}

/** The browser's permission is for a host, whatever the port: others may go by it. */
function isNeeded(url: string, others: readonly KeptServer[], settings: Settings | undefined): boolean {
  const engines = [settings?.engine, settings?.spare].flatMap((each) =>
    each?.kind === 'openai' ? [each.baseURL] : [],
  );
  const used = [...others.map((each) => each.url), ...engines, ...Object.keys(settings?.sites ?? {})];
  return used.some((each) => patternOf(each) === patternOf(url));
}

function hostIn(url: string): string {
  return URL.parse(url)?.host ?? url;
}

type Offered = ReturnType<PanelPorts['servers']['offer']>;

/**
 * Asks a server what it offers. Must be called in the click itself: the browser is asked first whether Locus may reach it. Where they say no,
 * the answer says so.
 */
function useAsking() {
  const { ports } = usePanel();
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const ask = async (url: string, offer: () => Offered) => {
    setAsked('asking');
    await ports.requestAccess(new URL(url).origin);
    const offered = await offer();
    if (!offered.ok) {
      setAsked({ problem: offered.problem });
      return;
    }
    const { id } = offered.value;
    const looked = await ports.ask({ type: 'servers.look', id });
    if (!looked.ok) setAsked({ problem: looked.problem });
    else setAsked(looked.value.fresh === undefined ? { same: true } : { server: looked.value });
  };
  return [asked, ask, setAsked] as const;
}

interface RowProps {
  server: KeptServer;
  others: readonly KeptServer[];
  onChange: () => void;
}

function ServerRow({ server, others, onChange }: RowProps) {
  const { t, ports, format, settings } = usePanel();
  const [asked, ask] = useAsking();
  const [sure, setSure] = useState(false);
  const { id, url, hasKey, listing, fresh, traffic } = server;
  const host = hostIn(url);
  const remove = async () => {
    await ports.ask({ type: 'servers.remove', id });
    if (!isNeeded(url, others, settings.value)) await ports.dropAccess(new URL(url).origin);
    onChange();
  };
  return (
    <li data-testid="server-of-tools" data-server={host}>
      <p dir="auto">
        <b>{host}</b> {listing?.title} {listing?.version}
      </p>
      <p class="note">
        {format.count('servers_count', listing?.tools.length ?? 0)} {hasKey && t('servers_has_key')}
      </p>
      <p class="note" data-testid="server-traffic">
        {t('servers_traffic', host, format.bytes(traffic.sent), format.bytes(traffic.got))}
      </p>
      {listing !== undefined && listing.left > 0 && (
        <p class="note">{t('servers_left', format.number(listing.left))}</p>
      )}
      {fresh !== undefined && <Changed server={server} onTaken={onChange} />}
      <div>
        <button
          type="button"
          class="quiet"
          data-testid="server-again"
          disabled={asked === 'asking'}
          onClick={() => void ask(url, async () => success(server)).then(onChange)}
        >
          {t(asked === 'asking' ? 'servers_asking' : 'servers_again')}
          <Heard text={host} />
        </button>
        <button
          type="button"
          class="quiet"
          data-testid="server-remove"
          onBlur={() => setSure(false)}
          onClick={() => {
            if (sure) void remove();
            else setSure(true);
          }}
        >
          {t(sure ? 'servers_remove_sure' : 'servers_remove')}
          <Heard text={host} />
        </button>
      </div>
      <div role="status">
        {typeof asked === 'object' && 'same' in asked && <p class="note">{t('servers_same')}</p>}
        {typeof asked === 'object' && 'problem' in asked && <ProblemNote problem={asked.problem} quiet />}
      </div>
    </li>
  );
}

/** What a server offers now, beside what the user agreed to. Until they take it over, what changed is not called. */
function Changed({ server: { id, url, listing, fresh }, onTaken }: { server: KeptServer; onTaken: () => void }) {
  const { t, ports } = usePanel();
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  if (listing === undefined || fresh === undefined) return null;
  const { added, gone, changed } = listingChanges(listing, fresh);
  const take = async () => {
    const kept = await ports.ask({ type: 'servers.keep', id });
    if (kept.ok) onTaken();
    else setProblem(kept.problem);
  };
  return (
    <section class="question" data-testid="server-changed">
      <p>{t('servers_changed', hostIn(url))}</p>
      <ul>
        {added.map((tool) => (
          <li key={tool.name} dir="auto">
            {t('servers_added', tool.title)} <q>{tool.description}</q>
          </li>
        ))}
        {gone.map((tool) => (
          <li key={tool.name} dir="auto">
            {t('servers_gone', tool.title)}
          </li>
        ))}
        {changed.map(({ before, after }) => (
          <li key={after.name} dir="auto">
            {t('servers_altered', after.title)}
            <Difference before={before} after={after} />
          </li>
        ))}
      </ul>
      <button type="button" class="button" data-testid="server-take" onClick={() => void take()}>
        {t('servers_take')}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </section>
  );
}

function wordsOf({ title, description, hints }: ServerTool): string {
  return [title, description, ...hints].join('. ');
}

function takenBy({ inputSchema }: ServerTool): string {
  return JSON.stringify(inputSchema);
}

/** Words beside words; where those are the same, what it takes beside what it takes. */
function Difference({ before, after }: { before: ServerTool; after: ServerTool }) {
  const { t } = usePanel();
  const show = wordsOf(before) === wordsOf(after) ? takenBy : wordsOf;
  return (
    <dl class="facts">
      <div>
        <dd dir="auto">{t('servers_before', show(before))}</dd>
      </div>
      <div>
        <dd dir="auto">{t('servers_now', show(after))}</dd>
      </div>
    </dl>
  );
}

function AddServer({ onAdded }: { onAdded: () => void }) {
  const { t, ports } = usePanel();
  const [url, setUrl] = useState('');
  const [key, setKey] = useState('');
  const [asked, ask, setAsked] = useAsking();
  const address = serverUrl(url);
  useEffect(() => {
    // What was asked is another server's answer now.
    setAsked(undefined);
  }, [url]);
  const offer = (to: string) => {
    const said = key.trim();
    setKey('');
    return ports.servers.offer(to, said);
  };
  const keep = async (id: string) => {
    const kept = await ports.ask({ type: 'servers.keep', id });
    if (!kept.ok) {
      setAsked({ problem: kept.problem });
      return;
    }
    setUrl('');
    setAsked(undefined);
    onAdded();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (address === undefined) setAsked({ problem: { code: 'mcp.address' } });
        else void ask(address, () => offer(address));
      }}
    >
      <Field label={t('servers_url')}>
        <input type="url" data-testid="mcp-url" value={url} autocomplete="off" onInput={into(setUrl)} />
      </Field>
      <Field label={t('servers_key')}>
        <input type="password" data-testid="mcp-key" value={key} autocomplete="off" onInput={into(setKey)} />
      </Field>
      <p class="note">{t('servers_key_note')}</p>
      <button type="submit" class="button" data-testid="mcp-ask" disabled={url.trim() === '' || asked === 'asking'}>
        {t(asked === 'asking' ? 'servers_asking' : 'servers_ask')}
      </button>
      <div role="status">
        {typeof asked === 'object' && 'same' in asked && <p class="note">{t('servers_same')}</p>}
        {typeof asked === 'object' && 'problem' in asked && <ProblemNote problem={asked.problem} />}
      </div>
      {typeof asked === 'object' && 'server' in asked && (
        <ServerCard server={asked.server} onKeep={keep} onNot={() => setAsked(undefined)} />
      )}
    </form>
  );
}

/** What a server says that it offers, before any of it is added. */
function ServerCard(props: { server: KeptServer; onKeep: (id: string) => Promise<void>; onNot: () => void }) {
  const { t, format } = usePanel();
  const id = useId();
  const { url, fresh } = props.server;
  if (fresh === undefined) return null;
  return (
    <section class="question" role="group" aria-labelledby={id} data-testid="mcp-offer">
      <h3 id={id}>{t('servers_new', hostIn(url))}</h3>
      <p class="note">{t('servers_words')}</p>
      <ul>
        {fresh.tools.map((tool) => (
          <li key={tool.name} dir="auto">
            <b>{tool.title}</b> <q>{tool.description}</q> <Hints hints={tool.hints} />
          </li>
        ))}
      </ul>
      {fresh.left > 0 && <p class="note">{t('servers_left', format.number(fresh.left))}</p>}
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="mcp-keep"
          onClick={() => void props.onKeep(props.server.id)}
        >
          {t('servers_keep')}
        </button>
        <button type="button" class="button plain" data-testid="mcp-not" onClick={props.onNot}>
          {t('servers_not')}
        </button>
      </div>
    </section>
  );
}
