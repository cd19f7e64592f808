import type { AnchorBook, Spot } from './anchors.ts';
import { squeezed } from './anchors.ts';
import { near, rectOf, rootElementOf, scrollerOf } from './dom.ts';
import { flatText } from './flat-text.ts';
import type { RefBook } from './refs.ts';

/** How long the mark stays, milliseconds. */
const MARK_MS = 4000;
const MOST_BOXES = 60;

interface Books {
  anchors: AnchorBook;
  refs: RefBook;
}

let last: { host: Element; end: () => void } | undefined;

/**
 * Brings an anchor of the article, or an element, into view and marks it for a moment. False where it is not on the page any more. The
 * mark lies outside of the body, where no reader looks, in a closed shadow root, and takes no clicks.
 */
export function show(document: Document, anchor: string, { anchors, refs }: Books): { shown: boolean } {
  const el = refs.find(anchor);
  const spot: Spot | undefined = el === undefined ? anchors.find(anchor) : { el, text: '' };
  if (spot === undefined) return { shown: false };
  open(spot.el);
  const part = spot.text === '' ? undefined : rangeOf(spot);
  bringIntoView(document, part ?? spot.el);
  const boxes = part === undefined ? [rectOf(spot.el)] : linesOf(part);
  if (boxes.every(({ width, height }) => width === 0 && height === 0)) return { shown: false };
  mark(document, boxes);
  return { shown: true };
}

/** What a closed disclosure hides is opened, as the browser's own search does. */
function open(el: Element): void {
  for (
    let at = near(el, 'details');
    at !== null;
    at = at.parentElement === null ? null : near(at.parentElement, 'details')
  ) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
}

function bringIntoView(document: Document, what: Range | Element): void {
  const start = what instanceof Range ? what.startContainer.parentElement : what;
  start?.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  // The beginning of something taller than the window, or far down in its element, is what is wanted.
  const { top, height } = what instanceof Range ? what.getBoundingClientRect() : rectOf(what);
  const view = document.defaultView?.innerHeight ?? 0;
  const wanted = height > view * 0.6 ? view * 0.2 : (view - height) / 2;
  if (top < 0 || top + Math.min(height, view * 0.6) > view) scrollerOf(document).scrollTop += top - wanted;
}

/** The text of the piece inside its element; undefined where it reads otherwise by now, or is all of it. */
function rangeOf({ el, text }: Spot): Range | undefined {
  const nodes = flatText(el);
  const whole = nodes.map((node) => squeezed(node.data));
  const from = whole.join('').indexOf(text);
  if (from === -1 || text === '') return undefined;
  const start = placeOf(nodes, whole, from);
  const end = placeOf(nodes, whole, from + text.length - 1);
  if (start === undefined || end === undefined) return undefined;
  const range = el.ownerDocument.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, Math.min(end.offset + 1, end.node.data.length));
  return range;
}

/** Where the n-th character that is no blank is. */
function placeOf(
  nodes: readonly Text[],
  whole: readonly string[],
  n: number,
): { node: Text; offset: number } | undefined {
  let left = n;
  for (const [i, node] of nodes.entries()) {
    const { length } = whole[i] ?? '';
    if (left >= length) {
      left -= length;
      continue;
    }
    for (let offset = 0; offset < node.data.length; offset++) {
      if (/\s/u.test(node.data.charAt(offset))) continue;
      if (left-- === 0) return { node, offset };
    }
  }
  return undefined;
}

/** One box a line. */
function linesOf(range: Range): DOMRect[] {
  const lines: DOMRect[] = [];
  for (const rect of range.getClientRects()) {
    if (rect.width === 0 || rect.height === 0) continue;
    const same = lines.findIndex(
      (line) => Math.abs(line.top - rect.top) < rect.height / 2 && Math.abs(line.right - rect.left) < 40,
    );
    const line = lines[same];
    if (line === undefined) lines.push(rect);
    else {
      const top = Math.min(line.top, rect.top);
      lines[same] = new DOMRect(line.left, top, rect.right - line.left, Math.max(line.bottom, rect.bottom) - top);
    }
    if (lines.length >= MOST_BOXES) break;
  }
  return lines;
}

function mark(document: Document, boxes: readonly DOMRect[]): void {
  last?.end();
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  host.setAttribute('aria-hidden', 'true');
  set(host, { all: 'initial', position: 'absolute', top: '0', left: '0', width: '0', height: '0', 'pointer-events': 'none', 'z-index': '2147483647' }); // prettier-ignore
  rootElementOf(document).append(host);
  const zero = rectOf(host);
  for (const { left, top, width, height } of boxes) {
    const box = document.createElement('div');
    set(box, {
      position: 'absolute',
      left: `${left - zero.left - 3}px`,
      top: `${top - zero.top - 2}px`,
      width: `${width + 6}px`,
      height: `${height + 4}px`,
      background: 'rgb(255 214 0 / 0.35)',
      outline: '2px solid rgb(180 120 0 / 0.8)',
      'border-radius': '3px',
      'pointer-events': 'none',
    });
    root.append(box);
  }
  const end = () => {
    clearTimeout(timer);
    host.remove();
    last = undefined;
  };
  const timer = setTimeout(end, MARK_MS);
  last = { host, end };
}

function set(el: HTMLElement, style: Record<string, string>): void {
  for (const [name, value] of Object.entries(style)) el.style.setProperty(name, value, 'important');
}
