/**
 * From pieces of text that lie somewhere on a page to paragraphs in reading order: columns one after the other, lines joined, words that
 * were hyphenated made whole. A PDF says where letters are, and nothing else that could be relied on.
 */

/** A piece of text of one font. Lengths in points, from the lower left corner of the page. */
export interface Piece {
  text: string;
  x: number;
  /** Baseline. */
  y: number;
  width: number;
  /** Font size. */
  size: number;
  rtl: boolean;
}

/** Pieces that stand side by side with nothing but blanks between them. */
export interface Line {
  text: string;
  x: number;
  end: number;
  y: number;
  size: number;
  rtl: boolean;
}

export interface Paragraph {
  text: string;
  size: number;
  /** Lines that it was joined from. */
  lines: number;
}

/** Parts of a font size. */
const BLANK = 0.12;
const NEAR = 1.6;
const SAME_ROW = 0.4;
/** Rows with a gap at the same place that make it the gap between two columns. */
const LEAST_ROWS = 4;
/** A column of prose is wider than this many letters' widths; what is narrower is one of a table. */
const PROSE = 12;
const DEEPEST = 4;

/** Lines of a page, top to bottom; those side by side in their order. */
export function linesOf(pieces: readonly Piece[]): Line[] {
  const rows: Piece[][] = [];
  for (const piece of pieces.filter(({ text }) => text.trim() !== '').toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (row !== undefined && first !== undefined && first.y - piece.y < SAME_ROW * Math.min(first.size, piece.size)) {
      row.push(piece);
    } else rows.push([piece]);
  }
  return rows.flatMap(joinRow);
}

function joinRow(row: Piece[]): Line[] {
  const lines: (Line & { parts: string[] })[] = [];
  for (const { text, x, y, width, size, rtl } of row.toSorted((a, b) => a.x - b.x)) {
    const open = lines.at(-1);
    const gap = open === undefined ? 0 : x - open.end;
    if (open === undefined || gap > NEAR * Math.max(size, open.size)) {
      lines.push({ text: '', parts: [text], x, end: x + width, y, size, rtl });
      continue;
    }
    const blank = gap > BLANK * size && !/\s$/u.test(open.parts.at(-1) ?? '') && !/^\s/u.test(text);
    open.parts.push(blank ? ` ${text}` : text);
    open.end = Math.max(open.end, x + width);
    // Marks of footnotes are small and stand higher: the line is that of its larger letters.
    if (size > open.size) Object.assign(open, { size, y });
  }
  return lines.map(({ parts, ...line }) => ({
    ...line,
    text: (line.rtl ? parts.toReversed() : parts).join('').replace(/\s+/gu, ' ').trim(),
  }));
}

/** Lines in the order in which people read them: rows that go across, and between them columns, each from top to bottom. */
export function inOrder(lines: readonly Line[], depth = 0): Line[][] {
  const rows = rowsOf(lines);
  const gutter = depth < DEEPEST ? gutterOf(rows) : undefined;
  if (gutter === undefined) return [rows.map(acrossOf)];
  const parts: Line[][] = [];
  let band: Line[] = [];
  let across: Line[] = [];
  const close = () => {
    if (across.length > 0) parts.push(across);
    if (band.length > 0) {
      const left = band.filter(({ end }) => end <= gutter);
      const right = band.filter(({ end }) => end > gutter);
      const columns = band[0]?.rtl === true ? [right, left] : [left, right];
      for (const column of columns) if (column.length > 0) parts.push(...inOrder(column, depth + 1));
    }
    across = [];
    band = [];
  };
  for (const row of rows) {
    if (
      row.some(({ x, end }) => x < gutter && end > gutter) ||
      (band.length === 0 && endsAcross(across.at(-1), row, gutter))
    ) {
      if (band.length > 0) close();
      across.push(acrossOf(row));
    } else {
      if (across.length > 0) close();
      band.push(...row);
    }
  }
  close();
  return parts;
}

/** The short last line of a paragraph that goes across. */
function endsAcross(before: Line | undefined, [line, ...more]: readonly Line[], gutter: number): boolean {
  if (before === undefined || line === undefined || more.length > 0 || line.end > gutter) return false;
  return before.y - line.y < 1.5 * line.size && Math.abs(before.size - line.size) < 0.1 * line.size;
}

function rowsOf(lines: readonly Line[]): Line[][] {
  const rows: Line[][] = [];
  for (const line of lines.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (row !== undefined && first !== undefined && first.y - line.y < SAME_ROW * Math.min(first.size, line.size)) {
      row.push(line);
    } else rows.push([line]);
  }
  return rows.map((row) => row.toSorted((a, b) => a.x - b.x));
}

