import { isProbablyReaderable, Readability } from '@mozilla/readability';

import { type Article, type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, success } from '@/lib/shared/index.ts';

import { copyOf } from './copy.ts';
import { attr, baseOf, bodyOf, contentTypeOf, firstElementOf, rootElementOf, textOf, titleOf } from './dom.ts';
import { deadline } from './limits.ts';
import { markdownOf } from './markdown.ts';
import { plainText } from './plain.ts';
import type { ArticleReader } from './room.ts';
import { line, prose } from './text.ts';

const MOST_CHARACTERS = 200_000;
/** Milliseconds for the copy; a page that takes longer is read as plain text. */
const COPY_MS = 600;
const PLAIN_MS = 1200;
/** Readability's cost grows faster than the page: above this many elements the whole body is turned into markdown instead. */
const MOST_FOR_READABILITY = 12_000;
/** What Readability found counts as the article when it is this long, and this much of all text (unless the page looks like one). */
const LEAST_ARTICLE = 200;
const LEAST_SHARE = 0.3;

interface Body {
  markdown: string;
  from: Article['from'];
  cut: boolean;
  title?: string;
  byline?: string;
}

/** The main text of the page as markdown; the visible text of all of it where there is no article. */
export const articleOf: ArticleReader = (document, { documentKey }) => {
  const body = isText(document) ? rawText(document) : (copied(document) ?? plain(document));
  const markdown = prose(body.markdown).trim();
  if (markdown === '') return failure(nothing(document));
  const cut = markdown.length > MOST_CHARACTERS;
  const root = rootElementOf(document);
  const byline = line(body.byline ?? '', 200);
  return success({
    title: line(body.title ?? titleOf(document), 300),
    url: document.URL,
    origin: globalThis.origin,
    lang: line(attr(root, 'lang') ?? attr(root, 'xml:lang') ?? '', 35),
    ...(byline !== '' && { byline }),
    documentKey,
    blocks: [],
    markdown: cut ? cutAt(markdown, MOST_CHARACTERS) : markdown,
    cut: cut || body.cut,
    from: body.from,
  });
};

function copied(document: Document): Body | undefined {
  const copy = copyOf(document, deadline(COPY_MS));
  if (!copy.whole) return undefined;
  const base = baseOf(document);
  const bodyLength = lengthOf(copy.document.body);
  if (copy.elements <= MOST_FOR_READABILITY && bodyLength >= LEAST_ARTICLE) {
    const article = readable(copy.document, { base, bodyLength });
    if (article !== undefined) return article;
    return { markdown: markdownOf(copyOf(document, deadline(COPY_MS)).document.body, base), from: 'body', cut: false };
  }
  return { markdown: markdownOf(copy.document.body, base), from: 'body', cut: false };
}

/** What Readability makes of a copy, which it takes apart; undefined where that is no article. */
function readable(copy: Document, { base, bodyLength }: { base: string; bodyLength: number }): Body | undefined {
  const looksLikeOne = isProbablyReaderable(copy);
  let found: HTMLElement | undefined;
  const parsed = attempt(() =>
    new Readability<string>(copy, {
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
    markdown: markdownOf(found, base),
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
  const { text, cut } = plainText(document, MOST_CHARACTERS, deadline(PLAIN_MS));
  return { markdown: text, from: 'body', cut };
}

/** Plain text, JSON, source: as it is. */
function isText(document: Document): boolean {
  const type = contentTypeOf(document);
  return type !== 'text/html' && (type.startsWith('text/') || /\bjson\b|javascript/.test(type)) && !/xml/.test(type);
}

function rawText(document: Document): Body {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const text = textOf(bodyOf(document) ?? rootElementOf(document)) ?? '';
  return { markdown: text.slice(0, MOST_CHARACTERS + 1), from: 'body', cut: text.length > MOST_CHARACTERS };
}

function nothing(document: Document): Problem {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
  const body = bodyOf(document) ?? null;
  return problem(body === null || firstElementOf(body) === null ? 'page.empty' : 'page.no_text');
}

function lengthOf(el: Element): number {
  return (textOf(el) ?? '').replace(/\s+/g, ' ').length;
}

/** At most `most` characters, at the end of a line where one is near. */
function cutAt(text: string, most: number): string {
  const end = text.lastIndexOf('\n', most);
  return text.slice(0, end > most - 2000 ? end : most).toWellFormed();
}
