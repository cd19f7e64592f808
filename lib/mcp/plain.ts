import { clip } from '@/lib/shared/index.ts';

/** Letters that are not seen or turn others round, of format, of nobody, and those that may be left out of sight. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const CONTROL = /(?![\n\t])\p{Cc}/gu;

/** A stranger's text as it may be read: nothing in it that is not seen, and not longer than `most`. */
export function plain(text: string, most: number): string {
  // Cut first: what is far too long is not looked at to its end.
  return clip(text.slice(0, most * 4).toWellFormed().replaceAll(UNSEEN, '').replaceAll(CONTROL, ' '), most); // prettier-ignore
}

/** The same in one line. */
export function plainLine(text: string, most: number): string {
  return plain(text.replaceAll(/\s+/gu, ' '), most).trim();
}
