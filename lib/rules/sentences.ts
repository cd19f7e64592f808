import { clip, oneLine } from '@/lib/shared/index.ts';

/** Longest quote, characters. A longer sentence is clipped, with an ellipsis. */
const MAX_QUOTE = 500;

/** Ends that look like the end of a sentence and mostly are none. */
const ABBREVIATION =
  /(?:^|[\s(„“"])(?:\p{L}|\p{L}\.\s?\p{L}|dr|mr|mrs|ms|prof|st|jr|sr|vs|etc|e\.g|i\.e|cf|fig|no|vol|approx|inc|ltd|co|dept|est|al|nr|bzw|ca|evtl|ggf|usw|vgl|inkl|str|tel|abb|bd|hrsg|mio|mrd|mind|max|min|bsp)\.$/iu;

/** The sentences of an article's running text: headings, code, tables, pictures and lists of links are left out. */
export function sentencesOf(markdown: string, lang: string): string[] {
  const segmenter = segmenterFor(lang);
  return blocksOf(markdown).flatMap((block) => splitBlock(block, segmenter));
}

function segmenterFor(lang: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(lang === '' ? 'en' : lang, { granularity: 'sentence' });
  } catch {
    // Pages say all sorts of things in lang=.
    return new Intl.Segmenter('en', { granularity: 'sentence' });
  }
}

/** Paragraphs and list items as plain text, one line each. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let open: string[] = [];
  let fence: string | undefined;
  const close = () => {
    const text = plain(open.join(' '));
    if (text !== '') blocks.push(text);
    open = [];
  };
  for (const line of markdown.toWellFormed().split('\n')) {
    const [mark] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark?.trim().startsWith(fence) === true) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      close();
      fence = mark.trim();
    } else if (isNoProse(line)) {
      close();
    } else if (/^\s*([-*+]|\d{1,9}[.)])\s+/.test(line)) {
      close();
      open.push(line.replace(/^\s*([-*+]|\d{1,9}[.)])\s+/, ''));
    } else {
      open.push(line.replace(/^\s*(>\s?)+/, ''));
    }
  }
  close();
  return blocks;
}

function isNoProse(line: string): boolean {
  const text = line.trim();
  if (text === '' || /^(#{1,6}\s|\||<\/?table|\[\^?[^\]]*\]:|(-{3,}|\*{3,}|_{3,}|=+)$)/.test(text)) return true;
  // Indented code, and rows of a table without borders.
  if (/^( {4}|\t)/.test(line) && !/^\s*([-*+]|\d+[.)])\s/.test(line)) return true;
  // A line that is little else but links is a menu.
  const links = text.match(/!?\[[^\]]*\]\([^)]*\)/g) ?? [];
  if (links.length === 0) return false;
  const rest = links.reduce((left, link) => left.replace(link, ''), text).replaceAll(/[^\p{L}\p{N}]/gu, '');
  return rest.length < 20;
}

/**
 * Inline markdown off, down to the words that a reader of the page sees. The article's markdown (lib/page) has no HTML, writes emphasis by
 * `*` alone and escapes only what would change a line: everything else that looks like markup is the page's own text.
 */
function plain(markdown: string): string {
  return oneLine(
    markdown
      .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, ' ')
      // A link of digits only is a footnote mark.
      .replaceAll(/\[\[?\^?\d+\]?\]\([^()]*\)/g, '')
      .replaceAll(/\[((?:[^\][]|\[[^\]]*\])*)\]\((?:[^()]|\([^)]*\))*\)/g, '$1')
      .replaceAll(/(?<!\\)(\*\*|~~|`)/g, '')
      .replaceAll(/(?<![\\\p{L}\p{N}])\*(?=\S)|(?<=[^\s\\])\*(?![\p{L}\p{N}])/gu, '')
      .replaceAll(/\\([#>`~|])/g, '$1'),
  );
}

function splitBlock(block: string, segmenter: Intl.Segmenter): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(block)) {
    // "z. B. so", "Dr. Who", "at 5 p.m. he": what goes on in lower case, or after an abbreviation, is the same sentence.
    if (open !== '' && (ABBREVIATION.test(open.trimEnd()) || /^\p{Ll}/u.test(segment))) {
      open += segment;
    } else {
      if (open !== '') sentences.push(open);
      open = segment;
    }
  }
  sentences.push(open);
  return sentences.map((sentence) => clip(sentence.trim(), MAX_QUOTE)).filter((sentence) => sentence !== '');
}
