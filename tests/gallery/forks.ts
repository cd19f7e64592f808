import type { Entry, RunInput, Trace, WhatIf } from '@/lib/contracts/index.ts';

import { approval, decided, type Journal, journal, ordering, seen, SMALL } from './records.ts';

const end: Entry = { kind: 'end', status: 'done', answer: 'Done.' };

/** A run that is over, as a replay has it. */
export const over = (): Journal => ordering().add(end);

export const traceOf = ({ records }: Journal, masked = 0): Trace => ({
  locus: 'trace',
  version: 1,
  device: { browser: 'test' },
  masked,
  records,
  tape: [],
});

/** Seq of the decision of its third step. */
const THIRD = 8;

/** What came in at that step. */
export const INPUTS: RunInput[] = [
  { what: 'task', text: 'Order a large rye loaf for Ada, sliced, wrapped as a present' },
  {
    what: 'page',
    seq: THIRD - 1,
    elements: [
      { ref: 'e5', role: 'checkbox', name: 'Wrap as a present' },
      { ref: 'e9', role: 'button', name: 'Place the order' },
    ],
  },
  { what: 'said', seq: THIRD, text: '{"do":"check","ref":"e5","on":true}' },
];

const question = approval().records.at(-1)?.entry;
export const REPLIED: RunInput[] =
  question?.kind === 'question'
    ? [{ what: 'reply', seq: 13, question: question.question, reply: 'yes', replies: ['yes', 'no', 'mine'] }]
    : [];

/** As it would have been with another answer of the model there: it would place the order, and that asks. */
export function orderedAtOnce(): WhatIf {
  const { records } = ordering();
  const fork = journal('r_order', 'Order a large rye loaf for Ada, sliced, wrapped as a present', SMALL);
  for (const { entry, iteration } of records.slice(1, THIRD)) fork.add(entry, 20, iteration);
  fork.add(decided({ do: 'click', ref: 'e9' }, { by: 'model', engine: SMALL, target: 'Place the order' }), 20, 3);
  fork.add({ kind: 'verdict', verdict: { allow: 'ask', rule: 'submits', reversibility: 'final' } });
  return {
    records: fork.records,
    changed: THIRD,
    difference: { seq: THIRD, path: 'entry.decision.action.do', was: 'check', is: 'click' },
    end: 'reply',
  };
}

/** The same run without its last step, for what a task in other words would give. */
export const withOtherWords = (): WhatIf => ({
  records: journal('r_order', 'Order two rolls', SMALL).add(seen({ goal: 'Order two rolls' }), 20, 1).records,
  changed: 0,
  difference: { seq: 1, path: 'entry.interpretation.goal', was: 'Order a rye loaf', is: 'Order two rolls' },
  end: 'model',
});
