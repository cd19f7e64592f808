import { useState } from 'preact/hooks';

import { isEnded, type Ledger, ledgerOf, type Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { Gentler } from './gentler.tsx';
import { useNow } from './parts/use-now.ts';

/** What the run at hand cost so far; of the latest one where none is at work. Always there, always the same four. */
export function CostStrip() {
  const panel = usePanel();
  const run = panel.active.value ?? panel.runs.value?.at(-1);
  return run === undefined ? null : <Cost run={run} />;
}

function Cost({ run }: { run: Run }) {
  const { t, format, streams } = usePanel();
  const ended = isEnded(run);
  const now = useNow(!ended);
  const totals = ledgerOf(run);
  const streaming = ended ? 0 : streamedTokens(run, streams.value.get(run.id));
  const tokens = totals.promptTokens + totals.completionTokens + streaming;
  const hosts = totals.sent.map(({ host, bytes }) => `${host}: ${format.bytes(bytes)}`).join('\n');
  const cells = [
    { id: 'time', value: format.duration(ended ? totals.ms : Math.max(0, now - run.startedAt)), name: t('cost_time') },
    { id: 'context', value: format.percent(totals.contextUsed), name: t('cost_context'), share: totals.contextUsed },
    { id: 'tokens', value: `${totals.estimated ? '≈ ' : ''}${format.number(tokens)}`, name: t('cost_tokens') },
    { id: 'sent', value: format.bytes(totals.sentBytes), name: t('cost_sent'), title: hosts },
  ];
  return (
    <>
      <Warnings ledger={totals} ended={ended} engine={run.engine} />
      <dl class="cost" aria-label={t('cost_label')} data-testid="cost">
        {cells.map(({ id, value, name, share, title }) => (
          <div key={id} class={id === 'sent' && totals.sentBytes > 0 ? 'left' : undefined} title={title}>
            <dt>{name}</dt>
            <dd data-cost={id}>{value}</dd>
            {share !== undefined && <Meter share={share} />}
          </div>
        ))}
      </dl>
      <Details ledger={totals} />
    </>
  );
}

/** The whole ledger, once somebody opens it: the strip above is drawn anew with every token. */
function Details({ ledger }: { ledger: Ledger }) {
  const { t } = usePanel();
  const [open, setOpen] = useState(false);
  return (
    <details class="ledger" data-testid="ledger" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('ledger_title')}</summary>
      {open && <Rows ledger={ledger} />}
    </details>
  );
}

const NEAR_LIMIT = 0.8;

/** What the user may want to do something about, in a sentence each. */
function Warnings({ ledger, ended, engine }: { ledger: Ledger; ended: boolean; engine: Run['engine'] }) {
  const { t, format } = usePanel();
  const { pressure, slowedTo, limit } = ledger;
  const warm = pressure === 'serious' || pressure === 'critical';
  const said = [
    warm && t('warn_warm'),
    !warm && slowedTo !== undefined && t('warn_slow', format.percent(slowedTo)),
    limit !== undefined && limit.used >= NEAR_LIMIT && t('warn_limit', format.percent(Math.min(1, limit.used))),
  ].filter((text) => text !== false);
  if (ended || said.length === 0) return null;
  return (
    <p class="strain" role="status" data-testid="strain">
      {said.join(' ')} {(warm || slowedTo !== undefined) && <Gentler engine={engine} />}
    </p>
  );
}

/** The whole ledger. What cannot be known is said to be unknown. */
function Rows({ ledger }: { ledger: Ledger }) {
  const { t, format } = usePanel();
  const { stages, energy, money, drained, heapBytes, model, pressure } = ledger;
  const ms = [stages.read, stages.interpret, stages.decide, stages.act].map((value) => format.duration(value));
  const milli = (wattHours: number) => format.number(Number((wattHours * 1000).toPrecision(2)));
  const known = (text: string | undefined) => text ?? t('ledger_unknown');
  const rows: [string, string][] = [
    [t('ledger_stages'), ms.join(' · ')],
    [t('ledger_tokens'), t('ledger_tokens_figures', ...[ledger.promptTokens, ledger.cachedTokens, ledger.completionTokens].map((value) => format.number(value)))], // prettier-ignore
    [t('ledger_context'), format.percent(ledger.contextUsed)],
    [t('ledger_sent'), ledger.sent.map(({ host, bytes }) => `${host}: ${format.bytes(bytes)}`).join(', ') || t('ledger_sent_nothing')], // prettier-ignore
    ...(money === undefined ? [] : [[t('ledger_money'), format.number(Number(money.toPrecision(2)))] satisfies [string, string]]), // prettier-ignore
    [t('ledger_energy'), known(energy && t('ledger_energy_figures', milli(energy.wattHours), milli(energy.least), milli(energy.most)))], // prettier-ignore
    [t('ledger_battery'), known(drained === undefined ? undefined : format.percent(drained))],
    [t('ledger_heap'), known(heapBytes === undefined ? undefined : format.bytes(heapBytes))],
    [t('ledger_model'), known(model && t(`ledger_model_${model.in}`, format.bytes(model.bytes)))],
    [t('ledger_pressure'), known(pressure && t(`pressure_${pressure}`))],
  ];
  return (
    <>
      <dl class="rows">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      <ol class="ledger-steps">
        {ledger.iterations.map(({ number, read, interpret, decide, act, tokens, sentBytes }) => (
          <li key={number}>
            <span>{`${t('ledger_step')} ${format.number(number)}`}</span>
            <span>{[read, interpret, decide, act].map((value) => format.duration(value)).join(' · ')}</span>
            <span>{format.count('tokens', tokens)}</span>
            <span>{format.bytes(sentBytes)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function streamedTokens(run: Run, stream: { iteration: number; tokens: number } | undefined): number {
  // Once the decision is in the journal it counts there.
  const decided = run.iterations.find(({ number }) => number === stream?.iteration)?.decision !== undefined;
  return stream === undefined || decided ? 0 : stream.tokens;
}

function Meter({ share }: { share: number }) {
  return (
    <span class="meter" aria-hidden="true">
      <i style={{ inlineSize: `${Math.min(100, Math.round(share * 100))}%` }} />
    </span>
  );
}
