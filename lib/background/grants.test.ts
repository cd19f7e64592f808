import { expect, test } from 'vitest';

import { type Asked, covers, type Question, type Reply } from '@/lib/contracts/index.ts';

import { grantsBy } from './grants.ts';

const HERE = 'https://shop.example';
const BANK = 'https://bank.example';
const CLOCK: Asked = { name: 'clock', reason: 'x', terms: '{"name":"clock"}', about: '', risk: 'none' };
const FETCH: Asked = { name: 'http.fetch', reason: 'x', terms: '{"name":"http.fetch"}', about: '', risk: 'sends', hosts: ['api.example'] }; // prettier-ignore
const QUESTION: Extract<Question, { kind: 'approve' }> = {
  kind: 'approve',
  id: 'r:2:approve',
  action: { do: 'use', tool: 'it', input: {} },
  target: '',
  origin: HERE,
  values: [],
  verdict: { allow: 'ask', rule: 'own_tool_reaches', reversibility: 'final' },
  tool: { title: 'It', sha256: 'aa', asks: [CLOCK, FETCH], from: [HERE, BANK], to: ['api.example'] },
};
const given = (reply: Reply, question: Question = QUESTION) =>
  grantsBy(question, reply, { runId: 'r', callId: 'r:2', at: 5 });
const scopes = (reply: Reply) => given(reply).map(({ capability, scope, of }) => `${capability} ${scope} ${of}`);

test('a yes grants just what was asked, for as long as was said', () => {
  expect(scopes('yes')).toEqual(['clock once r:2', 'http.fetch once r:2']);
  expect(scopes('run')).toEqual(['clock run r', 'http.fetch run r']);
  for (const grant of given('run')) {
    expect(grant).toMatchObject({ sha256: 'aa', tool: 'It', at: 5 });
    const asked = grant.capability === 'clock' ? CLOCK : FETCH;
    const place = { callId: 'r:3', runId: 'r', site: undefined };
    expect(covers(grant, 'aa', asked, place)).toBe(true);
    expect(covers(grant, 'bb', asked, place)).toBe(false);
    expect(covers(grant, 'aa', { ...asked, terms: '{}' }, place)).toBe(false);
    expect(covers(grant, 'aa', asked, { ...place, runId: 's' })).toBe(false);
  }
});

test('a yes that lasts names the sites that something may be sent from; each can be taken back', () => {
  expect(scopes('site')).toEqual([`clock site ${HERE}`, `http.fetch site ${HERE}`, `http.fetch site ${BANK}`]);
  expect(scopes('always')).toEqual(['clock always ', 'http.fetch always ', `http.fetch site ${HERE}`, `http.fetch site ${BANK}`]); // prettier-ignore
  const ids = given('always').map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(given('always').map(({ id }) => id)).toEqual(ids);
});

test('a no, and an answer to any other question, grants nothing', () => {
  expect(given('no')).toEqual([]);
  expect(given('mine')).toEqual([]);
  const { tool: _tool, ...plain } = QUESTION;
  expect(given('yes', plain)).toEqual([]);
  expect(given('always', { kind: 'access', id: 'q', origin: HERE })).toEqual([]);
});
