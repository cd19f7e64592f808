import { fold } from '@/lib/shared/index.ts';

/**
 * A text as wasm/policy reads it, which has no tables of Unicode: lower case, no accents, only words of letters, with one separator
 * between two of them: a blank for a blank or hyphen, `_`, or a line feed for anything else.
 */
export function folded(text: string): string {
  // "checkOut", "btnDelete": names of nameless things are often written so.
  const apart = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  // Folding takes characters apart; those that are letters of their own (Hangul) come together again.
  const words = fold(apart).normalize('NFC').replaceAll(/[^\p{L}]+/gu, separator); // prettier-ignore
  return words.replaceAll(/^[ _\n]|[ _\n]$/gu, '');
}

function separator(between: string): string {
  if (between === ' ' || between === '-') return ' ';
  return between === '_' ? '_' : '\n';
}

/** The hosts that the user named in their own words. */
export function hostsNamed(text: string): Set<string> {
  const hosts = new Set<string>();
  for (const [word] of text.matchAll(/[^\s"'“”„<>()]+/gu)) {
    const address = word.replace(/[.,;:!?]+$/u, '');
    if (!/^(https?:\/\/|localhost\b)|^[^/@]+\.\p{L}{2,}/iu.test(address) && !/^\d{1,3}(\.\d{1,3}){3}/.test(address))
      continue;
    const url = URL.parse(/^https?:\/\//i.test(address) ? address : `https://${address}`);
    if (url !== null && url.username === '') hosts.add(url.hostname);
  }
  return hosts;
}

/** True where each word of the text is one of the user's; where there is none, the user wrote it as it stands. */
export function isOf(text: string, spoken: string): boolean {
  const words = wordsIn(text);
  const known = new Set(wordsIn(spoken));
  return words.length === 0 ? spoken.includes(text.trim()) : words.every((word) => known.has(word));
}

function wordsIn(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}
