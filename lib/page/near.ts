import { all, attr, bodyOf, has, near, nextOf, one, parentOf, previousOf, shown, tagOf } from './dom.ts';
import { visibleText } from './group.ts';
import { widgetOf } from './interactive.ts';
import { MOST } from './limits.ts';
import { referencedText } from './name.ts';
import { line } from './text.ts';

/**
 * What gives a control without a name its meaning: the labels of its row and column, the text beside it, what describes it, its
 * icon, and the words of its author last. One line, at most 80 characters; '' where there is nothing.
 */
export function nearText(el: Element, kind: string): string {
  const icon = kind === 'press' || kind === 'link' ? iconHint(el) || classHint(el) : '';
  const beside = cellLabels(el) || (kind === 'check' ? beyond(el, nextOf) : '') || beyond(el, previousOf);
  const text = beside || referencedText(el, 'aria-describedby');
  return line([icon, text].filter(Boolean).join(', ') || around(el) || authorsWords(el), MOST.near);
}

const CELLS = 'td, th, [role="gridcell"], [role="cell"], dd';

/** "Alice, Monday" of a field in a table of days: the text of its row's head, and the head of its column. */
function cellLabels(el: Element): string {
  const cell = near(el, CELLS);
  if (cell === null || visibleText(cell, el).trim() !== '') return '';
  const before: Element[] = [];
  for (let at = previousOf(cell); at !== null && before.length < 100; at = previousOf(at))
    if (at instanceof Element) before.push(at);
  const rowHead = before.find((each) => one(each, 'input, select, textarea') === null && textIn(each) !== '');
  const columnHead = tagOf(cell) === 'td' ? headOf(cell, before.length) : undefined;
  return [rowHead, columnHead].map((head) => (head === undefined ? '' : textIn(head))).filter(Boolean).join(', '); // prettier-ignore
}

function headOf(cell: Element, index: number): Element | undefined {
  const table = near(cell, 'table');
  const row = table && one(table, 'tr');
  const head = row === null || row === near(cell, 'tr') ? undefined : all(row, ':scope > th, :scope > td')[index];
  return head !== undefined && tagOf(head) === 'th' ? head : undefined;
}

const textIn = (el: Element): string => line(visibleText(el), MOST.near);

const IN_LINE = new Set(
  ['a', 'abbr', 'b', 'bdi', 'cite', 'code', 'em', 'font', 'i', 'kbd', 'label', 'mark', 'small', 'span', 'strong', 'sub', 'sup', 'u'],
); // prettier-ignore

/** Text before (or after) an element on its line, or in the block before it; never past another field. */
function beyond(el: Element, step: (node: Node) => Node | null): string {
  let at = el;
  for (let level = 0; level < 4; level++) {
    const text = besides(at, step);
    if (text !== '') return text;
    const parent = parentOf(at);
    if (parent === null || parent === bodyOf(document) || IS_ITEM.has(tagOf(parent))) return '';
    at = parent;
  }
  return '';
}

/** What stands before the first text in these belongs to another thing. */
const IS_ITEM = new Set(['tr', 'li', 'article', 'form', 'fieldset', 'table', 'ul', 'ol']);

function besides(el: Element, step: (node: Node) => Node | null): string {
  let text = '';
  for (let at = step(el), nodes = 0; at !== null && nodes < 12 && text.length < MOST.near; at = step(at), nodes++) {
    const [piece, ends] = pieceOf(at, text.trim() !== '');
    text = step === previousOf ? `${piece} ${text}` : `${text} ${piece}`;
    if (ends && (piece !== '' || text.trim() !== '')) break;
    if (ends === 'field') break;
  }
  return line(text, MOST.near);
}

function pieceOf(node: Node, begun: boolean): [text: string, ends: boolean | 'field'] {
  if (node instanceof Text) return [node.data.slice(0, 400).trim(), false];
  if (!(node instanceof Element)) return ['', false];
  const kind = widgetOf(node)?.kind;
  if ((kind !== undefined && kind !== 'press' && kind !== 'link') || one(node, 'input, select, textarea') !== null)
    return ['', 'field'];
  const tag = tagOf(node);
  if (tag === 'br') return ['', begun];
  if (!shown(node)) return ['', false];
  if (IN_LINE.has(tag)) return [textIn(node), false];
  if (begun || kind !== undefined || IS_ITEM.has(tag) || one(node, 'a[href], button') !== null) return ['', true];
  return [textIn(node), true];
}

/** Text of the nearest ancestor that has some, the element itself left out; of a big one it would tell nothing. */
function around(el: Element): string {
  let at = parentOf(el);
  for (let level = 0; level < 4 && at !== null; level++) {
    const text = line(visibleText(at, el), MOST.name);
    if (text !== '') return text.length > MOST.near ? '' : text;
    at = parentOf(at);
  }
  return '';
}

const ICONS = 'use, img, i[class], svg[class], [class*="icon"], [data-icon]';

/** What the page calls the picture in it: `icon-trash` -> `trash`. */
export function iconHint(el: Element): string {
  const icon = tagOf(el) === 'img' ? el : one(el, ICONS);
  if (icon === null) return '';
  const address = attr(icon, 'href') ?? attr(icon, 'xlink:href') ?? attr(icon, 'src');
  const named = attr(icon, 'data-icon') ?? (address === null ? attr(icon, 'class') : fileName(address));
  return words(named ?? '');
}

/** A box without anything in it is drawn by its class, which then often says what it is: `reply`, `ql-bold`. */
export function classHint(el: Element): string {
  const given = attr(el, 'class')?.trim() ?? '';
  // More classes than that tell how it is laid out.
  if (given === '' || given.split(/\s+/).length > 2 || visibleText(el).trim() !== '') return '';
  return words(given);
}

function fileName(address: string): string {
  if (/^(data|blob):/i.test(address)) return '';
  const [path = '', fragment] = address.split('#', 2);
  const file = path.split(/[?&]/, 1)[0]?.split('/').at(-1) ?? '';
  return fragment ?? file.replace(/\.\w+$/, '');
}

/** The last resort: what only its author was to read. */
function authorsWords(el: Element): string {
  const own = attr(el, 'data-testid') ?? attr(el, 'name') ?? attr(el, 'id') ?? attr(el, 'class') ?? '';
  const told = words(own);
  if (told !== '' || !has(el, 'href')) return told;
  return words(attr(el, 'href')?.split(/[?#]/, 1)[0]?.split('/').findLast(Boolean) ?? '');
}

const NOISE =
  /\b(?:icons?|ico|btn|button|fa|fas|far|fab|bi|mdi|css|svg|img|image|glyphicon|material|lucide|sprite|js|ui|ql|widget)\b|[\d_]+/gi;

function words(text: string): string {
  const apart = text.slice(0, 200).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_./:]+/g, ' '); // prettier-ignore
  return line(apart.replace(NOISE, ' '), 40).toLowerCase();
}
