type Cell = string | number | boolean | null;

interface Input {
  rows: readonly Readonly<Record<string, Cell>>[];
  label: string;
  value: string;
  most?: number;
}

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function chart({ rows, label, value, most = 20 }: Input) {
  for (const column of [label, value]) {
    if (rows.length > 0 && !rows.some((row) => Object.hasOwn(row, column)))
      throw new Error(`there is no column "${column}"`);
  }
  const sums = new Map<string, number>();
  let skipped = 0;
  for (const row of rows) {
    const number = numberOf(row[value] ?? null);
    if (Number.isNaN(number)) {
      skipped += 1;
      continue;
    }
    const name = String(row[label] ?? '');
    sums.set(name, (sums.get(name) ?? 0) + number);
  }
  const bars = [...sums]
    .map(([name, sum]) => ({ name, value: Number(sum.toPrecision(14)) }))
    .toSorted((a, b) => b.value - a.value);
  const total = bars.reduce((sum, bar) => sum + bar.value, 0);
  const shown = bars
    .slice(0, most)
    .map((bar) => ({ ...bar, share: total === 0 ? 0 : Number((bar.value / total).toFixed(4)) }));
  return { total: Number(total.toPrecision(14)), bars: shown, rest: bars.length - shown.length, skipped };
}

/** Pages write numbers as texts: `1,200`, `€ 3.50`, `12 %`. */
function numberOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return Number.NaN;
  const bare = cell.replaceAll(/^[\s€$£¥]+|[\s€$£¥%]+$/gu, '');
  return /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.]\d+)?$/u.test(bare) ? Number(bare.replaceAll(',', '')) : Number.NaN;
}
