import { array, assert, asyncProperty, constantFrom, integer, option, record as recordOf } from 'fast-check';
import { expect, test } from 'vitest';

import { NO_CHANGE, type Outcome, problem } from '@/lib/contracts/index.ts';

import { begin, FakeJournal, FakeSite, MODEL, portsFor, RULES_ONLY, type Script } from '../fakes.ts';
import { runLoop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import { canonical, type Deciders, recording, replay } from './index.ts';

const press = (ref: string) => ({ rule: 'command.click', action: { do: 'click', ref } }) as const;
const finish = { rule: 'finish.all-done', action: { do: 'answer', text: '' } } as const;
const twoSteps = (iteration: number) => [press('e1'), press('e2'), finish][iteration - 1];

async function started(script: Partial<Script> = {}, engine = MODEL): Promise<Script> {
  const whole = { site: new FakeSite(), journal: new FakeJournal(), ...script };
  await begin(whole.journal, engine, { kind: 'ask', text: 'do it' });
  return whole;
}

/** Drives a run as the background does, with a tape; where it is killed, another loop takes over and says so. */
async function drive(script: Script, signal = new AbortController().signal): Promise<void> {
  for (let loops = 1; loops < 9; loops++) {
    const ports = portsFor(script);
    const ended = await runLoop('r', recording(ports, signal), signal).catch((error: unknown) => error);
    if (!(ended instanceof Error)) return;
    if (ended.message !== 'killed') throw ended;
    const entry = { kind: 'resumed', after: 'running' } as const;
    await script.journal.append({ runId: 'r', iteration: 1, at: 1000 * loops, entry });
  }
}

function decidersOf(script: Script): Deciders {
  const { rules, policy, grammar, engine }: Ports = portsFor(script);
  return { rules, policy, grammar, countTokens: (text) => engine(MODEL).countTokens(text) };
}

const again = ({ journal }: Script, deciders: Deciders) => replay(journal, deciders);

const outcomes = constantFrom<Outcome>(
  { status: 'ok', change: { ...NO_CHANGE, added: 1 }, ms: 1 },
  { status: 'ok', change: NO_CHANGE, ms: 2 },
  { status: 'failed', problem: problem('element.gone'), ms: 3 },
  { status: 'ok', tabId: 7, ms: 4 },
);
const replies = constantFrom(
  '{"do":"click","ref":"e1"}',
  '{"do":"click","ref":"e2"}',
  '{"do":"answer","text":"done"}',
  'Sure! I will click it.',
);

test('any run, killed anywhere, gives the same bytes when it is run again', async () => {
  const cases = recordOf({
    said: array(replies, { minLength: 1, maxLength: 5 }),
    outcomes: array(outcomes, { minLength: 1, maxLength: 5 }),
    engine: constantFrom(MODEL, RULES_ONLY),
    mode: constantFrom('answer' as const, 'act' as const),
    kill: option(
      recordOf({ count: integer({ min: 1, max: 20 }), when: constantFrom('lost' as const, 'kept' as const) }),
    ),
  });
  await assert(
    asyncProperty(cases, async ({ said, outcomes: given, engine, mode, kill }) => {
      const script = await started(
        { replies: said, mode, rules: engine === RULES_ONLY ? twoSteps : () => undefined },
        engine,
      );
      let turn = 0;
      script.site.outcome = () => given[turn++ % given.length] ?? { status: 'ok', ms: 0 };
      if (kill !== null) script.journal.killAt = kill;
      await drive(script);
      const replayed = await again(script, decidersOf(script));
      expect(replayed).toEqual({ records: expect.any(Array), untaped: [] });
      expect(replayed.records.map(canonical)).toEqual(script.journal.records.map(canonical));
      expect(script.journal.kinds()).toContain('end');
    }),
    { numRuns: 300 },
  );
});

test('a rule that decides otherwise is shown where the records first differ', async () => {
  const script = await started({ rules: twoSteps }, RULES_ONLY);
  await drive(script);
  const changed: Script = { ...script, rules: (n) => [press('e1'), press('e1'), finish][n - 1] };
  const { difference } = await again(script, decidersOf(changed));
  expect(difference).toEqual({ seq: 7, path: 'entry.decision.action.ref', was: 'e2', is: 'e1' });
});