/** Where most rows have a gap between prose on both sides; undefined where there are no columns. */
function gutterOf(rows: readonly Line[][]): number | undefined {
  const gaps: { from: number; to: number }[] = [];
  for (const row of rows) {
    for (const [i, line] of row.entries()) {
      const next = row[i + 1];
      if (next !== undefined) gaps.push({ from: line.end, to: next.x });
    }
  }
  let best: { x: number; count: number } | undefined;
  for (const { to } of gaps) {
    const x = to - 0.5;
    const count = gaps.filter((gap) => gap.from <= x && x <= gap.to).length;
    if (best === undefined || count > best.count) best = { x, count };
  }
  if (best === undefined || best.count < LEAST_ROWS) return undefined;
  const { x } = best;
  const beside = rows.filter((row) => !row.some((line) => line.x < x && line.end > x)).flat();
  const sides = [beside.filter(({ end }) => end <= x), beside.filter(({ end }) => end > x)];
  const isProse = sides.every((side) => median(side.map(({ x: from, end, size }) => (end - from) / size)) > PROSE);
  return isProse ? x : undefined;
}

/** Cells of a table stay one row. */
function acrossOf(row: readonly Line[]): Line {
  const [first] = row;
  if (first === undefined) throw new RangeError('a row without a line');
  if (row.length === 1) return first;
  const cells = first.rtl ? row.toReversed() : row;
  return { ...first, end: Math.max(...row.map(({ end }) => end)), text: cells.map(({ text }) => text).join(' | ') };
}

/** Paragraphs of one column: a new one where there is more room, another size, an indent, or a bullet. */
export function paragraphsOf(column: readonly Line[], isWord: (word: string) => boolean): Paragraph[] {
  const paragraphs: (Paragraph & { last: Line })[] = [];
  const step = stepOf(column);
  const left = Math.min(...column.map(({ x }) => x));
  const right = Math.max(...column.map(({ end }) => end));
  for (const line of column) {
    const open = paragraphs.at(-1);
    if (open === undefined || begins(line, open.last, { step, left, right })) {
      paragraphs.push({ text: line.text, size: line.size, lines: 1, last: line });
      continue;
    }
    open.text = joined(open.text, line.text, isWord);
    open.lines += 1;
    open.last = line;
  }
  return paragraphs.map(({ text, size, lines }) => ({ text, size, lines }));
}

/** Begins of list items: bullets, `1.`, `(a)`. */
const ITEM = /^(?:[•◦‣▪●○■□–—*·-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)/u;

function begins(
  line: Line,
  before: Line,
  { step, left, right }: { step: number; left: number; right: number },
): boolean {
  const down = before.y - line.y;
  if (down > step * 1.35 || down < 0) return true;
  if (Math.abs(line.size - before.size) > 0.12 * before.size) return true;
  if (ITEM.test(line.text) || line.text.includes(' | ') || before.text.includes(' | ')) return true;
  const indented = line.x > left + 0.8 * line.size && before.x < line.x - 0.6 * line.size;
  // The last line of a paragraph is short, and ends a sentence.
  const ended = before.end < right - 8 * before.size && /[.!?:。！？]["”»)]?$/u.test(before.text);
  return (indented && !line.rtl) || ended;
}

/** Usual distance of two lines. */
function stepOf(column: readonly Line[]): number {
  const steps = column.flatMap((line, i) => {
    const before = column[i - 1];
    const down = before === undefined ? 0 : before.y - line.y;
    return down > 0 && down < 3 * line.size ? [down] : [];
  });
  return steps.length === 0 ? (column[0]?.size ?? 12) * 1.3 : median(steps);
}

/** A word that a line's end broke is made whole, unless the text has it with the hyphen elsewhere. */
function joined(text: string, next: string, isWord: (word: string) => boolean): string {
  const broken = /(?<start>\p{L}+)[-\u00AD\u2010]$/u.exec(text);
  const rest = /^\p{Ll}+/u.exec(next);
  if (broken === null || rest === null) return `${text} ${next}`;
  const start = broken.groups?.['start'] ?? '';
  const keeps = isWord(`${start}-${rest[0]}`.toLowerCase()) && !isWord(`${start}${rest[0]}`.toLowerCase());
  return keeps ? `${text}${next}` : `${text.slice(0, -1)}${next}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
