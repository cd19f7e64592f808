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

function isLayout(table: HTMLTableElement): boolean {
  const role = table.getAttribute('role');
  if (role === 'presentation' || role === 'none' || table.querySelector('table') !== null) return true;
  const rows = [...table.rows];
  return rows.length < 2 || !rows.some((row) => row.cells.length > 1);
}

function unwrap(table: HTMLTableElement): void {
  const block = table.ownerDocument.createElement('div');
  for (const row of table.rows) {
    for (const cell of row.cells) {
      const part = table.ownerDocument.createElement('div');
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
  const fresh = document.createElement('table');
  const head = document.createElement('thead');
  const body = document.createElement('tbody');
  head.append(rowOf(document, { cells: headed ? [...first.cells] : [], width, tag: 'th' }));
  for (const row of headed ? rows.slice(1) : rows)
    body.append(rowOf(document, { cells: [...row.cells], width, tag: 'td' }));
  fresh.append(head, body);
  const caption = table.caption?.textContent.trim() ?? '';
  if (caption !== '') {
    const line = document.createElement('p');
    line.textContent = caption;
    table.before(line);
  }
  table.replaceWith(fresh);
}

function rowOf(document: Document, { cells, width, tag }: { cells: Element[]; width: number; tag: string }): Element {
  const row = document.createElement('tr');
  for (let i = 0; i < width; i++) {
    const cell = document.createElement(tag);
    cell.append(...(cells[i]?.childNodes ?? []));
    row.append(cell);
  }
  return row;
}
