import { type PageElement, type PageSnapshot, problem } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import type { Grounded } from './ground.ts';
import { type Context, FIT, settle } from './match.ts';
import type { Reading } from './reading.ts';

const DISMISS = [
  /^(?:close|dismiss|hide|get rid of) (?:the |this |that )?(?:pop ?up|dialog(?:ue)?|overlay|modal|banner|notice|notification|message|(?:cookie|newsletter) (?:banner|notice|pop ?up|dialog))(?: window)?$/,
  /^(?:schliess|schliesse) (?:das |den |die |diese[ns]? )?(?:pop ?up|dialog|overlay|banner|hinweis|meldung|fenster|cookie ?(?:banner|hinweis))$/,
];
const ACCEPT = /^(?:(?:accept|allow|agree to) (?:all )?(?:the )?cookies|akzeptiere (?:alle )?cookies)$/;
const REJECT = /^(?:(?:reject|decline|refuse|deny) (?:all )?(?:the )?cookies|lehne (?:alle )?cookies ab)$/;

/** What buttons of cookie banners say, the plainest first. */
const ACCEPTS = ['accept all cookies', 'accept cookies', 'accept all', 'allow all cookies', 'allow all', 'accept', 'agree', 'i agree', 'alle akzeptieren', 'alle cookies akzeptieren', 'akzeptieren', 'zustimmen', 'got it']; // prettier-ignore
const REJECTS = ['reject all cookies', 'reject cookies', 'reject all', 'decline all', 'reject', 'decline', 'refuse all', 'only necessary', 'only necessary cookies', 'necessary cookies only', 'alle ablehnen', 'ablehnen', 'nur notwendige', 'nur notwendige cookies']; // prettier-ignore

/** What lies over a page and is in the way: a dialog, a banner for cookies. */
export function readOverlay(clause: string): Reading[] {
  const folded = fold(clause);
  if (DISMISS.some((says) => says.test(folded))) return [{ verb: 'dismiss' }];
  const called = ACCEPT.test(folded) ? ACCEPTS : REJECT.test(folded) ? REJECTS : [];
  return called.map((text) => ({ verb: 'click', name: { texts: [text], quoted: false }, exact: true }));
}

/** Only what puts away: never what agrees to something. */
const CLOSES =
  /^(?:close|dismiss|hide|not now|no thanks|no thank you|skip|maybe later|later|schliessen|nein danke|jetzt nicht|spater|uberspringen)(?: (?:this|the|dialog|pop ?up|banner|window|message|notice|modal|fenster|dialogfeld))*$/;
const SIGNS = new Set(['×', '✕', '✖', '✗', '╳', 'x', 'X']);

/** The button that closes what lies on top; where nothing does, the one of that name on the page. */
export function dismiss(context: Context): Grounded {
  const closers = context.page.elements.filter(
    ({ kind, name }) => (kind === 'press' || kind === 'link') && (SIGNS.has(name.trim()) || CLOSES.test(fold(name))),
  );
  const onTop = closers.filter((element) => isOnTop(element, context.page));
  const match = settle(onTop.length > 0 ? onTop : closers, { ...context, kind: 'press', fit: FIT.exact });
  if (match.found === 'many') return { problem: problem('element.ambiguous', { params: { name: 'Close', count: match.elements.length, candidates: match.elements.slice(0, 5).map(({ name }) => name).join(', ') } }), sure: false }; // prettier-ignore
  if (match.found !== 'one')
    return { problem: problem('element.not_found', { params: { name: 'Close' } }), sure: false };
  const { ref, name } = match.element;
  return { rule: 'command.dismiss', action: { do: 'click', ref }, target: name };
}

function isOnTop({ region }: PageElement, { regions }: PageSnapshot): boolean {
  for (let at = region === undefined ? undefined : regions[region]; at !== undefined;) {
    if (at.top === true || at.role.endsWith('dialog')) return true;
    at = at.outer === undefined ? undefined : regions[at.outer];
  }
  return false;
}
