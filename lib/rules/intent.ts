import { hadEffect, type Run, type Task } from '@/lib/contracts/index.ts';

import { parseCommands } from './command/parse.ts';
import { lift } from './command/quotes.ts';
import { clausesOf } from './command/split.ts';
import { fold } from './text.ts';
import { withoutPoliteness, wishOf } from './verbs.ts';

/** Enough of a task to see what it asks for. */
const HEAD = 2000;

/** The whole page is asked about, not something in it. Folded. */
const WHOLE =
  /\b(?:summari[sz]e|summary|summaries|tl ?dr|gist|key points|main points|zusammenfass\w*|fasse?\b.*\bzusammen|kernaussagen?)\b|\b(?:what is|what's|whats) (?:this|it|the page|the article|the text)(?: page| article| text)? (?:about|all about)\b|\bworum geht\b/;

/** Does the task want the whole in short, words about something, or acts on the page? In doubt words: they change nothing. */
export function intentOf(task: Task): 'summary' | 'answer' | 'act' {
  if (task.kind !== 'ask') return task.kind === 'summarise' ? 'summary' : 'answer';
  if (parseCommands(task.text) !== undefined) return 'act';
  const clauses = task.text.slice(0, HEAD).match(/[^.!?;\n]+[.!?;\n]*/gu) ?? [];
  for (const clause of clauses) {
    const wish = wishOf(clause);
    if (wish === 'act') return 'act';
    if (wish !== undefined) break;
  }
  return WHOLE.test(fold(task.text.slice(0, HEAD))) ? 'summary' : 'answer';
}

const OPENING =
  /^(?:open|go|goto|visit|navigate|browse|load|follow|show|offne|geh|gehe|besuche|navigiere|zeig|zeige)\b/;
const PRESSING = /^(?:click|press|tap|hit|push|klick|klicke|druck|drucke)\b/;

/**
 * The rule that says that a model's last act fulfilled the task: one imperative to open or press something, and an act that did. To
 * open means to arrive somewhere; to press, that anything happened.
 */
export function finishedBy(run: Run): string | undefined {
  const { provenance, task } = run.signal;
  if (provenance.from !== 'user' || task.kind !== 'ask' || task.text.length > HEAD) return undefined;
  const last = run.iterations.at(-1);
  if (last?.decision === undefined || last.decision.by === 'rule' || last.outcome?.status !== 'ok') return undefined;
  const act = last.decision.action.do;
  if (act !== 'click' && act !== 'goto') return undefined;
  const { change } = last.outcome;
  const single = singleImperative(task.text);
  if (single === undefined) return undefined;
  const arrived = change?.navigated === true || change?.url !== undefined || change?.newTab !== undefined;
  const fulfilled = OPENING.test(single) ? arrived : PRESSING.test(single) && hadEffect(change);
  return fulfilled ? 'finish.single-step' : undefined;
}

/** The task, folded, where it is one clause without anything after it. */
function singleImperative(text: string): string | undefined {
  const lifted = lift(text);
  if (lifted === undefined) return undefined;
  const bare = lifted.text.trim().replace(/[.!?\s]+$/u, '');
  // What follows one of these is something more to do, in whatever words.
  if (/[;,\n]|\.\s|\s(?:then|dann|danach|after|before|until|bevor|nachdem|bis)\s/iu.test(bare)) return undefined;
  const clauses = clausesOf(bare);
  return clauses.length === 1 ? fold(withoutPoliteness(bare)) : undefined;
}
