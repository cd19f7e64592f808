import { inOrder, type Line, linesOf, median, paragraphsOf, type Piece } from './layout.ts';

const MOST_CHARACTERS = 400_000;

/** The text of a PDF as markdown, and on which page each block is. */
export interface PdfText {
  markdown: string;
  /** `[start, end)` in UTF-16 units of the markdown; pages from 1. */
  blocks: { start: number; end: number; page: number }[];
  cut: boolean;
}

/** Lines at the edge of a page among which headers and footers are looked for. */
const EDGE = 3;
/** They stand on this many pages, and this share of all. */
const LEAST_PAGES = 3;
const LEAST_SHARE = 0.3;
/** Room between them and the text, by their size. */
const APART = 1.6;
/** Larger than most text: a heading. */
const LARGE = 1.15;

/** Pages in their order; each in its pieces, as the file has them. */
export function textOf(pages: readonly (readonly Piece[])[]): PdfText {
  const all = pages.map((pieces) => linesOf(pieces));
  const body = bodySize(all.flat());
  const kept = withoutFurniture(all, body);
  const words = wordsIn(kept.flat());
  const blocks: PdfText['blocks'] = [];
  const parts: string[] = [];
  let length = 0;
  for (const [i, lines] of kept.entries()) {
    for (const column of inOrder(lines)) {
      for (const { text, size, lines: count } of paragraphsOf(column, (word) => words.has(word))) {
        const gap = length === 0 ? '' : '\n\n';
        const block = clean(headed(text, { ratio: body === 0 ? 1 : size / body, count }));
        if (block === '') continue;
        const start = length + gap.length;
        if (start + block.length > MOST_CHARACTERS) return { markdown: parts.join(''), blocks, cut: true };
        parts.push(gap, block);
        length = start + block.length;
        blocks.push({ start, end: length, page: i + 1 });
      }
    }
  }
  return { markdown: parts.join(''), blocks, cut: false };
}

/** Page numbers, running titles and the like: what stands at the edge of many pages, but for its numbers. */
function withoutFurniture(pages: readonly Line[][], body: number): Line[][] {
  const least = Math.max(LEAST_PAGES, pages.length * LEAST_SHARE);
  const seen = new Map<string, number>();
  const edges = pages.map(
    (lines) =>
      new Map(
        edgeOf(lines)
          .filter(({ size }) => size < LARGE * body)
          .map((line) => [line, keyOf(line)]),
      ),
  );
  for (const edge of edges) for (const key of new Set(edge.values())) seen.set(key, (seen.get(key) ?? 0) + 1);
  return pages.map((lines, i) => lines.filter((line) => (seen.get(edges[i]?.get(line) ?? '') ?? 0) < least));
}

function apart(from: readonly Line[]): readonly Line[] {
  for (let count = Math.min(EDGE, from.length - 1); count > 0; count--) {
    const [last, next] = [from[count - 1], from[count]];
    if (last !== undefined && next !== undefined && Math.abs(last.y - next.y) > APART * last.size)
      return from.slice(0, count);
  }
  return from.length === 1 ? from : [];
}

/** Lines at the top and at the foot that stand apart from the rest. */
function edgeOf(lines: readonly Line[]): Line[] {
  return [...apart(lines), ...apart(lines.toReversed())];
}

function keyOf({ text, y }: Line): string {
  return `${Math.round(y / 12)} ${text.toLowerCase().replaceAll(/\d+|\b[ivxlc]+\b/gu, '#')}`;
}

/** Size of most letters. */
function bodySize(lines: readonly Line[]): number {
  const sizes = new Map<number, number>();
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 2) / 2;
    sizes.set(rounded, (sizes.get(rounded) ?? 0) + text.length);
  }
  const [most] = [...sizes].toSorted((a, b) => b[1] - a[1]);
  return most?.[0] ?? median(lines.map(({ size }) => size));
}

function wordsIn(lines: readonly Line[]): Set<string> {
  const words = new Set<string>();
  for (const { text } of lines) {
    // The last word of a line may be half a word.
    for (const word of text
      .replace(/\S+[-\u00AD\u2010]$/u, '')
      .toLowerCase()
      .match(/\p{L}+(?:-\p{L}+)*/gu) ?? [])
      words.add(word);
  }
  return words;
}

const HEADING = 200;

/** Large and short: a heading. What would be markup at the beginning of another block is escaped. */
function headed(text: string, { ratio, count }: { ratio: number; count: number }): string {
  if (ratio < LARGE || count > 3 || text.length > HEADING || !/\p{L}/u.test(text)) {
    return text.replace(/^(#{1,6}\s|>|```|~~~)/u, String.raw`\$1`).replace(/^[•◦‣▪●○■□·]\s+/u, '- ');
  }
  return `${ratio >= 1.6 ? '#' : ratio >= 1.3 ? '##' : '###'} ${text}`;
}

/** Ligatures as letters; nothing that is not seen. */
function clean(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(
      // oxlint-disable-next-line no-control-regex -- they are what is taken out
      /[\u0000-\u001F\u007F-\u009F\u00AD\u200B\u2028\u2029\uFEFF\uFFFD]|\p{Co}|[\u202A-\u202E\u2066-\u2069]/gu,
      '',
    )
    .toWellFormed()
    .trim();
}
