/**
 * Takes a copied page, or a part of one, apart into blocks: headings, paragraphs, items and rows of long lists and tables, code, quotes,
 * figures. Each knows the element of the page that it stands in.
 */

/** Attribute of copied elements: index of the element that each is the copy of. */
export const TWIN = 'data-twin';

export interface Block {
  /** What is turned into markdown; out of the tree by now. */
  nodes: readonly Node[];
  /** Index of the element it stands in; undefined where nobody knows. */
  twin: number | undefined;
  /** The element is more than this block: its text says where in it the block begins. */
  inside: boolean;
  /** Goes on with the line below, as items of one list do. */
  tight: boolean;
}

const LEAVES = new Set(
  ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'pre', 'ul', 'ol', 'dt', 'dd', 'table', 'blockquote', 'figure', 'figcaption', 'hr',
    'address'],
); // prettier-ignore
const BOXES = new Set(
  ['div', 'section', 'article', 'main', 'header', 'footer', 'nav', 'aside', 'body', 'html', 'center', 'details', 'summary', 'dl',
    'form', 'fieldset', 'legend', 'hgroup', 'li', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'caption', 'menu', 'dir', 'search',
    'noscript'],
); // prettier-ignore
const ANY_BLOCK = [...LEAVES, ...BOXES].join(',');
/** A longer list comes by its items. Characters. */
const LONG_LIST = 400;
/** A link around blocks stays one link up to this length; characters. */
const LONG_LINK = 300;

interface Level {
  el: Element;
  next: Node | null;
}

export function blocksOf(root: Element): Block[] {
  const blocks: Block[] = [];
  let run: Node[] = [];
  const close = (within: Element) => {
    if (run.some((node) => (node.textContent ?? '').trim() !== '' || isPicture(node))) {
      blocks.push({ nodes: run, ...spotOf(within), inside: true, tight: false });
    }
    run = [];
  };
  const stack: Level[] = [{ el: root, next: root.firstChild }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.next;
    if (node === null) {
      close(level.el);
      stack.pop();
      continue;
    }
    level.next = node.nextSibling;
    const kind = node instanceof Element ? kindOf(node) : 'inline';
    if (!(node instanceof Element) || kind === 'inline') {
      run.push(node);
      continue;
    }
    close(level.el);
    if (kind === 'box') stack.push({ el: node, next: node.firstChild });
    else blocks.push(...leafOf(node));
  }
  return blocks;
}

function kindOf(el: Element): 'inline' | 'leaf' | 'box' {
  const tag = el.localName;
  if (LEAVES.has(tag)) return 'leaf';
  if (BOXES.has(tag)) return 'box';
  if (el.firstElementChild === null || el.querySelector(ANY_BLOCK) === null) return 'inline';
  return tag === 'a' && el.textContent.length <= LONG_LINK ? 'leaf' : 'box';
}

function isPicture(node: Node): boolean {
  return node instanceof Element && (node.localName === 'img' || node.querySelector('img') !== null);
}

function leafOf(el: Element): Block[] {
  const isList = el.localName === 'ul' || el.localName === 'ol';
  if (isList && el.textContent.length > LONG_LIST) return itemsOf(el);
  return [{ nodes: [el], ...spotOf(el), tight: false }];
}

/** Each item as a list of its own; the last one ends the list. What else lies in the list comes with the item before it. */
function itemsOf(list: Element): Block[] {
  const blocks: Block[] = [];
  let number = Number(list.getAttribute('start') ?? 1) || 1;
  for (let child = list.firstElementChild; child !== null; child = list.firstElementChild) {
    const own = list.ownerDocument.createElement(list.localName);
    own.setAttribute('start', String(number));
    const spot = spotOf(child);
    if (child.localName === 'li') number += 1;
    own.append(child);
    blocks.push({ nodes: [own], ...spot, tight: true });
  }
  const last = blocks.at(-1);
  return last === undefined ? [] : [...blocks.slice(0, -1), { ...last, tight: false }];
}

/** The element itself where it is a copy, else the nearest copy around it: Readability makes paragraphs of its own. */
function spotOf(el: Element): { twin: number | undefined; inside: boolean } {
  const around = el.closest(`[${TWIN}]`);
  const index = Number(around?.getAttribute(TWIN) ?? Number.NaN);
  return { twin: Number.isInteger(index) ? index : undefined, inside: around !== el };
}
