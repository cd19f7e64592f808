import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Action, Asked, Iteration, OwnTool, Question, Reply, Run, Standing } from '@/lib/contracts/index.ts';

import { decisionOf, iterationOf, pageOf, runOf } from '../../tests/support/pages.ts';
import { testPolicy } from '../../tests/support/policy.ts';
import type { ToolCase } from './tools.ts';

const policy = await testPolicy();
const HERE = 'https://shop.example';
const BANK = 'https://bank.example';

const asked = (name: Asked['name'], more: Partial<Asked> = {}): Asked => ({ name, reason: 'to try', terms: `{"name":"${name}"}`, about: '', risk: 'none', ...more }); // prettier-ignore
const PAGE = asked('page.read', { risk: 'reads' });
const CLOCK = asked('clock');
const FETCH = asked('http.fetch', { risk: 'sends', hosts: ['api.example'] });
const toolOf = (...capabilities: Asked[]): OwnTool => ({ name: 'it', title: 'It', description: '', inputSchema: {}, example: {}, sha256: 'aa', capabilities }); // prettier-ignore

const USE: Action = { do: 'use', tool: 'it', input: { text: 'something that a page said' } };
const always = ({ name }: Asked): Standing => ({ capability: name, scope: 'always', of: '' });
const at = ({ name }: Asked, of: string): Standing => ({ capability: name, scope: 'site', of });

interface Given {
  tool: OwnTool;
  grants?: Standing[];
  action?: Action;
  by?: 'model' | 'rule';
  before?: Iteration[];
  said?: string;
}

function caseOf({ tool, grants = [], action = USE, by = 'model', before = [], said = 'do it' }: Given) {
  const now: Iteration = { number: before.length + 1, questions: [], decision: decisionOf(action, { by }) };
  return { action, page: pageOf([]), run: runOf(said, { iterations: [...before, now] }), tool, grants };
}

const ruleOf = (given: Given) => {
  const { allow, rule } = policy.judge(caseOf(given));
  return `${allow} ${rule}`;
};

