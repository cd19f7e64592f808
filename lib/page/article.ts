import { isProbablyReaderable, Readability } from '@mozilla/readability';

import { type Article, type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { AnchorBook } from './anchors.ts';
import { copyOf, type Copied } from './copy.ts';
import { attr, baseOf, bodyOf, contentTypeOf, firstElementOf, rootElementOf, textOf, titleOf } from './dom.ts';
import { deadline } from './limits.ts';
import { type Piece, piecesOf } from './markdown.ts';
import { plainText } from './plain.ts';
import { line, prose } from './text.ts';

const MOST_CHARACTERS = 400_000;
/** Milliseconds for the copy; a page that takes longer is read as plain text. */
const COPY_MS = 600;
const PLAIN_MS = 1200;
/** Readability's cost grows faster than the page: above this many elements the whole body is turned into markdown instead. */
const MOST_FOR_READABILITY = 12_000;
/** What Readability found counts as the article when it is this long, and this much of all text (unless the page looks like one). */
const LEAST_ARTICLE = 200;
const LEAST_SHARE = 0.3;

/** A piece of the article, and where it stands. */
interface Placed {
  text: string;
  el: Element | undefined;
  begins: string;
  tight: boolean;
}

interface Body {
  pieces: Placed[];
  from: Article['from'];
  cut: boolean;
  title?: string;
  byline?: string;
}

/** The main text of the page as markdown; the visible text of all of it where there is no article. */
export function articleOf(
  document: Document,
  { documentKey, anchors }: { documentKey: string; anchors: AnchorBook },
): Result<Article, Problem> {
  const body = isText(document) ? rawText(document) : (copied(document) ?? plain(document));
  const joined = join(body.pieces, (el, text) => anchors.nameOf(el, text));
  if (joined.markdown === '') return failure(nothing(document));
  const root = rootElementOf(document);
  const byline = line(body.byline ?? '', 200);
  return success({
    title: line(body.title ?? titleOf(document), 300),
    url: document.URL,
    origin: globalThis.origin,
    lang: line(attr(root, 'lang') ?? attr(root, 'xml:lang') ?? '', 35),
    ...(byline !== '' && { byline }),
    documentKey,
    blocks: joined.blocks,
    markdown: joined.markdown,
    cut: joined.cut || body.cut,
    from: body.from,
  });
}

/** The pieces as one text of at most 400,000 characters, and where in it each is. */
function join(
  pieces: readonly Placed[],
  nameOf: (el: Element, begins: string) => string,
): Pick<Article, 'markdown' | 'blocks' | 'cut'> {
  const blocks: Article['blocks'] = [];
  const parts: string[] = [];
  let length = 0;
  let gap = '';
  for (const { text, el, begins, tight } of pieces) {
    const clean = prose(text)
      .replace(/^\s*\n/u, '')
      .trimEnd();
    if (clean.trim() === '') continue;
    const room = MOST_CHARACTERS - length - gap.length;
    const kept = clean.length <= room ? clean : cutAt(clean, room);
    const start = length + gap.length;
    if (kept !== '') parts.push(gap, kept);
    if (kept !== '') length = start + kept.length;
    const anchor = el === undefined || kept === '' ? '' : nameOf(el, begins);
    if (anchor !== '') blocks.push({ anchor, start, end: length });
    if (kept !== clean) return { markdown: parts.join(''), blocks, cut: true };
    gap = tight ? '\n' : '\n\n';
  }
  return { markdown: parts.join(''), blocks, cut: false };
}

function copied(document: Document): Body | undefined {
  const copy = copyOf(document, deadline(COPY_MS));
  if (!copy.whole) return undefined;
  const base = baseOf(document);
  const bodyLength = lengthOf(copy.document.body);
  if (copy.elements > MOST_FOR_READABILITY || bodyLength < LEAST_ARTICLE) return wholeOf(copy, base);
  const article = readable(copy, { base, bodyLength });
  return article ?? wholeOf(copyOf(document, deadline(COPY_MS)), base);
}

function wholeOf(copy: Copied, base: string): Body {
  return { pieces: placed(piecesOf(copy.document.body, base), copy), from: 'body', cut: false };
}

function placed(pieces: readonly Piece[], { live }: Copied): Placed[] {
  return pieces.map(({ twin, ...piece }) => ({ ...piece, el: twin === undefined ? undefined : live[twin] }));
}

/** What Readability makes of a copy, which it takes apart; undefined where that is no article. */
function readable(copy: Copied, { base, bodyLength }: { base: string; bodyLength: number }): Body | undefined {
  const looksLikeOne = isProbablyReaderable(copy.document);
  let found: HTMLElement | undefined;
  const parsed = attempt(() =>
    new Readability<string>(copy.document, {
      keepClasses: true, // they tell the language of code
      serializer: (node) => {
        if (node instanceof HTMLElement) found = node;
        return '';
      },
    }).parse(),
  );
  if (!parsed || found === undefined) return undefined;
  const length = lengthOf(found);
  if (length < LEAST_ARTICLE || (!looksLikeOne && length < bodyLength * LEAST_SHARE)) return undefined;
  return {
    pieces: placed(piecesOf(found, base), copy),
    from: 'article',
    cut: false,
    ...(parsed.title && { title: parsed.title }),
    ...(parsed.byline && { byline: parsed.byline }),
  };
}

/** Readability throws on some malformed trees; then the body is read. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function plain(document: Document): Body {
  const { lines, cut } = plainText(document, MOST_CHARACTERS, deadline(PLAIN_MS));
  return { pieces: lines.map((each) => ({ ...each, begins: '' })), from: 'body', cut };
}

/** Plain text, JSON, source: as it is. */
function isText(document: Document): boolean {
  const type = contentTypeOf(document);
  return type !== 'text/html' && (type.startsWith('text/') || /\bjson\b|javascript/.test(type)) && !/xml/.test(type);
}

function rawText(document: Document): Body {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const el = bodyOf(document) ?? rootElementOf(document);
  const text = textOf(el) ?? '';
  const parts = text.slice(0, MOST_CHARACTERS + 1).split(/\n[^\S\n]*\n\s*?(?=\S|[^\S\n])/u);
  return {
    pieces: parts.map((part) => ({ text: part, el, begins: part, tight: false })),
    from: 'body',
    cut: text.length > MOST_CHARACTERS,
  };
}

function nothing(document: Document): Problem {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const body = bodyOf(document) ?? null;
  return problem(body === null || firstElementOf(body) === null ? 'page.empty' : 'page.no_text');
}

function lengthOf(el: Element): number {
  return (textOf(el) ?? '').replace(/\s+/g, ' ').length;
}

/** At most `most` characters, at the end of a line or word where one is near. */
function cutAt(text: string, most: number): string {
  if (most <= 0) return '';
  const end = Math.max(text.lastIndexOf('\n', most), most > 4000 ? text.lastIndexOf(' ', most) : -1);
  return text
    .slice(0, end > most - 2000 && end > 0 ? end : most)
    .toWellFormed()
    .trimEnd();
}
