import { isEnded, type Run, totalsOf } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
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
  const totals = totalsOf(run);
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
    <dl class="cost" aria-label={t('cost_label')} data-testid="cost">
      {cells.map(({ id, value, name, share, title }) => (
        <div key={id} class={id === 'sent' && totals.sentBytes > 0 ? 'left' : undefined} title={title}>
          <dt>{name}</dt>
          <dd data-cost={id}>{value}</dd>
          {share !== undefined && <Meter share={share} />}
        </div>
      ))}
    </dl>
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