/** An earlier step on a page of that origin. */
function readAt(origin: string, number = 1): Iteration {
  const step = iterationOf(number, decisionOf({ do: 'scroll', to: 'down' }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is not looked at is left out
  return { ...step, interpretation: { origin, frames: [] } as unknown as NonNullable<Iteration['interpretation']> };
}

/** It began here, and was at the bank in between. */
const ROUND = [readAt(HERE), readAt(BANK, 2)];

/** The same case, once the question that it leads to was answered so. */
function answered<C extends ToolCase & { run: Run }>(given: C, reply: Reply): C {
  const tool = policy.asks(given);
  if (tool === undefined) throw new Error('it asks for nothing');
  const verdict = { allow: 'ask', rule: 'carries', reversibility: 'final' } as const;
  const question: Question = { kind: 'approve', id: 'q', action: given.action, target: '', origin: HERE, values: [], verdict, tool }; // prettier-ignore
  const iterations = given.run.iterations.map((each, i, all) => (i === all.length - 1 ? { ...each, questions: [{ question, reply }] } : each)); // prettier-ignore
  return { ...given, run: { ...given.run, iterations } };
}

test('a tool is asked about until all that it asks for is granted here; one that can change something more urgently', () => {
  const reading = toolOf(PAGE, CLOCK);
  expect(ruleOf({ tool: reading })).toBe('ask own_tool_asks');
  expect(ruleOf({ tool: reading, grants: [always(PAGE)] })).toBe('ask own_tool_asks');
  expect(ruleOf({ tool: reading, grants: [always(PAGE), at(CLOCK, BANK)] })).toBe('ask own_tool_asks');
  expect(ruleOf({ tool: reading, grants: [always(PAGE), at(CLOCK, HERE)] })).toBe('yes own_tool');
  const sending = { tool: toolOf(FETCH), by: 'rule' } as const;
  expect(ruleOf(sending)).toBe('ask own_tool_reaches');
  expect(ruleOf({ ...sending, grants: [always(FETCH)] })).toBe('yes own_tool_granted');
  expect(ruleOf({ tool: toolOf(asked('storage.kv')) })).toBe('ask own_tool_reaches');
});

test('the question names what is not granted yet, and nothing else', () => {
  const ask = (...grants: Standing[]) => policy.asks(caseOf({ tool: toolOf(PAGE, CLOCK), grants }));
  expect(ask()).toEqual({ title: 'It', sha256: 'aa', asks: [PAGE, CLOCK], from: [], to: [] });
  expect(ask(always(PAGE))?.asks).toEqual([CLOCK]);
  expect(ask(always(PAGE), always(CLOCK))?.asks).toEqual([]);
  expect(policy.asks(caseOf({ tool: { ...toolOf(), sha256: undefined } }))).toBeUndefined();
});

test('what the run has read goes by a tool to no other site, whatever is granted, until the user has seen both', () => {
  const given = { tool: toolOf(FETCH), grants: [always(FETCH)], before: ROUND };
  expect(ruleOf(given)).toBe('ask carries');
  const input = caseOf(given);
  expect(policy.asks(input)).toMatchObject({ asks: [FETCH], from: [HERE, BANK], to: ['api.example'] });
  expect(policy.carries(input).carries).toEqual([]);
  for (const reply of ['run', 'site', 'always', 'yes'] as const) {
    expect(policy.judge(answered(input, reply))).toMatchObject({ allow: 'yes' });
    expect(policy.carries(answered(input, reply)).carries).toEqual([HERE, BANK]);
  }
  expect(policy.judge(answered(input, 'no')).rule).toBe('carries');
});

test('a yes for once is for that call alone; one for the task for the next, too', () => {
  const given = { tool: toolOf(FETCH), grants: [always(FETCH)] };
  const next = (reply: Reply) => {
    const before = answered(caseOf(given), reply).run.iterations;
    return ruleOf({ ...given, before });
  };
  expect(next('yes')).toBe('ask carries');
  expect(next('run')).toBe('yes own_tool_granted');
  // Another site was read since.
  const before = [...answered(caseOf(given), 'run').run.iterations, readAt(BANK, 2)];
  expect(ruleOf({ ...given, before })).toBe('ask carries');
  // Another module is another tool.
  const other = { ...given.tool, sha256: 'bb' };
  expect(ruleOf({ ...given, tool: other, before: before.slice(0, 1) })).toBe('ask carries');
});

test('a grant for a site is a yes for what was read there', () => {
  const given = { tool: toolOf(FETCH), before: ROUND };
  expect(ruleOf({ ...given, grants: [at(FETCH, HERE)] })).toBe('ask carries');
  expect(ruleOf({ ...given, grants: [at(FETCH, HERE), at(FETCH, BANK)] })).toBe('yes own_tool_granted');
});

const use = (more: Partial<Extract<Action, { do: 'use' }>>): Action => ({ do: 'use', tool: 'it', input: { city: 'Berlin', days: 3 }, ...more }); // prettier-ignore

test("the user's own words carry nothing; what the page gives, and what the tool reads by itself, does", () => {
  const sends = { tool: toolOf(FETCH), grants: [always(FETCH)] };
  const said = 'the weather in Berlin for 3 days';
  expect(ruleOf({ ...sends, said, action: use({}) })).toBe('yes own_tool_granted');
  expect(ruleOf({ ...sends, said, action: use({ input: { city: 'Berlin', days: 4 } }) })).toBe('ask carries');
  expect(ruleOf({ ...sends, said, action: use({ input: { city: 'Berlin', exact: true } }) })).toBe('ask carries');
  expect(ruleOf({ ...sends, by: 'rule' })).toBe('yes own_tool_granted');
  expect(ruleOf({ ...sends, by: 'rule', action: use({ from: 'page' }) })).toBe('ask carries');
  const both = { tool: toolOf(PAGE, FETCH), grants: [always(PAGE), always(FETCH)], by: 'rule' as const };
  expect(ruleOf(both)).toBe('ask carries');
  expect(ruleOf({ ...both, tool: toolOf(PAGE, { ...FETCH, hosts: ['shop.example'] }) })).toBe('yes own_tool_granted');
  expect(ruleOf({ ...both, tool: toolOf(PAGE, { ...FETCH, hosts: ['*.shop.example'] }) })).toBe('ask carries');
});

test('however grants are combined, a tool passes without a question only where each thing that it asks for is granted and nothing is carried', () => {
  const all = [PAGE, CLOCK, FETCH, asked('storage.kv'), asked('ui.show')];
  const grant = fc.record({
    capability: fc.constantFrom(...all.map(({ name }) => name)),
    scope: fc.constantFrom('once', 'run', 'site', 'always'),
    of: fc.constantFrom(HERE, BANK, ''),
  });
  const any = fc.record({
    asks: fc.subarray(all),
    grants: fc.array(grant, { maxLength: 8 }),
    by: fc.constantFrom('rule', 'model'),
    bank: fc.boolean(),
  });
  fc.assert(
    fc.property(any, ({ asks, grants, by, bank }) => {
      const given = { tool: toolOf(...asks), grants, by, before: bank ? ROUND : [] };
      const verdict = policy.judge(caseOf(given));
      const covered = asks.every(({ name }) => grants.some((one) => one.capability === name && (one.scope !== 'site' || one.of === HERE))); // prettier-ignore
      const sends = asks.includes(FETCH);
      const knows = [
        ...(by === 'model' || asks.includes(PAGE) ? [HERE] : []),
        ...(by === 'model' && bank ? [BANK] : []),
      ];
      const named = knows.every((origin) => grants.some(({ capability, scope, of }) => capability === 'http.fetch' && scope === 'site' && of === origin)); // prettier-ignore
      expect(verdict.allow === 'yes').toBe(covered && (!sends || named));
    }),
  );
});
