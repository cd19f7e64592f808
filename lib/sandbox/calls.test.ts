import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import type { CapabilityCall, CapabilityName } from '@/lib/contracts/index.ts';
import { CapabilityCall as Call } from '@/lib/contracts/index.ts';
import type { ToolResult } from '@/lib/protocol/index.ts';

import type { AskedCapability } from './capabilities/index.ts';
import { deskOf, fakeWorld, granted } from './testing/doors.ts';

const CLOCK: AskedCapability = { name: 'clock', reason: 'to know the day' };
const RANDOM: AskedCapability = { name: 'random', reason: 'to roll dice' };
const BOTH = `export default async (input, host) => {
  host.log('at work');
  const time = await host.call('clock', {});
  const chance = await host.call('random', { bytes: 2 });
  return { time, chance, own: Math.random() };
}`;

interface Context {
  callId?: string;
  runId?: string;
  tabId?: number;
  asks?: boolean;
  refused?: CapabilityName[];
}
const call = (desk: ReturnType<typeof deskOf>, context?: Context) =>
  desk.answer({
    type: 'tools.call',
    name: 'tried',
    input: {},
    ...(context !== undefined && { context: { asks: false, refused: [], ...context } }),
  });

const Recorded = v.object({ calls: v.array(Call) });
function callsOf(result: Awaited<ReturnType<typeof call>>): CapabilityCall[] {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return v.parse(Recorded, result.value).calls;
}

test('a tool gets the answers that were granted, and each is part of its result', async () => {
  const fake = fakeWorld();
  fake.grants.push(granted(BOTH, CLOCK), granted(BOTH, RANDOM));
  const result = await call(deskOf(BOTH, [CLOCK, RANDOM], fake.world));
  expect(result).toMatchObject({
    ok: true,
    value: { output: { time: { ok: true, value: { ms: 1_790_000_000_000 } }, chance: { ok: true, value: { hex: '0707' } } } },
  }); // prettier-ignore
  expect(callsOf(result)).toMatchObject([
    { name: 'clock', input: {}, answer: { ok: true }, bytes: 73 },
    { name: 'random', input: { bytes: 2 }, answer: { ok: true, value: { hex: '0707' } } },
  ]);
});

test('without a grant, and nobody to ask, the tool hears why, and goes on', async () => {
  const fake = fakeWorld();
  fake.grants.push(granted(BOTH, RANDOM));
  const result = await call(deskOf(BOTH, [CLOCK, RANDOM], fake.world));
  expect(callsOf(result)).toMatchObject([
    { name: 'clock', answer: { ok: false, error: { code: 'not_granted' } } },
    { name: 'random', answer: { ok: true } },
  ]);
});

test('what its manifest does not ask for is not there, whatever is granted', async () => {
  const fake = fakeWorld();
  fake.grants.push(granted(BOTH, CLOCK), granted(BOTH, RANDOM));
  const codes = callsOf(await call(deskOf(BOTH, [RANDOM], fake.world))).map(({ answer }) => answer.ok || answer.error.code); // prettier-ignore
  expect(codes).toEqual(['not_declared', true]);
});

test('a tool that asks for nothing hears that it may nothing, and the background is not asked for grants', async () => {
  const fake = fakeWorld();
  const codes = callsOf(await call(deskOf(BOTH, [], fake.world))).map(({ answer }) => answer.ok || answer.error.code);
  expect(codes).toEqual(['not_declared', 'not_declared']);
  expect(fake.asked.map(({ type }) => type)).toEqual(['world.used']);
});

const fetchingOf = (hosts: string[]): AskedCapability => ({ name: 'http.fetch', reason: 'x', hosts, methods: ['GET'], maxCalls: 10, maxBytes: 1000 }); // prettier-ignore

