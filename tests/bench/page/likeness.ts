/** Words of a text in any script; letters of scripts without spaces count one by one. Addresses of markdown links are no words. */
function words(text: string): string[] {
  const plain = text.replaceAll(/\]\([^)\s]*(?:\s"[^"]*")?\)/gu, ']');
  return plain.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** F1 of the words of one text against those of the other, each as often as it is there: 1 where both have the same ones. */
export function likeness(text: string, expected: string): number {
  const wanted = new Map<string, number>();
  const there = words(expected);
  for (const word of there) wanted.set(word, (wanted.get(word) ?? 0) + 1);
  const given = words(text);
  let both = 0;
  for (const word of given) {
    const left = wanted.get(word) ?? 0;
    if (left === 0) continue;
    wanted.set(word, left - 1);
    both += 1;
  }
  return both === 0 ? 0 : (2 * both) / (given.length + there.length);
}
