import { bodyOf, childrenOf, isMute, laidOut, nextOf, rootElementOf, tagOf } from './dom.ts';

/** Each begins a line. */
const BLOCKS = new Set(
  ['p', 'div', 'section', 'article', 'main', 'header', 'footer', 'aside', 'nav', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'tr',
    'blockquote', 'pre', 'figure', 'figcaption', 'form', 'fieldset', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'br', 'details',
    'summary', 'label', 'address', 'body'],
); // prettier-ignore
/** Of these, each is a paragraph. */
const PARAGRAPH = /^(?:p|h[1-6]|blockquote|pre)$/;
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

/** A line of text and the box it stands in. */
export interface Line {
  text: string;
  el: Element;
  /** The next line belongs to the same list, table or box. */
  tight: boolean;
}

/** The visible text of the page in reading order, for pages too big to be copied: headings, list items and rows stay lines. */
export function plainText(document: Document, most: number, over: () => boolean): { lines: Line[]; cut: boolean } {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const stack: Level[] = [levelOf(bodyOf(document) ?? rootElementOf(document))];
  const lines = new Lines();
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.list === undefined ? level.next : (level.list[level.at++] ?? null);
    if (node === null) {
      stack.pop();
      lines.close(level.el);
      continue;
    }
    if (level.list === undefined) level.next = nextOf(node);
    if (lines.length > most * 2 || over()) return { lines: lines.end(), cut: true };
    if (node instanceof Text) {
      if (!level.mute) lines.put(node.data.slice(0, most), level.el);
    } else if (node instanceof Element && !SKIPPED.has(tagOf(node)) && laidOut(node)) {
      lines.open(node);
      stack.push(levelOf(node));
    }
  }
  return { lines: lines.end(), cut: false };
}

function levelOf(el: Element): Level {
  const { first, list } = childrenOf(el);
  return { el, next: first, list, at: 0, mute: isMute(el) };
}

class Lines {
  length = 0;
  readonly #lines: Line[] = [];
  #parts: string[] = [];
  #mark = '';
  #el: Element | undefined;

  open(el: Element): void {
    const tag = tagOf(el);
    if (tag === 'td' || tag === 'th') this.#parts.push(' | ');
    if (!BLOCKS.has(tag)) return;
    this.#end(!PARAGRAPH.test(tag));
    this.#el = el;
    if (/^h[1-6]$/.test(tag)) this.#mark = `${'#'.repeat(Number(tag[1]))} `;
    else if (tag === 'li') this.#mark = '- ';
  }

  put(text: string, el: Element): void {
    this.length += text.length;
    this.#parts.push(text);
    this.#el ??= el;
  }

  close(el: Element): void {
    if (!BLOCKS.has(tagOf(el))) return;
    this.#end(!PARAGRAPH.test(tagOf(el)));
    this.#mark = '';
  }

  end(): Line[] {
    this.#end(false);
    return this.#lines;
  }

  #end(tight: boolean): void {
    const text = this.#parts.join('').replace(/\s+/g, ' ').trim();
    const last = this.#lines.at(-1);
    if (text !== '' && text !== '|' && this.#el !== undefined) {
      this.#lines.push({ text: `${this.#mark}${text}`, el: this.#el, tight });
      this.#mark = '';
    } else if (last !== undefined && !tight) last.tight = false;
    this.#parts = [];
    this.#el = undefined;
  }
}
