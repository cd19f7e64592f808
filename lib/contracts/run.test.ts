import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import type { EngineProfile } from './engine.ts';
import { type Decision, type Entry, JournalRecord } from './record.ts';
import { extendRun, foldRun, totalsOf } from './run.ts';

const engine: EngineProfile = {
  kind: 'openai',
  model: 'm',
  placement: 'edge',
  contextTokens: 4000,
  viewTokens: 1,
  textTokens: 1,
  answerTokens: 1,
  grammar: 'none',
};
const signal = {
  id: 's',
  at: 1,
  provenance: { from: 'user', by: 'panel' },
  tabId: 1,
  task: { kind: 'summarise' },
} as const;
const begin: Entry = { kind: 'signal', signal, engine, seed: 1 };
const question = { kind: 'access', id: 'q', origin: 'https://a.example' } as const;

const decision = (tokens: number, bytes: number): Decision => ({
  by: 'model',
  placement: 'edge',
  action: { do: 'back' },
  usage: { promptTokens: tokens, cachedTokens: 0, completionTokens: 1 },
  ms: 1,
  sent: [{ host: 'h', bytes }],
});

const anyEntry = constantFrom<Entry>(
  { kind: 'decision', decision: decision(10, 5) },
  { kind: 'verdict', verdict: { allow: 'ask', rule: 'x', reversibility: 'final' } },
  { kind: 'question', question },
  { kind: 'reply', questionId: 'q', reply: 'once' },
  { kind: 'reply', questionId: 'other', reply: 'no' },
  { kind: 'intent', actId: 'a', documentKey: 'd', url: 'u' },
  { kind: 'outcome', outcome: { status: 'ok', ms: 1 } },
  { kind: 'stop' },
  { kind: 'resumed', after: 'running' },
  { kind: 'end', status: 'done', answer: 'x' },
);

const anyJournal = array(tuple(integer({ min: 1, max: 3 }), anyEntry), { maxLength: 30 }).map((entries) => [
  { runId: 'r', seq: 0, iteration: 0, at: 1, entry: begin },
  ...entries.map(([iteration, entry], index) => ({ runId: 'r', seq: index + 1, iteration, at: index + 2, entry })),
]);

describe('the fold of a journal', () => {
  test('is the same in one piece, in two, and with records that come twice', () => {
    assert(
      property(record({ journal: anyJournal, cut: integer({ min: 1, max: 30 }) }), ({ journal, cut }) => {
        const whole = foldRun(journal);
        const pieces = foldRun(journal.slice(0, cut));
        if (pieces === undefined) throw new Error('no run');
        extendRun(pieces, journal.slice(Math.max(0, cut - 3)));
        expect(pieces).toEqual(whole);
      }),
    );
  });

  test('every record it takes is one that the schema lets in', () => {
    assert(
      property(anyJournal, (journal) => {
        for (const line of journal) expect(v.safeParse(JournalRecord, line).success).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('a list that does not begin with a signal is no run', () => {
    expect(foldRun([])).toBeUndefined();
    expect(foldRun([{ runId: 'r', seq: 0, iteration: 0, at: 1, entry: { kind: 'stop' } }])).toBeUndefined();
  });

  test('a question makes the run wait, and the first reply counts', () => {
    const lines: Entry[] = [begin, { kind: 'question', question }, { kind: 'reply', questionId: 'q', reply: 'once' }, { kind: 'reply', questionId: 'q', reply: 'never' }]; // prettier-ignore
    const records = lines.map((entry, seq) => ({ runId: 'r', seq, iteration: Math.min(seq, 1), at: seq, entry }));
    expect(foldRun(records.slice(0, 2))).toMatchObject({ status: 'waiting', question: { id: 'q' } });
    const run = foldRun(records);
    expect(run?.status).toBe('running');
    expect(run?.iterations[0]?.questions[0]?.reply).toBe('once');
  });

  test('totals add tokens and bytes over iterations, by host', () => {
    const lines: Entry[] = [
      begin,
      { kind: 'decision', decision: decision(10, 5) },
      { kind: 'decision', decision: decision(20, 7) },
    ];
    const run = foldRun(lines.map((entry, seq) => ({ runId: 'r', seq, iteration: seq, at: seq * 100, entry })));
    if (run === undefined) throw new Error('no run');
    expect(totalsOf(run)).toMatchObject({ ms: 200, promptTokens: 30, completionTokens: 2, sentBytes: 12, sent: [{ host: 'h', bytes: 12 }] }); // prettier-ignore
  });
});
