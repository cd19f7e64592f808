import { TWIN } from './blocks.ts';

/**
 * Makes each table of a copied page one that markdown can say: a head row, then rows of one line each. Tables that are only there
 * for the layout become plain blocks.
 */
export function tidyTables(root: Element): void {
  // Innermost first, so that a table is judged after what lies in it.
  for (const table of [...root.querySelectorAll('table')].toReversed()) {
    if (isLayout(table)) unwrap(table);
    else rebuild(table);
  }
}

export function isLayout(table: HTMLTableElement): boolean {
  const role = table.getAttribute('role');
  if (role === 'presentation' || role === 'none' || table.querySelector('table') !== null) return true;
  const rows = [...table.rows];
  return rows.length < 2 || !rows.some((row) => row.cells.length > 1);
}

function unwrap(table: HTMLTableElement): void {
  const block = twinOf(table, 'div');
  for (const row of table.rows) {
    for (const cell of row.cells) {
      const part = twinOf(cell, 'div');
      part.append(...cell.childNodes);
      block.append(part);
    }
  }
  table.replaceWith(block);
}

function rebuild(table: HTMLTableElement): void {
  const { ownerDocument: document } = table;
  const rows = [...table.rows].filter((row) => row.cells.length > 0);
  const width = Math.max(...rows.map((row) => row.cells.length));
  const [first] = rows;
  const headed = first !== undefined && (first.parentElement?.localName === 'thead' || [...first.cells].every((cell) => cell.localName === 'th')); // prettier-ignore
  const fresh = twinOf(table, 'table');
  const head = document.createElement('thead');
  const body = document.createElement('tbody');
  head.append(
    rowOf(headed ? twinOf(first, 'tr') : document.createElement('tr'), headed ? [...first.cells] : [], width, 'th'),
  );
  for (const row of headed ? rows.slice(1) : rows) body.append(rowOf(twinOf(row, 'tr'), [...row.cells], width, 'td'));
  fresh.append(head, body);
  const caption = table.caption?.textContent.trim() ?? '';
  if (caption !== '') {
    const line = twinOf(table.caption ?? table, 'p');
    line.textContent = caption;
    table.before(line);
  }
  table.replaceWith(fresh);
}

function rowOf(row: Element, cells: readonly Element[], width: number, tag: string): Element {
  for (let i = 0; i < width; i++) {
    const cell = row.ownerDocument.createElement(tag);
    cell.append(...(cells[i]?.childNodes ?? []));
    row.append(cell);
  }
  return row;
}

/** An empty element that stands for the same one of the page. */
function twinOf(el: Element, tag: string): HTMLElement {
  const made = el.ownerDocument.createElement(tag);
  const twin = el.getAttribute(TWIN);
  if (twin !== null) made.setAttribute(TWIN, twin);
  return made;
}
