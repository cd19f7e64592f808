// oxlint-disable-next-line typescript/triple-slash-reference -- the package has no types; whoever imports this needs ours
/// <reference path="./turndown-plugin-gfm.d.ts" />
import TurndownService from 'turndown';
import { highlightedCodeBlock, strikethrough, tables, taskListItems } from 'turndown-plugin-gfm';

import { blocksOf, TWIN } from './blocks.ts';
import { tidyTables } from './tables.ts';

/** A longer table comes in parts of about this. Characters. */
const LONG_TABLE = 600;

/** Where a link may lead. The rest (javascript:, data:, blob:) is text only. */
const SAFE = /^(https?|mailto|tel|ftp):/i;

/** A piece of markdown, and where it stands on the page. */
export interface Piece {
  text: string;
  /** Index of the element; undefined where nobody knows. */
  twin: number | undefined;
  /** Text of the piece on the page, where the element holds more than it; else ''. */
  begins: string;
  /** The next piece goes on in the line below. */
  tight: boolean;
}

/** A copied page, or a part of one, as pieces of markdown with absolute links. Consumes `root`. */
export function piecesOf(root: HTMLElement, base: string): Piece[] {
  tidyTables(root);
  const turndown = service(base);
  return blocksOf(root).flatMap(({ nodes, twin, inside, tight }): Piece[] => {
    const box = root.ownerDocument.createElement('div');
    box.append(...nodes);
    const begins = inside ? box.textContent : '';
    const [table] = box.children;
    const isTable = table instanceof HTMLTableElement;
    const text = tidy(turndown.turndown(box), { keep: nodes[0] instanceof HTMLPreElement });
    if (text === '') return [];
    return isTable && text.length > LONG_TABLE ? partsOf(text, table, twin) : [{ text, twin, begins, tight }];
  });
}

function tidy(markdown: string, { keep }: { keep: boolean }): string {
  if (keep) return markdown.trim();
  return markdown
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A long table in some rows a piece, each standing where its first row does. */
function partsOf(text: string, table: HTMLTableElement, whole: number | undefined): Piece[] {
  const rows = [...table.rows];
  const pieces: Piece[] = [];
  // Lines: the head, the line under it, the rows.
  for (const [i, line] of text.split('\n').entries()) {
    const open = pieces.at(-1);
    if (open !== undefined && (i < 3 || open.text.length + line.length < LONG_TABLE)) open.text += `\n${line}`;
    else {
      const twin = i < 2 ? undefined : rows[i - 1]?.getAttribute(TWIN);
      pieces.push({
        text: line,
        twin: twin === null || twin === undefined ? whole : Number(twin),
        begins: '',
        tight: true,
      });
    }
  }
  const last = pieces.at(-1);
  if (last !== undefined) last.tight = false;
  return pieces;
}

function service(base: string): TurndownService {
  const turndown = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
    hr: '---',
    br: '',
  });
  turndown.use([highlightedCodeBlock, strikethrough, taskListItems, tables]);
  turndown.escape = escapeLine;
  turndown.addRule('link', {
    filter: (node) => node.nodeName === 'A',
    replacement: (content, node) => link(content, (node as Element).getAttribute('href'), base),
  });
  turndown.addRule('image', {
    filter: 'img',
    replacement: (_, node) => {
      const alt = ((node as Element).getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
      return alt === '' ? '' : `![${alt.slice(0, 200)}]()`;
    },
  });
  turndown.addRule('cell', {
    filter: ['th', 'td'],
    replacement: (content, node) => {
      const text = content.trim().replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|'); // prettier-ignore
      return `${node.previousSibling === null ? '| ' : ' '}${text} |`;
    },
  });
  turndown.addRule('item', {
    filter: 'li',
    replacement: (content, node) => listItem(content, node),
  });
  turndown.addRule('code', {
    filter: (node) => node.nodeName === 'PRE',
    replacement: (_, node) => codeBlock(node),
  });
  return turndown;
}

/** Page text keeps its characters; only what would make a line something else in markdown is escaped. */
function escapeLine(text: string): string {
  return text.replace(/^(\s*)(#{1,6}\s|>|```|~~~|\|)/gm, '$1\\$2');
}

function link(content: string, href: string | null, base: string): string {
  const text = content.replace(/\s+/g, ' ').trim();
  if (text === '') return '';
  const url = href === null || href.startsWith('#') ? null : URL.parse(href.trim(), base);
  if (url === null || !SAFE.test(url.protocol)) return text;
  const clean = url.href.replace(/\(/g, '%28').replace(/\)/g, '%29');
  return text.startsWith('#') ? content : `[${text}](${clean})`;
}

/** One space after the marker, where Turndown puts three: page text is counted in tokens. */
function listItem(content: string, item: HTMLElement): string {
  const marker = item.parentElement?.localName === 'ol' ? `${numberOf(item)}. ` : '- ';
  const text = content.trim().replace(/\n{2,}(?=- |\d+\. )/g, '\n').replace(/\n/g, `\n${' '.repeat(marker.length)}`); // prettier-ignore
  return text === '' ? '' : `${marker}${text}\n`;
}

const numbers = new WeakMap<Element, number>();

/** Number of an item in its ordered list. Items are asked in their order, so each counts from the one before it. */
function numberOf(item: HTMLElement): number {
  const before = item.previousElementSibling;
  const last = before === null ? undefined : numbers.get(before);
  const number = last === undefined ? Number(item.parentElement?.getAttribute('start') ?? 1) || 1 : last + 1;
  numbers.set(item, number);
  return number;
}

function codeBlock(pre: Element): string {
  const code = pre.querySelector('code');
  const words = `${pre.className} ${code?.className ?? ''} ${pre.getAttribute('data-lang') ?? ''}`;
  const language = /(?:^|\s)(?:lang|language|highlight-source)-([\w+#-]+)/.exec(words)?.[1] ?? '';
  const text = pre.textContent.replace(/\n$/, '');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return text.trim() === '' ? '' : `\n\n${fence}${language}\n${text}\n${fence}\n\n`;
}
