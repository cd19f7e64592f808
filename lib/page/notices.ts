import { all, attr, laidOut, rectOf, shown, tagOf } from './dom.ts';
import { visibleText } from './group.ts';
import { roleGiven } from './interactive.ts';
import { MOST } from './limits.ts';
import { labelOf, nameOf } from './name.ts';
import { messageOf } from './states.ts';
import { line } from './text.ts';

/** What the page says of itself now: alerts, statuses, live regions, the names of open dialogs, reasons of invalid fields. */
export function noticesOf(speakers: readonly Element[], fields: readonly Element[]): string[] {
  const notices = new Set<string>();
  for (const el of speakers) {
    if (notices.size >= MOST.notices) break;
    const text = shown(el) ? speech(el) : '';
    if (text !== '') notices.add(text);
  }
  for (const el of fields) {
    if (notices.size >= MOST.notices) break;
    const message = messageOf(el);
    if (message !== '') notices.add(line(`${nameOf(el, 'textbox')}: ${message}`, MOST.notice));
  }
  return [...notices];
}

function speech(el: Element): string {
  const role = roleGiven(el);
  const dialog = tagOf(el) === 'dialog' || role === 'dialog' || role === 'alertdialog';
  const label = dialog ? labelOf(el) : '';
  return label === '' ? line(visibleText(el), MOST.notice) : line(label, MOST.notice);
}

const SPEAKERS =
  'output, dialog[open], [role="alert"], [role="status"], [role="log"], [role="dialog"], [role="alertdialog"], ' +
  '[aria-live="polite"], [aria-live="assertive"]';
const INVALID =
  ':user-invalid:is(input, select, textarea), [aria-invalid]:not([aria-invalid="false"], [aria-invalid=""])';

/** The same by selectors, for a look before and after an act, when no walk is at hand. */
export function noticesIn(roots: readonly (Document | ShadowRoot)[]): string[] {
  const speakers = roots.flatMap((root) => all(root, SPEAKERS).slice(0, 100));
  const fields = roots.flatMap((root) => all(root, INVALID).slice(0, 50)).filter((el) => shown(el));
  return noticesOf(speakers, fields);
}

/** How authors name what turns up to tell something, where they use no role for it. */
const TELLING =
  /(^|[-_\s])(error|errors|alert|warning|success|toast|snackbar|notification|notice|message|flash|invalid|feedback)s?([-_\s]|$)/i;

/** Text of an element that has just been added or shown, where it looks like a message. */
export function addedNotice(el: Element): string {
  const words = `${attr(el, 'class') ?? ''} ${attr(el, 'id') ?? ''}`;
  if (!TELLING.test(words) || !laidOut(el) || !shown(el)) return '';
  const { width, height } = rectOf(el);
  return width > 0 && height > 0 ? line(visibleText(el), MOST.notice) : '';
}
