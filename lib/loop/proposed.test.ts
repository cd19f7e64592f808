import { expect, test } from 'vitest';

import type { OwnTool, Reached } from '@/lib/contracts/index.ts';
import { success } from '@/lib/shared/index.ts';

import { testPolicy } from '../../tests/support/policy.ts';
import { button, FakeSite, MODEL, portsFor, type Script, started } from './fakes.ts';
import { createGrammar } from './grammar/index.ts';
import { runLoop } from './loop.ts';
import { recording, replay } from './tape/index.ts';

const ACT = { name: 'page.act', reason: 'x', terms: '{}', about: '', risk: 'acts' } as const;
const HELPER: OwnTool = { name: 'helper', title: 'Helper', description: '', inputSchema: { type: 'object', properties: {} }, example: {}, sha256: 'aa', capabilities: [ACT] }; // prettier-ignore
const USE = '{"do":"use","tool":"helper","input":{}}';
const ANSWER = '{"do":"answer","text":"Done."}';
const proposal = (input: unknown, ok = true): Reached => ({
  name: 'page.act',
  input,
  answer: ok ? { ok, value: { proposed: true } } : { ok: false, error: { code: 'budget', message: '' } },
  bytes: 1,
  ms: 0,
});
const policy = await testPolicy();

interface Given {
  calls: Reached[];
  site?: FakeSite;
  meanwhile?: () => void;
}

function world({ calls, site = new FakeSite(), meanwhile }: Given): Promise<Script> {
  const call = () => {
    meanwhile?.();
    return success({ text: '{}', fuel: 1, ms: 1, calls });
  };
  const grants = [{ capability: 'page.act', scope: 'always', of: '' } as const];
  return started({ kit: [HELPER], call, grants, site, replies: [USE, ANSWER, ANSWER, ANSWER] }, { ...MODEL, viewTokens: 800 }); // prettier-ignore
}

const ports = (script: Script) => ({ ...portsFor(script), grammar: createGrammar(), policy });
const go = (script: Script) => {
  const { signal } = new AbortController();
  return runLoop('r', recording(ports(script), signal), signal);
};
const CLICK = { do: 'click', ref: 'e1' } as const;

test('what a tool proposes is the next decision, judged and done like any other, and replays', async () => {
  const script = await world({ calls: [proposal(CLICK)] });
  const run = await go(script);
  expect(run.status).toBe('done');
  expect(run.iterations.map(({ decision }) => decision?.by)).toEqual(['model', 'tool', 'model']);
  expect(run.iterations[1]).toMatchObject({ decision: { action: CLICK }, verdict: { allow: 'yes', rule: 'click' } });
  expect(script.site.effects).toEqual([JSON.stringify(CLICK)]);
  const { rules, recipes, grammar, engine } = ports(script);
  const deciders = { rules, recipes, policy: () => policy, grammar, countTokens: (text: string) => engine(MODEL).countTokens(text) }; // prettier-ignore
  const { records, tape } = script.journal;
  expect(await replay({ records, tape }, deciders)).toMatchObject({ records, untaped: [] });
});

test('what cannot be taken back is asked about; refused, it is not proposed again', async () => {
  const site = new FakeSite();
  site.elements = [button('e1', 'Delete everything')];
  const script = await world({ calls: [proposal(CLICK)], site });
  const going = go(script);
  const { journal } = script;
  while (!journal.kinds().includes('question')) await journal.written(journal.records.length);
  const { entry } = journal.records.at(-1) ?? {};
  expect(entry).toMatchObject({ kind: 'question', question: { kind: 'approve', action: CLICK, verdict: { rule: 'final_word' } } }); // prettier-ignore
  await journal.append({ runId: 'r', iteration: 2, at: 0, entry: { kind: 'reply', questionId: 'r:2:approve', reply: 'no' } }); // prettier-ignore
  const run = await going;
  expect(run).toMatchObject({ status: 'done', answer: 'Done.' });
  expect(run.iterations.map(({ decision }) => decision?.by)).toEqual(['model', 'tool', 'model']);
  expect(site.effects).toEqual([]);
});

test('a page that is another one by then, a refusal, and what is no such step propose nothing', async () => {
  const site = new FakeSite();
  const none: Given[] = [
    { calls: [proposal(CLICK)], site, meanwhile: () => site.navigate('https://shop.example/other') },
    { calls: [proposal(CLICK, false)] },
    { calls: [{ ...proposal(CLICK), name: 'ui.show' }] },
    { calls: [proposal({ do: 'goto', url: 'https://evil.example/' })] },
    { calls: [proposal({ do: 'give', ref: 'e1', secret: 's1' })] },
    { calls: [proposal({ ...CLICK, how: 'right' })] },
    { calls: [] },
  ];
  for (const given of none) {
    const script = await world(given);
    const run = await go(script);
    expect(run.iterations.map(({ decision }) => decision?.by)).toEqual(['model', 'model']);
    expect(script.site.effects).toEqual([]);
  }
});
