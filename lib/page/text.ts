import { clip, oneLine } from '@/lib/shared/index.ts';

/**
 * What a reader cannot see but a model can, or what turns text around: soft hyphen, zero-width marks, bidi controls, tags and
 * variation selectors of plane 14 (used to smuggle instructions), private use (glyphs of icon fonts). The joiners stay: emoji and
 * Persian need them.
 */
const UNSEEN =
  /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]|\p{Co}/gu;
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Page text as one clean line of at most `max` UTF-16 units. Bounded work, however long `text` is. */
export function line(text: string, max: number): string {
  return clip(oneLine(text.slice(0, max * 8 + 2000).replace(UNSEEN, '')), max);
}

/** Page text with its line breaks: well-formed, without unseen and control characters. */
export function prose(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSEEN, '').replace(CONTROL, '');
}
