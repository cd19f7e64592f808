import type { PageFacts } from '@/lib/contracts/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { all, attr, laidOut, one, rootElementOf, tagOf, textOf, titleOf } from './dom.ts';
import { roleOf, widgetOf } from './interactive.ts';
import { nameOf } from './name.ts';
import { isSecret } from './secret.ts';
import { line } from './text.ts';

const MOST = { meta: 40, metaText: 500, pieces: 20, structured: 20_000, forms: 20, fields: 40, headings: 100 } as const;
/** Names under which pages say what they are: Open Graph, its kin of books and articles, and the old ones. */
const META = /^(og|article|book|profile|product|twitter|dc|dcterms|citation_?\w*)[:._]|^(description|author|keywords|date|generator|robots|application-name|theme-color)$/iu; // prettier-ignore
const FIELDS = 'input:not([type="hidden"]), select, textarea, button, [contenteditable="true"], [contenteditable=""]';

/** What the page says of itself. Values of fields are no part of it. */
export function factsOf(document: Document): PageFacts {
  const root = rootElementOf(document);
  const link = one(document, 'link[rel~="canonical"][href]');
  const canonical = link === null ? null : URL.parse(attr(link, 'href') ?? '', document.baseURI);
  return {
    url: document.URL,
    title: line(titleOf(document), 300),
    lang: line(attr(root, 'lang') ?? attr(root, 'xml:lang') ?? '', 35),
    ...(canonical !== null && /^https?:$/u.test(canonical.protocol) && { canonical: canonical.href.slice(0, 2048) }),
    meta: metaOf(document),
    structured: structuredOf(document),
    forms: formsOf(document),
    headings: headingsOf(document),
  };
}

function metaOf(document: Document): Record<string, string> {
  const found = new Map<string, string>();
  for (const el of all(document, 'meta[content]').slice(0, 500)) {
    const name = line(attr(el, 'property') ?? attr(el, 'name') ?? attr(el, 'itemprop') ?? '', 80).toLowerCase();
    const text = line(attr(el, 'content') ?? '', MOST.metaText);
    if (!META.test(name) || text === '' || found.has(name)) continue;
    found.set(name, text);
    if (found.size >= MOST.meta) break;
  }
  return Object.fromEntries(found);
}

/** JSON-LD that parses, as long as there is room for it. */
function structuredOf(document: Document): unknown[] {
  const pieces: unknown[] = [];
  let room: number = MOST.structured;
  for (const script of all(document, 'script[type="application/ld+json" i]').slice(0, MOST.pieces * 2)) {
    const text = textOf(script) ?? '';
    if (text.length > room || pieces.length >= MOST.pieces) continue;
    const piece = fromJson(text.toWellFormed());
    if (piece === undefined) continue;
    pieces.push(piece);
    room -= text.length;
  }
  return pieces;
}

function formsOf(document: Document): PageFacts['forms'] {
  return all(document, 'form, [role="form" i], [role="search" i]')
    .slice(0, MOST.forms)
    .map((form) => ({
      name: line(nameOf(form, roleOf(form)), 120),
      method: (attr(form, 'method') ?? 'get').toLowerCase() === 'post' ? 'post' : 'get',
      fields: all(form, FIELDS)
        .filter((field) => laidOut(field) && !isSecret(field))
        .slice(0, MOST.fields)
        .map((field) => line(nameOf(field, widgetOf(field)?.role ?? roleOf(field)), 120))
        .filter((name) => name !== ''),
    }));
}

function headingsOf(document: Document): PageFacts['headings'] {
  return all(document, 'h1, h2, h3, h4, h5, h6, [role="heading" i]')
    .slice(0, MOST.headings * 5)
    .filter((el) => laidOut(el))
    .map((el) => ({ level: levelOf(el), text: line(textOf(el) ?? '', 200) }))
    .filter(({ text }) => text !== '')
    .slice(0, MOST.headings);
}

function levelOf(el: Element): number {
  const level = Number(attr(el, 'aria-level') ?? tagOf(el).slice(1));
  return Number.isInteger(level) && level >= 1 && level <= 6 ? level : 2;
}
