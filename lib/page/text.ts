import { clip, oneLine } from '@/lib/shared/index.ts';

/**
 * What a reader cannot see but a model can, or what turns text around: soft hyphen, zero-width marks, bidi controls, fillers without
 * a glyph, tags and variation selectors (used to smuggle instructions), private use (glyphs of icon fonts). Single joiners and the
 * emoji selector stay: emoji and Persian need them; rows of them can only carry something hidden.
 */
const UNSEEN =
  // oxlint-disable-next-line no-misleading-character-class -- the joiners themselves are meant
  /[[\p{Default_Ignorable_Code_Point}\p{Co}\u2800\uFFF9-\uFFFB]--[\u200C\u200D\uFE0F]]|[\u200C\u200D\uFE0F]{3,}/gv;
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
/** Most texts are one line of plain characters already. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Page text as one clean line of at most `max` UTF-16 units. Bounded work, however long `text` is. */
export function line(text: string, max: number): string {
  if (text === '' || (text.length <= max && PLAIN.test(text))) return text;
  return clip(oneLine(text.slice(0, max * 8 + 2000).replace(UNSEEN, '')), max);
}

/** Page text with its line breaks: well-formed, without unseen and control characters. */
export function prose(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSEEN, '').replace(CONTROL, '');
}
