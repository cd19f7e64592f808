import type { Change } from '@/lib/contracts/index.ts';
import { clip, oneLine } from '@/lib/shared/index.ts';

import type { Room } from './render.ts';
import { elementWords, quote } from './words.ts';

/**
 * What an act changed, as lines for a model: what the page says first, then changed values and states by ref, what turned up, what is
 * gone. Lines are added while they fit into `budget` tokens; '' where nothing changed that a user would see. What has a ref in `known`
 * is told by that alone: the view beside the change names it.
 */
export function renderChange(
  change: Change,
  { budget, count, known = new Set() }: Pick<Room, 'budget' | 'count'> & { known?: ReadonlySet<string> },
): string {
  let text = '';
  for (const line of changeLines(change, known)) {
    const longer = text === '' ? line : `${text}\n${line}`;
    if (count(longer) > budget) break;
    text = longer;
  }
  return text;
}

function* changeLines(change: Change, known: ReadonlySet<string>): Generator<string> {
  if (change.url !== undefined) yield `address now ${quote(change.url.to, 200)}`;
  else if (change.navigated === true) yield 'another page now';
  for (const { type, message, accepted } of change.dialogs ?? []) {
    yield `${type} ${quote(message, 160)} ${accepted ? 'accepted' : 'dismissed'}`;
  }
  for (const notice of change.notices) yield `the page says ${quote(notice, 160)}`;
  if (change.title !== undefined) yield `title now ${quote(change.title)}`;
  for (const { ref, name, what } of change.changed) {
    const subject = known.has(ref) ? ref : `${ref} ${quote(name)}`;
    yield `${subject} now ${clip(oneLine(what), 160)}`;
  }
  for (const element of change.appeared) yield `+ ${elementWords(element)}`;
  for (const piece of change.texts) yield `+ ${quote(piece, 160)}`;
  if (change.gone.length > 0) yield `gone: ${change.gone.slice(0, 30).join(' ')}`;
  if (change.download !== undefined)
    yield change.download === ''
      ? 'no other page came: perhaps a download'
      : `download begun ${quote(change.download)}`;
  if (change.newTab !== undefined) yield `new tab ${quote(change.newTab, 200)}`;
}