describe('a grant', () => {
  const cases: readonly [string, Parameters<typeof granted>[2], Context, boolean][] = [
    ['for always covers every call', {}, {}, true],
    ['for once covers its call', { scope: 'once', of: 'c1' }, { callId: 'c1' }, true],
    ['for once covers no other call', { scope: 'once', of: 'c1' }, { callId: 'c2' }, false],
    ['for a run covers its run', { scope: 'run', of: 'r1' }, { runId: 'r1' }, true],
    ['for a run covers no other run', { scope: 'run', of: 'r1' }, { runId: 'r2' }, false],
    ['for a run covers no call outside of runs', { scope: 'run', of: 'r1' }, {}, false],
    ['for a site covers calls there', { scope: 'site', of: 'https://here.example' }, { tabId: 1 }, true],
    ['for a site covers no other site', { scope: 'site', of: 'https://there.example' }, { tabId: 1 }, false],
  ];
  test.each(cases)('%s', async (_name, given, context, covers) => {
    const script = 'export default (_, host) => host.call("clock")';
    const fake = fakeWorld();
    fake.grants.push(granted(script, CLOCK, given));
    expect(await call(deskOf(script, [CLOCK], fake.world), context)).toMatchObject({ ok: true, value: { output: { ok: covers } } }); // prettier-ignore
  });

  const others: readonly [string, string, AskedCapability][] = [
    ['another script', 'export default (_, host) => host.call("clock", {})', CLOCK],
    ['another reason', 'export default (_, host) => host.call("clock")', { ...CLOCK, reason: 'something else' }],
    ['another capability', 'export default (_, host) => host.call("clock")', RANDOM],
  ];
  test.each(others)('for %s is none', async (_name, script, entry) => {
    const asking = 'export default (_, host) => host.call("clock")';
    const fake = fakeWorld();
    fake.grants.push(granted(script, entry));
    expect(await call(deskOf(asking, [CLOCK], fake.world))).toMatchObject({
      ok: true,
      value: { output: { ok: false } },
    });
  });

  test('for fewer hosts is none for more', async () => {
    const script = 'export default (_, host) => host.call("http.fetch", { url: "https://a.example/" })';
    const fake = fakeWorld();
    fake.grants.push(granted(script, fetchingOf(['a.example'])));
    expect(await call(deskOf(script, [fetchingOf(['a.example', 'b.example'])], fake.world))).toMatchObject({ ok: true, value: { output: { error: { code: 'not_granted' } } } }); // prettier-ignore
    expect(fake.fetched).toEqual([]);
    expect(await call(deskOf(script, [fetchingOf(['a.example'])], fake.world))).toMatchObject({ ok: true, value: { output: { value: { body: 'hello' } } } }); // prettier-ignore
  });
});

describe('where somebody can be asked', () => {
  const POST: AskedCapability = { name: 'http.fetch', reason: 'to send', hosts: ['a.example'], methods: ['POST'], maxCalls: 10, maxBytes: 1000 }; // prettier-ignore
  const script = `export default async (_, host) => {
    const sent = await host.call('http.fetch', { url: 'https://a.example/', method: 'POST', body: 'x' });
    return { sent, clock: await host.call('clock', {}) };
  }`;

  test('a call stops at the first thing that is not granted, and goes on from there: nothing is done twice', async () => {
    const fake = fakeWorld();
    const desk = deskOf(script, [POST, CLOCK], fake.world);
    const asking = { callId: 'c1', asks: true };
    expect(await call(desk, asking)).toMatchObject({ ok: false, problem: { code: 'sandbox.needs_grant', params: { tool: 'Tried', capability: 'http.fetch', reason: 'to send' } } }); // prettier-ignore
    fake.grants.push(granted(script, POST, { scope: 'once', of: 'c1' }));
    expect(await call(desk, asking)).toMatchObject({ ok: false, problem: { params: { capability: 'clock' } } });
    expect(fake.fetched).toHaveLength(1);
    fake.grants.push(granted(script, CLOCK));
    const result = await call(desk, asking);
    expect(result).toMatchObject({ ok: true, value: { output: { sent: { ok: true }, clock: { ok: true } } } });
    expect(fake.fetched).toHaveLength(1);
    expect(callsOf(result)).toHaveLength(2);
  });

  test('what the user says no to, the tool hears', async () => {
    const fake = fakeWorld();
    fake.grants.push(granted(script, POST));
    const desk = deskOf(script, [POST, CLOCK], fake.world);
    const result = await call(desk, { callId: 'c1', asks: true, refused: ['clock'] });
    expect(result).toMatchObject({
      ok: true,
      value: { output: { sent: { ok: true }, clock: { error: { code: 'not_granted' } } } },
    });
  });

  test('the same call sent twice is one call', async () => {
    const fake = fakeWorld();
    fake.grants.push(granted(script, POST), granted(script, CLOCK));
    const desk = deskOf(script, [POST, CLOCK], fake.world);
    const [a, b] = await Promise.all([call(desk, { callId: 'c1' }), call(desk, { callId: 'c1' })]);
    expect(a).toEqual(b);
    expect(await call(desk, { callId: 'c1' })).toEqual(a);
    expect(fake.fetched).toHaveLength(1);
    await call(desk, { callId: 'c2' });
    expect(fake.fetched).toHaveLength(2);
  });
});

