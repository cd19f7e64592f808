/** Words that a person reads in a minute, in silence. */
const WORDS_A_MINUTE = 230;
const WORD = /[\p{L}\p{N}]+(?:[’'.,-][\p{L}\p{N}]+)*/gu;

/** Parts that say something. */
const filled = (parts: readonly string[]) => parts.filter((part) => /[\p{L}\p{N}]/u.test(part)).length;

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function textStatistics({ text, most = 10 }: { text: string; most?: number }) {
  const words = text.match(WORD) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  return {
    characters: Array.from(text).length,
    words: words.length,
    sentences: filled(text.split(/[.!?。！？]+(?=\s|$)|\n{2,}/u)),
    paragraphs: filled(text.split(/\n\s*\n/u)),
    lines: text === '' ? 0 : text.split('\n').length,
    // To a tenth, and no less than that where there is something.
    minutes: Math.ceil((words.length / WORDS_A_MINUTE) * 10) / 10,
    common: [...counts]
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([word, count]) => ({ word, count })),
  };
}
