import type { Source } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

/** A piece of the page's text as a prompt has it. */
export interface Piece {
  /** '' where there is none. */
  heading: string;
  text: string;
  /** Where it stands; '' where nobody knows: then nobody can cite it. */
  anchor: string;
  page: number | undefined;
}

const MOST_SOURCE = 160;

/**
 * The pieces as the text of a prompt, a heading once for those that follow each other under it. With `cite`, those that can be shown are
 * numbered from 1; what looks like such a number in the text of the page is written otherwise.
 */
export function tell(pieces: readonly Piece[], { cite }: { cite: boolean }): string {
  const lines: string[] = [];
  let under = '';
  let number = 0;
  for (const { heading, text, anchor } of pieces) {
    if (heading !== '' && heading !== under) lines.push(cite ? unmarked(heading) : heading);
    under = heading;
    if (!cite) lines.push(text);
    else lines.push(`${anchor === '' ? '' : `[${++number}] `}${unmarked(text)}`);
  }
  return lines.join('\n\n');
}

/** The sources of those pieces, numbered as `tell` does. */
export function sourcesOf(pieces: readonly Piece[], documentKey: string): Source[] {
  return pieces
    .filter(({ anchor }) => anchor !== '')
    .map(({ text, anchor, page }, index) => ({
      number: index + 1,
      anchor,
      documentKey,
      text: clip(oneLine(plain(text)), MOST_SOURCE),
      ...(page !== undefined && { page }),
    }));
}

/** Numbers in brackets: marks of footnotes, or a page that wants to be cited. */
function unmarked(text: string): string {
  return text.replaceAll(/\[(\d{1,4})\]/gu, '($1)');
}

/** Links as their words; pictures as what they show. */
export function withoutLinks(markdown: string): string {
  return markdown
    .replaceAll(/!\[([^\]]*)\]\([^()]*\)/gu, '[$1]')
    .replaceAll(/\[((?:[^\][]|\[[^\]]*\])*)\]\([^()\s]*\)/gu, '$1');
}

function plain(markdown: string): string {
  return withoutLinks(markdown)
    .replaceAll(/^#{1,6}\s|^[-*|>]\s|^\|[\s|:-]+$|\*\*|`/gmu, '')
    .replaceAll(/\\([^\s\p{L}\p{N}])/gu, '$1');
}

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/u;
/** `[2]`, `[1, 3]`, `[2][5]`, `【4】`; not the text of a link. */
const CITED =
  /[ \t]?[[【]\s*(?:(?:passages?|sources?|quellen?|stellen?)\s+)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】](?!\()/giu;

/** An answer whose citations name what was given, each as `[2]`, and the sources that it names. Other numbers are taken out. */
export function cited(answer: string, sources: readonly Source[]): { text: string; sources: Source[] } {
  const named = new Set<Source>();
  const clean = (text: string) =>
    text.replaceAll(CITED, (all: string, numbers: string) => {
      const marks = numbers.split(/[,;]/u).flatMap((number) => {
        const source = sources.find((each) => each.number === Number(number));
        if (source === undefined) return [];
        named.add(source);
        return [`[${source.number}]`];
      });
      const space = /^[ \t]/u.test(all) && marks.length > 0 ? ' ' : '';
      return space + marks.join(' ');
    });
  const text = answer
    .split(CODE)
    .map((part, i) => (i % 2 === 0 ? clean(part) : part))
    .join('')
    .trim();
  return { text, sources: sources.filter((source) => named.has(source)) };
}