test('after a page of a site that stays here was read, nothing is sent', async () => {
  const script = `export default async (_, host) => {
    const page = await host.call('page.read', { kind: 'article' });
    return host.call('http.fetch', { url: 'https://a.example/?' + page.value.text });
  }`;
  const READ: AskedCapability = { name: 'page.read', reason: 'x', kinds: ['article'] };
  const FETCH: AskedCapability = { name: 'http.fetch', reason: 'x', hosts: ['a.example'], methods: ['GET'], maxCalls: 10, maxBytes: 1000 }; // prettier-ignore
  const readAt = async (isLocal: boolean) => {
    const fake = fakeWorld({
      'world.page': () => ({
        url: 'https://b.example/',
        title: '',
        text: 'secret',
        isLocal,
        origins: ['https://here.example'],
      }),
    });
    fake.grants.push(granted(script, READ), granted(script, FETCH));
    const result = await call(deskOf(script, [READ, FETCH], fake.world), { tabId: 1 });
    return { result, fetched: fake.fetched.length };
  };
  expect(await readAt(true)).toMatchObject({ result: { ok: true, value: { output: { error: { code: 'local_only' } } } }, fetched: 0 }); // prettier-ignore
  expect(await readAt(false)).toMatchObject({ result: { ok: true, value: { output: { ok: true } } }, fetched: 1 });
});

test('what is no request, or none of a name, is an error value', async () => {
  const script = `export default async (_, host) => {
    const names = ['', 'constructor', '__proto__', 'http.fetch\\u0000', 'x'.repeat(1000), null, {}];
    const answers = await Promise.all(names.map((name) => host.call(name, 1)));
    return { codes: answers.map((answer) => answer.error.code) };
  }`;
  const fake = fakeWorld();
  expect(await call(deskOf(script, [CLOCK], fake.world))).toMatchObject({ ok: true, value: { output: { codes: Array.from({ length: 7 }, () => 'not_declared') } } }); // prettier-ignore
});

test('a tool that floods the door is stopped', async () => {
  const script = 'export default async (_, host) => { for (;;) await host.call("clock"); }';
  const fake = fakeWorld();
  expect(await call(deskOf(script, [CLOCK], fake.world))).toMatchObject({
    ok: false,
    problem: { code: 'sandbox.calls' },
  });
});

test('what a call used up is counted once, with what left by host', async () => {
  const script = 'export default (_, host) => host.call("http.fetch", { url: "https://a.example/" })';
  const FETCH: AskedCapability = { name: 'http.fetch', reason: 'x', hosts: ['a.example'], methods: ['GET'], maxCalls: 10, maxBytes: 1000 }; // prettier-ignore
  const fake = fakeWorld();
  fake.grants.push(granted(script, FETCH));
  await call(deskOf(script, [FETCH], fake.world), { callId: 'c1' });
  expect(fake.asked.filter(({ type }) => type === 'world.used')).toMatchObject([
    { callId: 'c1', use: { tool: 'tried', calls: 1, capabilities: { 'http.fetch': 1 }, sent: { 'a.example': 20 } } },
  ]);
});

/** A call with two answers, and a way to run it again. */
async function recorded() {
  const fake = fakeWorld();
  fake.grants.push(granted(BOTH, CLOCK), granted(BOTH, RANDOM));
  const desk = deskOf(BOTH, [CLOCK, RANDOM], fake.world);
  const first = await call(desk);
  if (!first.ok) throw new Error('it fails');
  const replay = (calls: CapabilityCall[], on = desk) =>
    on.answer({ type: 'tools.replay', name: 'tried', input: {}, calls });
  return { first: first.value as ToolResult, replay, calls: callsOf(first) };
}

