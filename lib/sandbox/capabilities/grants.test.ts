import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type Asked, CAPABILITY_NAMES, type CapabilityName, type Grant, SCOPES } from '@/lib/contracts/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { fakeWorld } from '../testing/doors.ts';
import { openDoor } from './door.ts';
import { type AskedCapability, askedOf } from './index.ts';

const CLOCK: AskedCapability = { name: 'clock', reason: 'to know the day' };
const RANDOM: AskedCapability = { name: 'random', reason: 'to roll dice' };
const DECLARED = [CLOCK, RANDOM];
/** What the manifest asks for now, what one of an older version did, and what nobody asks for. */
const TERMS = [...DECLARED, { ...CLOCK, reason: 'another' } as const].map(askedOf);

const grant = fc.record({
  asked: fc.constantFrom(...TERMS),
  sha256: fc.constantFrom('aa', 'bb'),
  scope: fc.constantFrom(...SCOPES),
  of: fc.constantFrom('call', 'run', 'https://a.example', 'other', ''),
});
type Given = typeof grant extends fc.Arbitrary<infer G> ? G : never;

const rowOf = ({ asked: { name: capability, terms, about }, sha256, scope, of }: Given, id: number): Grant => ({ id: String(id), sha256, tool: 'it', capability, terms, about, scope, of, at: 0 }); // prettier-ignore

/** Written down once more, and differently: what the user has said yes to. */
const PLACES: Record<Grant['scope'], string | undefined> = { once: 'call', run: 'run', site: 'https://a.example', always: undefined }; // prettier-ignore
function isGranted({ name, terms }: Asked, grants: readonly Given[]): boolean {
  const own = grants.filter(({ sha256, asked }) => sha256 === 'aa' && asked.name === name && asked.terms === terms);
  return own.some(({ scope, of }) => scope === 'always' || of === PLACES[scope]);
}

const ask = fc.constantFrom<CapabilityName>(...CAPABILITY_NAMES);

test('no order of grants and of taking them back lets a tool reach what no grant covers', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('give' as const), grant }),
      fc.record({ do: fc.constant('take' as const), index: fc.nat(10) }),
      fc.record({ do: fc.constant('call' as const), names: fc.array(ask, { maxLength: 4 }) }),
    ),
    { maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const standing: Given[] = [];
      for (const step of all) {
        if (step.do === 'give') standing.push(step.grant);
        else if (step.do === 'take') standing.splice(step.index, 1);
        else await call(step.names, standing);
      }
    }),
    { numRuns: 300 },
  );
});

async function call(names: readonly CapabilityName[], standing: readonly Given[]): Promise<void> {
  const { world } = fakeWorld();
  const door = openDoor({
    sha256: 'aa',
    declared: DECLARED,
    grants: standing.map(rowOf),
    world,
    place: { callId: 'call', runId: 'run', site: 'https://a.example', tabId: 1 },
    asks: false,
    refused: new Set(),
    isLocal: false,
    carrying: { reads: [], carries: [] },
    signal: new AbortController().signal,
  });
  for (const name of names) {
    const input = name === 'random' ? { bytes: 1 } : {};
    const answer = fromJson(await door.ask(JSON.stringify({ name, input })));
    const declared = DECLARED.find((each) => each.name === name);
    const may = declared !== undefined && isGranted(askedOf(declared), standing);
    expect(answer).toMatchObject(
      may ? { ok: true } : { ok: false, error: { code: declared === undefined ? 'not_declared' : 'not_granted' } },
    );
  }
}
