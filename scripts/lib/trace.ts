import type { IterationRecord, RunRecord } from '../../tests/driver/index.ts';

const HEAD = ['iteration', 'stage', 'where', 'by', 'ms', 'tokens', 'bytes left'];
type Row = [number: string, stage: string, where: string, by: string, ms: string, tokens: string, bytes: string];

/** A run as a table for the terminal: four stages for each iteration. */
export function traceTable(record: RunRecord): string {
  const rows = record.iterations.flatMap(rowsOf);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ');
  return [line(HEAD), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** Numbers stand to the right. */
function pad(cell: string, width: number, column: number): string {
  return column >= 4 ? cell.padStart(width) : cell.padEnd(width);
}

function rowsOf({ number, input, interpret, decide, act, ms }: IterationRecord): Row[] {
  const rows: Row[] = [
    [`${number}`, 'input', 'this device', input.previous === undefined ? 'you' : 'last outcome', '', '', '0'],
  ];
  if (interpret !== undefined) {
    const by = interpret.leftOut.length === 0 ? 'page, read in full' : 'page, read in part';
    rows.push(['', 'interpret', 'this device', by, whole(ms.read + ms.interpret), '', '0']);
  }
  if (decide !== undefined) {
    const { promptTokens, cachedTokens, completionTokens } = decide.usage;
    const cached = cachedTokens > 0 ? ` (${cachedTokens} cached)` : '';
    const tokens = promptTokens + completionTokens === 0 ? '0' : `${promptTokens}${cached} + ${completionTokens}`;
    const bytes = decide.sent.reduce((sum, sent) => sum + sent.bytes, 0);
    rows.push(['', 'decide', placeOf(decide.placement), whoDecided(decide), whole(ms.decide), tokens, `${bytes}`]);
  }
  if (act !== undefined) {
    const what = `${decide?.action.do ?? ''} ${act.outcome?.status ?? act.verdict?.allow ?? ''}`.trim();
    rows.push(['', 'act', 'this device', what, whole(ms.act), '', '0']);
  }
  return rows;
}

function placeOf(placement: 'local' | 'edge' | 'cloud'): string {
  return { local: 'this device', edge: 'your server', cloud: 'cloud' }[placement];
}

/** `rule command.fill`, `model SmolLM2...` */
function whoDecided({ by, rule, engine }: NonNullable<IterationRecord['decide']>): string {
  if (by === 'rule' || by === 'recipe') return `${by} ${rule ?? ''}`.trim();
  return [by, engine?.model ?? '', rule === undefined ? '' : `(${rule})`].filter((word) => word !== '').join(' ');
}

function whole(ms: number): string {
  return Math.round(ms).toString();
}

/** One line on how a run ended. */
export function ending(record: RunRecord): string {
  const sent = Object.entries(record.sentBytes).map(([host, bytes]) => `${bytes} bytes to ${host}`);
  const left = sent.length === 0 ? 'nothing left this device' : sent.join(', ');
  const why = record.problem === undefined ? '' : ` (${record.problem.code})`;
  return `${record.status}${why} in ${(record.timings.total / 1000).toFixed(1)} s; ${left}`;
}
