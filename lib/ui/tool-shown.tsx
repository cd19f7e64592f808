import * as v from 'valibot';

import { type Reached, Shown } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';

/** What a tool showed by `ui.show`, as data: its texts stay texts, and the only address that is made is that of an image's own bytes. */
export function ShownByTool({ calls }: { calls: readonly Reached[] }) {
  const { t } = usePanel();
  const shown = calls.flatMap(({ name, input, answer }) => {
    const parsed = v.safeParse(Shown, name === 'ui.show' && answer?.ok === true ? input : undefined);
    return parsed.success ? [parsed.output] : [];
  });
  if (shown.length === 0) return null;
  return (
    <section aria-label={t('tools_shown')} data-testid="tool-shown" class="shown">
      {shown.map((each, index) => (
        // A list that is there once and never changes.
        <One key={index} shown={each} />
      ))}
    </section>
  );
}

function One({ shown }: { shown: Shown }) {
  switch (shown.kind) {
    case 'text':
      return (
        <p dir="auto" class="told">
          {shown.text}
        </p>
      );
    case 'image':
      return <img src={`data:${shown.type};base64,${shown.base64}`} alt={shown.alt} />;
    case 'table':
      return <Table {...shown} />;
    case 'chart':
      return <Chart {...shown} />;
  }
}

function Table({ title, columns, rows }: Extract<Shown, { kind: 'table' }>) {
  const { format } = usePanel();
  return (
    <div class="table" tabIndex={0}>
      <table dir="auto">
        {title !== undefined && <caption>{title}</caption>}
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((_column, at) => {
                const cell = row[at] ?? '';
                return <td key={at}>{typeof cell === 'number' ? format.number(cell) : cell}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A table with a bar in each row: it can be read without seeing it. */
function Chart({ title, points }: Extract<Shown, { kind: 'chart' }>) {
  const { format } = usePanel();
  const most = Math.max(...points.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  return (
    <table class="bars" dir="auto">
      {title !== undefined && <caption>{title}</caption>}
      <tbody>
        {points.map(({ label, value }, index) => (
          <tr key={index}>
            <th scope="row">{label}</th>
            <td>
              <i class={value < 0 ? 'below' : ''} style={{ width: `${(Math.abs(value) / most) * 100}%` }} />
              <span>{format.number(value)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
