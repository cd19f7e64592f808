import { lexer, type MarkedToken, type Token } from 'marked';
import { type ComponentChildren, h, type VNode } from 'preact';

import { impossible } from '@/lib/shared/index.ts';

import { CitedText } from './sources.tsx';

/** Beyond this, characters, text is shown without its marks: the lexer takes quadratic time for hostile input. */
const MAX_MARKED = 20_000;
/** Only the end of the last block can be half written; a bound keeps hostile text from costing more than its length. */
const MAX_TAIL = 2000;
const MAX_DEPTH = 24;

/**
 * Markdown as elements. The text may come from a model that read a hostile page, so nothing here makes HTML of a string: tokens
 * become vnodes, raw HTML is shown as text, images are not loaded, and only http and https links are links.
 * `streaming`: the text has no end yet; half-written marks are closed or held back, so that nothing flickers.
 */
export function Markdown({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const whole = text.toWellFormed();
  const marked = whole.slice(0, MAX_MARKED);
  const rest = whole.slice(MAX_MARKED);
  return (
    <div class="markdown" dir="auto">
      {nodes(read(streaming && rest === '' ? settle(marked) : marked), 0)}
      {rest !== '' && <p class="rest">{rest}</p>}
    </div>
  );
}

function read(text: string): Token[] {
  try {
    return lexer(text, { gfm: true });
  } catch {
    // Thousands of nested marks overflow the lexer's stack. Nobody writes that; it is shown as it stands.
    return [{ type: 'escape', raw: text, text }];
  }
}

function known(tokens: readonly Token[] | undefined): MarkedToken[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no extension is installed, so no generic token can come
  return (tokens ?? []) as MarkedToken[];
}

function nodes(tokens: readonly Token[] | undefined, depth: number): ComponentChildren {
  const all = known(tokens);
  if (depth > MAX_DEPTH) return all.map(({ raw }) => raw).join('');
  return all.map((token, key) => node(token, key, depth + 1));
}

function node(token: MarkedToken, key: number, depth: number): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return (
        <p key={key} class="heading" role="heading" aria-level={Math.min(6, token.depth + 2)} dir="auto">
          {nodes(token.tokens, depth)}
        </p>
      );
    case 'paragraph':
      return wrap('p', key, nodes(token.tokens, depth));
    case 'blockquote':
      return wrap('blockquote', key, nodes(token.tokens, depth));
    case 'list':
      return list(token, key, depth);
    case 'list_item':
      return wrap('li', key, nodes(token.tokens, depth));
    case 'code':
      return code(token.text, key);
    case 'table':
      return table(token, key, depth);
    case 'hr':
      return <hr key={key} />;
    case 'br':
      return <br key={key} />;
    case 'strong':
      return <strong key={key}>{nodes(token.tokens, depth)}</strong>;
    case 'em':
      return <em key={key}>{nodes(token.tokens, depth)}</em>;
    case 'del':
      return <del key={key}>{nodes(token.tokens, depth)}</del>;
    case 'codespan':
      return wrap('code', key, token.text);
    case 'link':
      return <Link key={key} href={token.href} text={plain(token.tokens)} inside={nodes(token.tokens, depth)} />;
    case 'image':
      return <Link key={key} href={token.href} text={token.text} inside={token.text || token.href} />;
    case 'checkbox':
      return <span key={key}>{token.checked ? '☑ ' : '☐ '}</span>;
    case 'text':
      return token.tokens === undefined ? (
        <CitedText key={key} text={unescape(token.text)} />
      ) : (
        nodes(token.tokens, depth)
      );
    case 'escape':
      return token.text;
    case 'html':
      return token.raw;
    default:
      return impossible(token);
  }
}

function wrap(tag: 'p' | 'blockquote' | 'li' | 'code', key: number, inside: ComponentChildren): VNode {
  return h(tag, { key, dir: 'auto' }, inside);
}

function code(text: string, key: number): VNode {
  return (
    <pre key={key} tabIndex={0}>
      <code dir="ltr">{text}</code>
    </pre>
  );
}

function list(token: Extract<MarkedToken, { type: 'list' }>, key: number, depth: number): VNode {
  const items = token.items.map((item, index) => wrap('li', index, nodes(item.tokens, depth)));
  if (!token.ordered) return <ul key={key}>{items}</ul>;
  return (
    <ol key={key} start={typeof token.start === 'number' ? token.start : 1}>
      {items}
    </ol>
  );
}

function table(token: Extract<MarkedToken, { type: 'table' }>, key: number, depth: number): VNode {
  const cells = (tag: 'th' | 'td', row: readonly { tokens: Token[] }[]) =>
    row.map((cell, column) => h(tag, { key: column, dir: 'auto' }, nodes(cell.tokens, depth)));
  return (
    <div key={key} class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>{cells('th', token.header)}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>{cells('td', row)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Opens http and https in a new tab. Where the text does not show the real host, the host stands behind it. */
function Link({ href, text, inside }: { href: string; text: string; inside: ComponentChildren }) {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return <span>{inside}</span>;
  const shows = text.toLowerCase().includes(url.host);
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      {inside}
      {!shows && <span class="host"> ({url.host})</span>}
    </a>
  );
}

function plain(tokens: readonly Token[] | undefined): string {
  return (tokens ?? []).map((token) => ('text' in token && typeof token.text === 'string' ? token.text : '')).join('');
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** The entities that models write; as text they go into a text node, so this can make no markup. */
function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Text whose end is still to come, made whole: what is half written is closed or held back. */
export function settle(text: string): string {
  const fences = text.match(/^ {0,3}(```|~~~)/gm)?.length ?? 0;
  if (fences % 2 === 1) return text; // inside a code block everything is as it stands
  const start = Math.max(text.lastIndexOf('\n\n') + 1, text.length - MAX_TAIL);
  const head = text.slice(0, start);
  let tail = text.slice(start);
  // The beginning of a list, heading, rule or table row says nothing yet, and may turn the line above into a heading.
  tail = tail.replace(/(^|\n)[ \t]*([-*+=_#>|`~:]+|\d{1,3}[.)]?)[ \t]*$/, '$1');
  // A link or image whose address is not all there yet: its text alone.
  tail = tail.replace(/!?\[([^\]\n]*)\](\([^)\n]*)?$/, '$1').replace(/!?\[([^\]\n]*)$/, '$1');
  tail = tail.replace(/<[^>\s]*$/, '');
  return head + closed(tail);
}

function closed(tail: string): string {
  // Marks at the very end are of a pair that just closes, or just opens. What is open after that is closed.
  let whole = tail.replace(/[*_~`]+$/, '').trimEnd();
  for (const mark of ['`', '~~', '**', '__', '*', '_']) {
    const at = whole.lastIndexOf(mark);
    const single = mark === '*' || mark === '_' ? whole.replaceAll(mark + mark, '') : whole;
    if ((single.split(mark).length - 1) % 2 === 0 || !opens(whole, at, mark.length)) continue;
    whole += mark;
  }
  return whole;
}

/** A mark opens where a word begins: `2 * 3` and `snake_case` hold none. */
function opens(text: string, at: number, length: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + length] ?? ' ';
  return /[\s\p{P}\p{S}]/u.test(before) && !/\s/.test(after);
}
