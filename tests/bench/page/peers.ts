/*
 * What is measured beside Locus, in the page's own world, as `benchPeers`. Each call leaves what it made in `last`, so that no
 * figure holds the way out of the browser.
 */
import { isProbablyReaderable, Readability } from '@mozilla/readability';
import { PageController } from '@page-agent/page-controller';
import Defuddle from 'defuddle/full';
import TurndownService from 'turndown';

export interface Said {
  text: string;
  /** Of an article: its text without the title. */
  main?: string;
  /** Elements that it names for acting on; undefined for those that only read. */
  refs?: number;
}

/** Documents and open shadow roots of the page, found before anything is measured: a walk goes over each of them. */
let roots: Node[] = [document];
const controllers = new Map<number, PageController>();

function rootsIn(root: Document | ShadowRoot): Node[] {
  const found: Node[] = [root];
  for (const el of root.querySelectorAll('*')) {
    if (el.shadowRoot !== null) found.push(...rootsIn(el.shadowRoot));
    if (el instanceof HTMLIFrameElement && el.contentDocument !== null) found.push(...rootsIn(el.contentDocument));
  }
  return found;
}

function walk(show: number, see: (node: Node) => void): void {
  for (const root of roots) {
    const walker = document.createTreeWalker(root, show);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) see(node);
  }
}

/** The least that anybody pays who looks at every element and text. */
function bareWalk(): Said {
  let nodes = 0;
  walk(NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, () => {
    nodes += 1;
  });
  return { text: '', refs: nodes };
}

/** The same, reading what a reader cannot do without: the name of each element, and each text. */
function walkWithText(): Said {
  let length = 0;
  walk(NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    length += node.nodeType === 3 ? (node.nodeValue ?? '').length : node.nodeName.length;
  });
  return { text: '', refs: length };
}

/** What is paid by those who ask every element for style and place. */
function walkWithLayout(): Said {
  let shown = 0;
  walk(NodeFilter.SHOW_ELEMENT, (node) => {
    if (!('getBoundingClientRect' in node)) return;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an element of another frame is no instance of this one's Element
    const el = node as Element;
    const style = getComputedStyle(el);
    if (style.display === 'none' || style.visibility !== 'visible') return;
    const { width, height } = el.getBoundingClientRect();
    if (width > 0 && height > 0) shown += 1;
  });
  return { text: '', refs: shown };
}

const CANDIDATES =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [role], [tabindex], [onclick], [contenteditable]';
const SHOWN = { visibilityProperty: true, opacityProperty: true };

/**
 * The least that gives anything like a view: what one selector finds, with its text, its ARIA attributes, its box and one hit test; texts by
 * the visibility of their parent; all as JSON. No names by the rules, no regions, rows, shadow roots, pointers, covers by more than one point.
 */
function leastView(): Said {
  const elements = [...document.querySelectorAll(CANDIDATES)].flatMap((el, at) => {
    if (!el.checkVisibility(SHOWN)) return [];
    const { left, right, top, bottom, width, height } = el.getBoundingClientRect();
    if (width === 0 || height === 0) return [];
    const near = bottom > 0 && top < innerHeight;
    const hit = near ? document.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null;
    const where = !near ? 'offscreen' : hit !== null && el.contains(hit) ? 'in' : 'covered';
    const name = (el.getAttribute('aria-label') ?? el.textContent).trim().slice(0, 120);
    const states = el
      .getAttributeNames()
      .flatMap((key) => (key.startsWith('aria-') ? [key, el.getAttribute(key)] : []));
    return [{ ref: `e${at}`, role: el.getAttribute('role') ?? el.localName, name, states, where, href: el.getAttribute('href') }]; // prettier-ignore
  });
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && texts.length < 300; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').trim();
    if (text !== '' && node.parentElement?.checkVisibility(SHOWN) === true) texts.push(text.slice(0, 600));
  }
  return { text: '', refs: JSON.stringify({ elements, texts }) === '' ? 0 : elements.length };
}

/** `viewport`: pixels beyond the screen; -1 for the whole page, which is the default of page-agent. */
async function pageAgent(viewport: number): Promise<Said> {
  const controller = controllers.get(viewport) ?? new PageController({ viewportExpansion: viewport });
  controllers.set(viewport, controller);
  const { header, content, footer } = await controller.getBrowserState();
  const named: unknown = Reflect.get(controller, 'selectorMap');
  return { text: `${header}\n${content}\n${footer}`, refs: named instanceof Map ? named.size : 0 };
}

function readability(): Said {
  const copy = document.cloneNode(true);
  if (!(copy instanceof Document)) throw new TypeError('no copy of the document');
  const article = new Readability(copy).parse();
  if (article === null) return { text: '' };
  const markdown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced' });
  const main = markdown.turndown(article.content ?? '');
  return { text: `${article.title ?? ''}\n\n${main}`, main };
}

function defuddle(): Said {
  const { contentMarkdown, content } = new Defuddle(document, {
    markdown: true,
    url: document.URL,
    useAsync: false,
  }).parse();
  const main = contentMarkdown ?? content;
  return { text: main, main };
}

const peers: Record<string, () => Said | Promise<Said>> = {
  empty: () => ({ text: '' }),
  bareWalk,
  walkWithText,
  walkWithLayout,
  leastView,
  innerText: () => ({ text: document.body.innerText }),
  pageAgentViewport: () => pageAgent(0),
  pageAgentFull: () => pageAgent(-1),
  readability,
  defuddle,
};

const bench = {
  last: { text: '' },
  prepare(): number {
    roots = rootsIn(document);
    return roots.reduce(
      (sum, root) => sum + (root instanceof Document || 'querySelectorAll' in root ? countIn(root) : 0),
      0,
    );
  },
  readerable: () => isProbablyReaderable(document),
  async run(name: string): Promise<void> {
    const peer = peers[name];
    if (peer === undefined) throw new Error(`no peer ${name}`);
    bench.last = await peer();
  },
  /** Takes page-agent's overlays out of the page again. */
  async clean(): Promise<void> {
    for (const controller of controllers.values()) await controller.cleanUpHighlights();
  },
};

function countIn(root: Node): number {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  let count = 0;
  while (walker.nextNode() !== null) count += 1;
  return count;
}

Object.assign(globalThis, { benchPeers: bench });
