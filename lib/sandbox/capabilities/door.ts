import * as v from 'valibot';

import {
  type Asked,
  type CapabilityAnswer,
  type CapabilityCall,
  type CapabilityName,
  covers,
  type Grant,
  type GrantPlace,
} from '@/lib/contracts/index.ts';
import { byteLength, fromJson } from '@/lib/shared/index.ts';

import type { Door } from '../pool.ts';
import { capabilityOf, type AskedCapability, askedOf } from './index.ts';
import { type Carrying, denied, type Outcome, type Spent } from './shape.ts';
import type { World } from './world.ts';

/** For one answer. Milliseconds. */
const ANSWER_MS = 20_000;
/** For all answers of one call together. */
const ALL_MS = 60_000;

/** Stops the call: the user is to be asked first. */
export class GrantNeeded extends Error {
  readonly asked: Asked;

  constructor(asked: Asked) {
    super(`${asked.name} is not granted`);
    this.asked = asked;
  }
}

export interface DoorOptions {
  sha256: string;
  /** What the manifest asks for. */
  declared: readonly AskedCapability[];
  grants: readonly Grant[];
  /** Without a world nothing is granted. */
  world: World | undefined;
  place: GrantPlace & { tabId: number | undefined };
  /** Answers of the same call before it was stopped: they are given again, and nothing is asked twice. */
  known?: readonly CapabilityCall[];
  /** A missing grant stops the call, unless it is for one of `refused`. */
  asks: boolean;
  refused: ReadonlySet<CapabilityName>;
  /** Something of a site that is kept on this device may be known to the tool. */
  isLocal: boolean;
  /** See `Carrying`. */
  carrying: Carrying;
  signal: AbortSignal;
  now?: () => number;
}

/** What is asked of it, in order, with the answers. Grows as the tool runs. */
export interface OpenDoor {
  ask: Door;
  calls: readonly CapabilityCall[];
  /** Something of a site that is kept on this device was read. */
  isLocal: () => boolean;
}

const Request = v.object({ name: v.pipe(v.string(), v.maxLength(50)), input: v.optional(v.unknown()) });

/** The one door of a call: what a guest says there is hostile, and what it hears is an answer, whatever happens. Throws `GrantNeeded`. */
export function openDoor(options: DoorOptions): OpenDoor {
  const { known = [], now = () => performance.now() } = options;
  const calls: CapabilityCall[] = [];
  const spent = new Map<string, Spent>();
  let isLocal = options.isLocal;
  const reads = new Set(options.carrying.reads);
  const fetched = new Set<string>();
  let ms = 0;
  const keep = (call: CapabilityCall) => {
    calls.push(call);
    for (const origin of call.read ?? []) {
      if (call.name !== 'http.fetch') fetched.delete(origin);
      else if (!reads.has(origin)) fetched.add(origin);
      reads.add(origin);
    }
    const before = spent.get(call.name) ?? { calls: 0, units: 0 };
    const units = capabilityOf(call.name)?.units(call) ?? 0;
    spent.set(call.name, { calls: before.calls + 1, units: before.units + units });
    return JSON.stringify(call.answer);
  };
  return {
    calls,
    isLocal: () => isLocal,
    async ask(text) {
      const request = v.safeParse(Request, fromJson(text));
      const { name, input } = request.success ? request.output : { name: '', input: undefined };
      const again = known[calls.length];
      if (again !== undefined && isSame(again, name, input)) {
        return keep(again);
      }
      const begin = now();
      const left = Math.min(ANSWER_MS, ALL_MS - ms);
      const outcome =
        left <= 0
          ? denied('time', 'the answers took too long together')
          : await answer(
              options,
              { name, input },
              { spent: spent.get(name), isLocal, reads: [...reads], fetched: [...fetched], left },
            );
      const took = now() - begin;
      ms += took;
      if (outcome.ok && outcome.value.isLocal === true) isLocal = true;
      return keep(recordOf(name, input, outcome, took));
    },
  };
}

function isSame(call: CapabilityCall, name: string, input: unknown): boolean {
  // What was kept before a key was known as one is dots now.
  const as = (given: unknown) => JSON.stringify(shownOf(name, given) ?? null);
  return call.name === name && as(call.input) === as(input);
}

/** As it is kept. */
function shownOf(name: string, input: unknown): unknown {
  return capabilityOf(name)?.shown(input) ?? input;
}

interface State {
  spent: Spent | undefined;
  isLocal: boolean;
  reads: readonly string[];
  fetched: readonly string[];
  /** Milliseconds. */
  left: number;
}

async function answer(
  options: DoorOptions,
  { name, input }: { name: string; input: unknown },
  { spent = { calls: 0, units: 0 }, isLocal, reads, fetched, left }: State,
): Promise<Outcome> {
  const { declared, grants, sha256, place, world, signal, asks, refused } = options;
  const found = capabilityOf(name);
  const entry = declared.find((each) => each.name === name);
  if (found === undefined || entry === undefined) {
    return denied('not_declared', `its manifest does not ask for "${name}"; it asks for ${namesOf(declared)}`);
  }
  const asked = askedOf(entry);
  if (world === undefined || !grants.some((grant) => covers(grant, sha256, asked, place))) {
    if (asks && !refused.has(asked.name)) throw new GrantNeeded(asked);
    return denied(
      'not_granted',
      `the user has not granted ${name}; it can be granted in the settings of Locus, under Tools`,
    );
  }
  const time = AbortSignal.any([signal, AbortSignal.timeout(left)]);
  const carrying = { ...options.carrying, reads, fetched };
  return within(found.run(input, { asked: entry, world, sha256, place, spent, isLocal, carrying, signal: time }), time); // prettier-ignore
}

function within(work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const late = () => {
      resolve(denied('time', 'no answer in time'));
    };
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', late);
    });
  });
}

function namesOf(declared: readonly AskedCapability[]): string {
  return declared.length === 0 ? 'nothing' : declared.map(({ name }) => name).join(', ');
}

function recordOf(name: string, input: unknown, outcome: Outcome, ms: number): CapabilityCall {
  const given: CapabilityAnswer = outcome.ok
    ? { ok: true, value: outcome.value.value }
    : { ok: false, error: { code: outcome.problem.code, message: outcome.problem.message } };
  const sent = outcome.ok ? outcome.value.sent : outcome.problem.sent;
  const bytes = byteLength(JSON.stringify(given));
  const read = outcome.ok ? outcome.value.read : undefined;
  return {
    name,
    input: shownOf(name, input),
    answer: given,
    ...(sent !== undefined && { sent }),
    ...(read !== undefined && { read: [...read] }),
    bytes,
    ms,
  };
}

/** Answers of then, in their order, and nothing else: `ask` throws `OtherCall` where something else is asked, or more. */
export function replaying(calls: readonly CapabilityCall[]): { ask: Door; left: () => number } {
  let next = 0;
  return {
    left: () => calls.length - next,
    ask(text) {
      const request = v.safeParse(Request, fromJson(text));
      const call = calls[next];
      next += 1;
      if (call === undefined || !request.success || !isSame(call, request.output.name, request.output.input)) {
        return Promise.reject(new OtherCall(`call ${next} is ${text.slice(0, 200)}`));
      }
      return Promise.resolve(JSON.stringify(call.answer));
    },
  };
}

/** A replay that asks something else than was asked then. */
export class OtherCall extends Error {}
