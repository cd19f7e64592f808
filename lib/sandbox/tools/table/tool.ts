type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

interface Filter {
  column: string;
  is: 'equal' | 'not_equal' | 'less' | 'at_most' | 'more' | 'at_least' | 'contains';
  value: Cell;
}

interface Input {
  rows: readonly Row[];
  filter?: readonly Filter[];
  group?: string;
  sum?: readonly string[];
  sort?: { column: string; descending?: boolean };
  columns?: readonly string[];
  limit?: number;
  csv?: boolean;
}

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function table({ rows, filter = [], group, sum = [], sort, columns, limit, csv }: Input) {
  const filters = filter.map((one) => ({ ...one, column: called(rows, one.column) }));
  const summed = sum.map((column) => called(rows, column));
  let left = rows.filter((row) => filters.every((one) => fits(row, one)));
  const sums = sumsOf(left, summed);
  if (group !== undefined) left = grouped(left, called(rows, group), summed);
  if (sort !== undefined) {
    const by = called(left, sort.column);
    const way = sort.descending === true ? -1 : 1;
    left = left.toSorted((a, b) => compared(cell(a, by), cell(b, by)) * way);
  }
  left = left.slice(0, limit);
  if (columns !== undefined) {
    const kept = columns.map((column) => called(left, column));
    left = left.map((row) => Object.fromEntries(kept.map((column) => [column, cell(row, column)])));
  }
  return { rows: left, sums, ...(csv === true && { csv: csvOf(left) }) };
}

function cell(row: Row, column: string): Cell {
  return Object.hasOwn(row, column) ? (row[column] ?? null) : null;
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The column of that name; else the only one that is called so in other letters, or whose name begins so. */
function called(rows: readonly Row[], name: string): string {
  const all = columnsOf(rows);
  if (rows.length === 0 || all.includes(name)) return name;
  const wanted = name.trim().toLowerCase();
  for (const isMeant of [(column: string) => column === wanted, (column: string) => column.startsWith(wanted)]) {
    const [only, ...others] = all.filter((column) => isMeant(column.trim().toLowerCase()));
    if (only !== undefined && others.length === 0) return only;
  }
  throw new Error(`there is no column "${name}"; there are ${all.slice(0, 20).map((column) => `"${column}"`).join(', ')}`); // prettier-ignore
}

/** What a cell counts as: pages write numbers as texts, with commas between thousands, a currency or a percent sign. */
function numberOf(value: Cell): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const bare = value.replaceAll(/^[\s€$£¥]+|[\s€$£¥%]+$/gu, '');
  return /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:[.]\d+)?$/u.test(bare) && /\d/u.test(bare)
    ? Number(bare.replaceAll(',', ''))
    : Number.NaN;
}

/** Numbers by their size, texts by their letters, numbers before texts, and what is empty last. */
function compared(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  const [s, t] = [String(a).toLowerCase(), String(b).toLowerCase()];
  return s < t ? -1 : Number(s > t);
}

function fits(row: Row, { column, is, value }: Filter): boolean {
  const found = cell(row, column);
  if (is === 'contains') return String(found ?? '').toLowerCase().includes(String(value ?? '').toLowerCase()); // prettier-ignore
  const order = compared(found, value);
  switch (is) {
    case 'equal':
      return order === 0;
    case 'not_equal':
      return order !== 0;
    case 'less':
      return found !== null && order < 0;
    case 'at_most':
      return found !== null && order <= 0;
    case 'more':
      return found !== null && order > 0;
    case 'at_least':
      return found !== null && order >= 0;
  }
}

function sumsOf(rows: readonly Row[], columns: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    columns.map((column) => {
      const numbers = rows.map((row) => numberOf(cell(row, column))).filter((value) => !Number.isNaN(value));
      // The last digits of a double are noise.
      return [column, Number(numbers.reduce((total, value) => total + value, 0).toPrecision(14))];
    }),
  );
}

function grouped(rows: readonly Row[], column: string, sum: readonly string[]): Row[] {
  const groups = Map.groupBy(rows, (row) => cell(row, column));
  return [...groups].map(([value, members]) => ({ [column]: value, count: members.length, ...sumsOf(members, sum) }));
}

/** As RFC 4180 has it. */
function csvOf(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row, column)))];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula gets a quote before it. */
function field(value: Cell): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/u.test(value) && Number.isNaN(numberOf(value)) ? `'${value}` : String(value ?? ''); // prettier-ignore
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
