import { bodyOf, childrenOf, laidOut, nextOf, rootElementOf, shown, tagOf } from './dom.ts';

const BLOCKS = new Set(
  ['p', 'div', 'section', 'article', 'main', 'header', 'footer', 'aside', 'nav', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'tr',
    'blockquote', 'pre', 'figure', 'figcaption', 'form', 'fieldset', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'br', 'details',
    'summary', 'label', 'address', 'body'],
); // prettier-ignore
const SKIPPED = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'select',
  'textarea',
  'canvas',
  'iframe',
  'title',
]);

interface Level {
  el: Element;
  next: Node | null;
  list: readonly Node[] | undefined;
  at: number;
  mute: boolean;
}

/** The visible text of the page in reading order, for pages too big to be copied: headings, list items and rows stay lines. */
export function plainText(document: Document, most: number, over: () => boolean): { text: string; cut: boolean } {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const stack: Level[] = [levelOf(bodyOf(document) ?? rootElementOf(document))];
  const parts: string[] = [];
  let length = 0;
  const put = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.list === undefined ? level.next : (level.list[level.at++] ?? null);
    if (node === null) {
      stack.pop();
      if (BLOCKS.has(tagOf(level.el))) put('\n');
      continue;
    }
    if (level.list === undefined) level.next = nextOf(node);
    if (length > most * 2 || over()) return { text: tidy(parts), cut: true };
    if (node instanceof Text) {
      if (!level.mute) put(node.data.slice(0, most));
    } else if (node instanceof Element && !SKIPPED.has(tagOf(node)) && laidOut(node)) {
      put(opening(tagOf(node)));
      stack.push(levelOf(node));
    }
  }
  return { text: tidy(parts), cut: false };
}

function levelOf(el: Element): Level {
  const { first, list } = childrenOf(el);
  return { el, next: first, list, at: 0, mute: !shown(el) };
}

function opening(tag: string): string {
  if (/^h[1-6]$/.test(tag)) return `\n\n${'#'.repeat(Number(tag[1]))} `;
  if (tag === 'li') return '\n- ';
  if (tag === 'td' || tag === 'th') return ' | ';
  return BLOCKS.has(tag) ? '\n' : '';
}

function tidy(parts: readonly string[]): string {
  return parts
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^(#+|-|\|) ?\n+/gm, '')
    .trim();
}
