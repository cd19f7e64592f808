import { fold as plain, remembering } from '@/lib/shared/index.ts';

/** Folded, with punctuation as blanks: how names are compared. */
export function fold(text: string): string {
  return plain(text.toWellFormed())
    .replaceAll(/[^\p{L}\p{N}+#%€$£@]+/gu, ' ')
    .trim();
}

// One locale for all: word borders hardly differ by locale, and the host's own would make results differ between machines.
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The words of a text, folded; in languages without blanks too. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text.toWellFormed())) {
    if (isWordLike !== true) continue;
    const word = fold(segment);
    if (word !== '') words.push(word);
  }
  return words;
}

/** A word without the endings that English and German put on it most. Rough, but the same for a question and its text. */
export function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const bare = word.replace(/^(.{3,}?)(ings|ing|ed|ern|en|er|em|es|e)$/, '$1');
  return bare.replace(/^(.{3,}[^s])s$/, '$1').replace(/y$/, 'i');
}

export const stemsOf = remembering((text): readonly string[] => wordsOf(text).map(stem));

const STOP_WORDS = new Set(
  [
    'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its just me my no',
    'not of on one or our out she so some such than that the their them then there these they this to too up us was we were what when',
    'where which who whom why will with would you your please tell about any all also only very more most much many page site here',
    'aber alle als am an auch auf aus bei bin bis das dass dein dem den der des die dies diese dieser dieses dir du ein eine einem einen',
    'einer eines er es fur hat haben ich ihr ihre im in ist ja kann kein keine man mehr mein mich mir mit nach nicht noch nur ob oder',
    'ohne sein seine sich sie sind so uber um und uns unter vom von vor war waren warum was wenn wer wie wir wird wo zu zum zur bitte',
    'seite welche welcher welches wieviel wann doch hier dann denn sehr',
  ].flatMap((line) => line.split(' ')),
);

/** True for words that say little of what a text is about. Takes a folded word, before stemming. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
