import type { ComponentChildren } from 'preact';

import type { Change, Interpretation, Iteration, Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import type { Format } from './format.ts';
import type { Translate } from './translate.ts';
import { placementWords, problemWords } from './words.ts';

/** The four stages of an iteration in plain figures, and the whole trace behind them. */
export function Stages({ run, iteration, open = false }: { run: Run; iteration: Iteration; open?: boolean }) {
  const { t, format } = usePanel();
  const { interpretation, decision, outcome } = iteration;
  const before = run.iterations.find(({ number }) => number === iteration.number - 1)?.outcome?.change;
  const spent = decision === undefined ? 0 : decision.usage.promptTokens + decision.usage.completionTokens;
  return (
    <>
      <dl class="stages">
        <Cell name={t('stage_input')}>
          {iteration.number === 1 ? t(`from_${by(run)}`) : changeWords(before, t, format)}
        </Cell>
        <Cell name={t('stage_interpret')}>
          {interpretation === undefined
            ? t('stage_none')
            : t(
                'interpret_figures',
                format.number(interpretation.tokens.prompt),
                format.number(interpretation.tokens.limit),
              )}
        </Cell>
        <Cell name={t('stage_decide')}>
          {decision === undefined
            ? t('stage_none')
            : `${placementWords(decision.placement, t)}, ${format.duration(decision.ms)}, ${format.count('tokens', spent)}`}
        </Cell>
        <Cell name={t('stage_act')}>
          {outcome === undefined
            ? t(decision?.action.do === 'answer' ? 'act_answer' : 'stage_none')
            : `${t(`outcome_${outcome.status}`)}, ${changeWords(outcome.change, t, format)}`}
        </Cell>
      </dl>
      <details class="trace" data-testid="trace" open={open}>
        <summary>{t('trace_title')}</summary>
        <Trace iteration={iteration} open={open} />
      </details>
    </>
  );
}

function Cell({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function by(run: Run): 'panel' | 'shortcut' | 'menu' | 'omnibox' | 'toolbar' | 'system' {
  const { provenance } = run.signal;
  return provenance.from === 'user' ? provenance.by : 'system';
}

function changeWords(change: Change | undefined, t: Translate, format: Format): string {
  if (change === undefined) return t('change_none');
  if (change.newTab !== undefined) return t('change_new_tab');
  if (change.url !== undefined || change.navigated === true) return t('change_page');
  if (change.changed.length > 0) return format.count('change_fields', change.changed.length);
  if (change.added + change.removed > 0) return format.count('change_parts', change.added + change.removed);
  return t(change.notices.length > 0 ? 'change_notice' : 'change_none');
}

/** Everything that is known of the iteration, for who wants to know. */
function Trace({ iteration, open }: { iteration: Iteration; open: boolean }) {
  const { t, format } = usePanel();
  const { interpretation, decision, verdict, outcome, intent } = iteration;
  const rows: [name: string, value: string | undefined][] = [
    [t('trace_page'), interpretation?.url],
    [t('trace_situation'), interpretation?.situation],
    [t('trace_read'), interpretation && format.duration(interpretation.ms.read + interpretation.ms.interpret)],
    [t('trace_rule'), decision?.rule],
    [t('trace_engine'), decision?.engine && `${decision.engine.kind} · ${decision.engine.model}`],
    [t('trace_tokens'), decision && tokens(decision.usage, t, format)],
    [t('trace_seed'), decision?.seed?.toString()],
    [t('trace_verdict'), verdict && `${verdict.allow} · ${verdict.rule} · ${verdict.reversibility}`],
    [t('trace_act'), intent?.actId],
    [t('trace_input'), outcome?.trusted === undefined ? '' : t(outcome.trusted ? 'input_trusted' : 'input_page')],
    [t('trace_ms'), outcome && format.duration(outcome.ms)],
    [t('trace_sent'), sent(decision?.sent ?? [], t, format)],
    [t('trace_problem'), problemLine(iteration, t, format)],
  ];
  return (
    <>
      <dl class="rows">
        {rows.map(([name, value]) =>
          value === undefined || value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {interpretation !== undefined && <LeftOut interpretation={interpretation} />}
      {interpretation !== undefined && interpretation.messages.length > 0 && (
        <details class="saw" open={open}>
          <summary>{t('trace_saw')}</summary>
          {interpretation.messages.map(({ role, content }, index) => (
            <figure key={index}>
              <figcaption>{t(`role_${role}`)}</figcaption>
              <pre tabIndex={0} dir="auto">
                {content}
              </pre>
            </figure>
          ))}
        </details>
      )}
      {decision?.raw !== undefined && (
        <details class="saw">
          <summary>{t('trace_raw')}</summary>
          <pre tabIndex={0} dir="auto">
            {decision.raw}
          </pre>
        </details>
      )}
    </>
  );
}

function LeftOut({ interpretation }: { interpretation: Interpretation }) {
  const { t, format } = usePanel();
  if (interpretation.leftOut.length === 0) return null;
  return (
    <>
      <h4>{t('left_out_title')}</h4>
      <ul>
        {interpretation.leftOut.map(({ what, left, of }) => (
          <li key={what}>{t(`left_out_${what}`, format.number(left), format.number(of))}</li>
        ))}
      </ul>
    </>
  );
}

function tokens(
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number; estimated?: boolean | undefined },
  t: Translate,
  format: Format,
): string {
  const figures = [usage.promptTokens, usage.cachedTokens, usage.completionTokens].map((value) => format.number(value));
  return t(usage.estimated === true ? 'trace_tokens_estimate' : 'trace_tokens_figures', ...figures);
}

function sent(parts: readonly { host: string; bytes: number }[], t: Translate, format: Format): string {
  if (parts.length === 0) return t('trace_sent_nothing');
  return parts.map(({ host, bytes }) => `${host}: ${format.bytes(bytes)}`).join(', ');
}

function problemLine({ decision, outcome }: Iteration, t: Translate, format: Format): string | undefined {
  const found = outcome?.problem ?? decision?.problem;
  return (
    found && `${problemWords(found, t, format).happened} (${[found.code, found.detail].filter(Boolean).join(': ')})`
  );
}