describe('a replay', () => {
  test('with the answers of then gives the same bytes, for the same fuel, and asks nobody', async () => {
    const { first, replay, calls } = await recorded();
    const again = await replay(calls, deskOf(BOTH, [CLOCK, RANDOM]));
    expect(again).toMatchObject({ ok: true, value: { fuel: first.fuel, logs: first.logs, calls } });
    expect(JSON.stringify(again.ok && (again.value as ToolResult).output)).toBe(JSON.stringify(first.output));
  });

  test('with other answers gives something else', async () => {
    const { first, replay, calls } = await recorded();
    const other = calls.map((each) => ({ ...each, answer: { ok: true as const, value: { ms: 1 } } }));
    const again = await replay(other);
    expect(again.ok && (again.value as ToolResult).output).not.toEqual(first.output);
  });

  test('that asks something else, more or less than then is said to be another', async () => {
    const { replay, calls } = await recorded();
    const [clock, random] = calls;
    if (clock === undefined || random === undefined) throw new Error('two calls');
    const bad = { ok: false, problem: { code: 'sandbox.replay' } };
    expect(await replay([random, clock])).toMatchObject(bad);
    expect(await replay([clock, { ...random, input: { bytes: 3 } }])).toMatchObject(bad);
    expect(await replay([clock])).toMatchObject(bad);
    expect(await replay([clock, random, clock])).toMatchObject(bad);
  });
});

test('what was put on a shelf at another site stays there, too, until the user has let it go', async () => {
  const script = `export default async (_, host) => {
    const kept = await host.call('storage.kv', { do: 'get', key: 'a' });
    return host.call('http.fetch', { url: 'https://a.example/?' + kept.value.value });
  }`;
  const SHELF: AskedCapability = { name: 'storage.kv', reason: 'x', maxBytes: 1000 };
  const FETCH: AskedCapability = { name: 'http.fetch', reason: 'x', hosts: ['a.example'], methods: ['GET'], maxCalls: 10, maxBytes: 1000 }; // prettier-ignore
  const fetched = async (carries: string[]) => {
    const fake = fakeWorld({ 'world.get': () => ({ value: 'secret', isLocal: false, from: ['https://bank.example'] }) }); // prettier-ignore
    fake.grants.push(granted(script, SHELF), granted(script, FETCH));
    const desk = deskOf(script, [SHELF, FETCH], fake.world);
    const context = { asks: false, refused: [], reads: [], carries };
    const calls = callsOf(await desk.answer({ type: 'tools.call', name: 'tried', input: {}, context }));
    return { count: fake.fetched.length, codes: calls.map(({ answer }) => answer.ok || answer.error.code) };
  };
  expect(await fetched([])).toEqual({ count: 0, codes: [true, 'carried'] });
  expect(await fetched(['https://bank.example'])).toEqual({ count: 1, codes: [true, true] });
});

test('what a server answered goes to the other servers of the same tool, and lies on its shelf as from there', async () => {
  const script = `export default async (_, host) => {
    const got = await host.call('http.fetch', { url: 'https://a.example/' });
    await host.call('storage.kv', { do: 'set', key: 'a', value: got.value.body });
    return host.call('http.fetch', { url: 'https://b.example/?' + got.value.body });
  }`;
  const SHELF: AskedCapability = { name: 'storage.kv', reason: 'x', maxBytes: 1000 };
  const FETCH: AskedCapability = { name: 'http.fetch', reason: 'x', hosts: ['a.example', 'b.example'], methods: ['GET'], maxCalls: 10, maxBytes: 1000 }; // prettier-ignore
  const fetched = async (reads: string[]) => {
    const fake = fakeWorld({ 'world.set': () => ({ fits: true }) });
    fake.grants.push(granted(script, SHELF), granted(script, FETCH));
    const context = { asks: false, refused: [], reads, carries: [] };
    const desk = deskOf(script, [SHELF, FETCH], fake.world);
    const calls = callsOf(await desk.answer({ type: 'tools.call', name: 'tried', input: {}, context }));
    return { calls, shelf: fake.asked.find(({ type }) => type === 'world.set') };
  };
  const { calls, shelf } = await fetched([]);
  expect(calls.map(({ name, answer, read }) => [name, answer.ok, read])).toEqual([
    ['http.fetch', true, ['https://a.example']],
    ['storage.kv', true, undefined],
    ['http.fetch', true, ['https://b.example']],
  ]);
  expect(shelf).toMatchObject({ from: ['https://a.example'] });
  // A page of that server was read before the call: what stands there the user has not let go.
  expect((await fetched(['https://a.example'])).calls.at(-1)?.answer).toMatchObject({ error: { code: 'carried' } });
});
