import { expect, test } from 'vitest';

import type { CapabilityCall, Grant } from '@/lib/contracts/index.ts';
import type { HostLink, HostRequest } from '@/lib/protocol/index.ts';
import { success } from '@/lib/shared/index.ts';

import { kitOf } from './kit.ts';

const CLOCK = { name: 'clock', reason: 'x', terms: '{"name":"clock"}', about: '', risk: 'none' } as const;
const INFO = { name: 'it', title: 'It', description: '', language: 'Rust', sha256: 'aa', example: {}, inputSchema: {} };
const grant = (more: Partial<Grant>): Grant => ({ id: 'g', sha256: 'aa', tool: 'it', capability: 'clock', terms: CLOCK.terms, about: '', scope: 'always', of: '', at: 0, ...more }); // prettier-ignore
const called = (size: number): CapabilityCall => ({ name: 'clock', input: {}, answer: { ok: true, value: 'x'.repeat(size) }, sent: { host: 'a.example', bytes: 3 }, bytes: size, ms: 0 }); // prettier-ignore

function kit(calls: CapabilityCall[] = [], grants: Grant[] = []) {
  const asked: HostRequest[] = [];
  const answer = (request: HostRequest) => {
    asked.push(request);
    if (request.type === 'tools.list') return Promise.resolve(success([{ ...INFO, name: 'plain', capabilities: [] }, { ...INFO, capabilities: [CLOCK] }])); // prettier-ignore
    return Promise.resolve(success({ output: { a: 1 }, logs: [], ms: 1, fuel: 2, calls }));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake: it gives what each type promises
  const host = { ask: answer as HostLink['ask'] };
  return { asked, kit: kitOf(host, async () => grants) };
}

const { signal } = new AbortController();
const CALLING = { callId: 'r:1', runId: 'r', tabId: 3, reads: ['https://a.example'], carries: [] };

test('tools are offered with what they ask for; those that ask for nothing have no module that could be granted anything', async () => {
  const [plain, asking] = await kit().kit.list(signal);
  expect(plain).not.toHaveProperty('sha256');
  expect(plain).not.toHaveProperty('capabilities');
  expect(asking).toMatchObject({ name: 'it', sha256: 'aa', capabilities: [CLOCK] });
});

test('a call says whose it is, and that nobody can be asked any more', async () => {
  const { asked, kit: tools } = kit();
  expect(await tools.call('it', { a: 1 }, CALLING, signal)).toEqual({ ok: true, value: { text: '{"a":1}', fuel: 2, ms: 1 } }); // prettier-ignore
  expect(asked).toEqual([{ type: 'tools.call', name: 'it', input: { a: 1 }, context: { ...CALLING, asks: false, refused: [] } }]); // prettier-ignore
});

test('of what it asked of the outside as much is kept as there is room for; that it asked is always kept', async () => {
  const { kit: tools } = kit([called(10), called(300_000), called(300_000), called(20)]);
  const gave = await tools.call('it', {}, CALLING, signal);
  const kept = gave.ok ? (gave.value.calls ?? []) : [];
  expect(kept.map(({ answer }) => answer?.ok)).toEqual([true, true, undefined, true]);
  expect(kept[2]).toEqual({ name: 'clock', input: null, sent: { host: 'a.example', bytes: 3 }, bytes: 300_000, ms: 0 });
});

test('grants are those of this call, this run, of any site, and always, for what the module asks for now', async () => {
  const grants = [
    grant({ id: '1' }),
    grant({ id: '2', scope: 'once', of: 'r:1' }),
    grant({ id: '3', scope: 'once', of: 'r:2' }),
    grant({ id: '4', scope: 'run', of: 's' }),
    grant({ id: '5', scope: 'site', of: 'https://b.example' }),
    grant({ id: '6', terms: '{}' }),
    grant({ id: '7', sha256: 'bb' }),
    grant({ id: '8', capability: 'random' }),
  ];
  const tools = kit([], grants).kit;
  const [plain, tool] = await tools.list(signal);
  if (tool === undefined || plain === undefined) throw new Error('no tool');
  expect(await tools.grants(tool, CALLING, signal)).toEqual([
    { capability: 'clock', scope: 'always', of: '' },
    { capability: 'clock', scope: 'once', of: 'r:1' },
    { capability: 'clock', scope: 'site', of: 'https://b.example' },
  ]);
  expect(await tools.grants(plain, CALLING, signal)).toEqual([]);
});
