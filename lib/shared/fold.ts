// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const ASCII = /^[\u0000-\u007F]*$/;

/** Lower case and without accents, as the words of an ask are. */
export function fold(text: string): string {
  return ASCII.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** The same as one line: how labels and texts are compared. */
export function foldLine(text: string): string {
  return fold(text).replace(/\s+/g, ' ').trim();
}
