import type { PageTable } from '@/lib/contracts/index.ts';

import { all, innerTextOf, laidOut } from './dom.ts';
import type { RefBook } from './refs.ts';
import { isLayout } from './tables.ts';
import { line } from './text.ts';

const MOST_TABLES = 12;
const MOST_ROWS = 2000;
/** Of all the tables of an answer. */
const MOST_CELLS = 40_000;
const MOST_COLUMNS = 40;
const MOST_NAME = 60;
const MOST_CELL = 200;

const TABLES = 'table, [role="grid"], [role="table"], [role="treegrid"]';
const CELLS = '[role="cell"], [role="gridcell"], [role="columnheader"], [role="rowheader"]';

/** Tables of the document with their rows as they are read: the one that `ref` names or lies in, or all that are no layout. */
export function readTables(document: Document, ref: string | undefined, refs: RefBook): PageTable[] {
  const named = ref === undefined ? undefined : refs.find(ref);
  const around = named?.closest(TABLES) ?? named?.querySelector(TABLES) ?? undefined;
  const found = ref === undefined ? all(document, TABLES) : around === undefined ? [] : [around];
  let room = MOST_CELLS;
  const tables: PageTable[] = [];
  for (const el of found) {
    if (tables.length >= MOST_TABLES || room <= 0) break;
    if (!laidOut(el) || (el instanceof HTMLTableElement && ref === undefined && isLayout(el))) continue;
    const table = tableOf(el, refs, room);
    if (table === undefined) continue;
    room -= table.rows.length * table.columns.length;
    tables.push(table);
  }
  return tables;
}

function tableOf(el: Element, refs: RefBook, room: number): PageTable | undefined {
  const rows = rowsOf(el);
  const [first] = rows;
  if (first === undefined) return undefined;
  const heads = headCount(rows);
  const width = Math.min(MOST_COLUMNS, Math.max(...rows.slice(0, 50).map((row) => spread(cellsOf(row), []).length)));
  const columns = columnsOf(heads === 0 ? [] : spread(cellsOf(rows[heads - 1] ?? first), []).map(wordsOf), width);
  const body = rows.slice(heads);
  const most = Math.min(MOST_ROWS, Math.max(1, Math.floor(room / Math.max(1, width))));
  let above: Held[] = [];
  const read = body.slice(0, most).map((row) => {
    const cells = spread(cellsOf(row), above);
    above = cells;
    return Object.fromEntries(columns.map((column, i) => [column, wordsOf(cells[i])]));
  });
  const caption = el instanceof HTMLTableElement ? (el.caption?.textContent ?? '') : '';
  const name = line(caption === '' ? (el.getAttribute('aria-label') ?? '') : caption, MOST_NAME);
  return { ref: refs.refOf(el), name, columns, rows: read, total: body.length };
}

function rowsOf(el: Element): Element[] {
  const rows = el instanceof HTMLTableElement ? [...el.rows] : all(el, '[role="row"]');
  return rows.filter((row) => cellsOf(row).length > 0 && laidOut(row));
}

function cellsOf(row: Element): Element[] {
  return row instanceof HTMLTableRowElement ? [...row.cells] : all(row, CELLS);
}

/** Rows of heads at the beginning; the last of them names the columns. */
function headCount(rows: readonly Element[]): number {
  const body = rows.findIndex((row) => row.parentElement?.localName !== 'thead' && !cellsOf(row).every(isHead));
  return Math.max(0, body === -1 ? 1 : body);
}

function isHead(cell: Element): boolean {
  return cell.localName === 'th' ? cell.getAttribute('scope') !== 'row' : cell.getAttribute('role') === 'columnheader';
}

/** A cell in its column, and for how many rows more. */
interface Held {
  cell: Element;
  rows: number;
}

/** Cells by column: wide ones in each column that they span, tall ones of the row above first. */
function spread(cells: readonly Element[], above: readonly Held[]): Held[] {
  const out: Held[] = [];
  const waiting = [...cells];
  while (out.length < MOST_COLUMNS) {
    const held = above[out.length];
    if (held !== undefined && held.rows > 1) {
      out.push({ cell: held.cell, rows: held.rows - 1 });
      continue;
    }
    const cell = waiting.shift();
    if (cell === undefined) break;
    const { colSpan: wide, rowSpan: tall } = cell instanceof HTMLTableCellElement ? cell : { colSpan: 1, rowSpan: 1 };
    for (let i = 0; i < Math.min(wide, MOST_COLUMNS); i++) out.push({ cell, rows: tall });
  }
  return out;
}

function wordsOf(held: Held | undefined): string {
  if (held === undefined) return '';
  return line(held.cell instanceof HTMLElement ? innerTextOf(held.cell) : '', MOST_CELL);
}

/** A name for each column, each once. */
function columnsOf(names: readonly string[], width: number): string[] {
  const columns: string[] = [];
  for (let i = 0; i < width; i++) {
    const name = names[i] === undefined || names[i] === '' ? String(i + 1) : names[i];
    const twins = columns.filter((column) => column === name || column.startsWith(`${name} (`)).length;
    columns.push(twins === 0 ? String(name) : `${name} (${twins + 1})`);
  }
  return columns;
}
