import {
  type CapabilityCall,
  type CapabilityName,
  type Problem,
  problem,
  type ProblemCode,
  type ToolUse,
} from '@/lib/contracts/index.ts';
import type { ToolRequest, ToolResult } from '@/lib/protocol/index.ts';
import { failure, log, newId, type Result } from '@/lib/shared/index.ts';

import { GrantNeeded, type OpenDoor, openDoor, OtherCall, replaying } from './capabilities/door.ts';
import type { AskedCapability } from './capabilities/index.ts';
import type { World } from './capabilities/world.ts';
import type { Door } from './pool.ts';

/** A tool as those see it who call it. */
export interface Callee {
  name: string;
  title: string;
  sha256: string;
  declared: readonly AskedCapability[];
  /** Runs it once, and checks what it gives. */
  run: (door: Door, signal: AbortSignal) => Promise<Result<ToolResult, Problem>>;
}

type Context = NonNullable<Extract<ToolRequest, { type: 'tools.call' }>['context']>;

export interface Caller {
  call: (callee: Callee, context?: Context) => Promise<Result<ToolResult, Problem>>;
  /** With the answers of then, and nothing else. */
  replay: (callee: Callee, calls: readonly CapabilityCall[]) => Promise<Result<ToolResult, Problem>>;
}

/** Calls that ended, or stopped for a grant, that are still known. */
const KEPT = 20;

/** Calls tools with their door: who they are called for, what is granted there, and what they used up. */
export function createCaller(world: World | undefined): Caller {
  /** Calls by their id, at work or over: the same call asked twice is one. */
  const known = new Map<string, Promise<Result<ToolResult, Problem>>>();
  /** What calls were answered until they stopped for a grant. */
  const stopped = new Map<string, Before>();
  return {
    call(callee, context) {
      const callId = context?.callId ?? newId('call');
      const running = known.get(callId);
      if (running !== undefined) return running;
      const work = called({ callee, context, callId, world, before: stopped.get(callId) });
      const result = work.then(({ result: ended, again }) => {
        if (again === undefined) stopped.delete(callId);
        else {
          keep(stopped, callId, again);
          known.delete(callId);
        }
        return ended;
      });
      keep(known, callId, result);
      result.catch(() => known.delete(callId));
      return result;
    },
    async replay(callee, calls) {
      const door = replaying(calls);
      try {
        const result = await callee.run(door.ask, new AbortController().signal);
        const left = door.left();
        if (result.ok && left > 0) return other(callee, `${left} answers of then were not asked for`);
        return result.ok ? withCalls(result.value, calls) : result;
      } catch (error) {
        if (!(error instanceof OtherCall)) throw error;
        return other(callee, error.message);
      }
    },
  };
}

function other({ title }: Callee, detail: string): Result<never, Problem> {
  return failure(problem('sandbox.replay', { params: { tool: title }, detail }));
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}

/** A call as far as it came. */
interface Before {
  calls: readonly CapabilityCall[];
  isLocal: boolean;
}

interface Calling {
  callee: Callee;
  context: Context | undefined;
  callId: string;
  world: World | undefined;
  before: Before | undefined;
}

interface Called {
  result: Result<ToolResult, Problem>;
  /** It stopped for a grant; so far it came. */
  again?: Before;
}

async function called(calling: Calling): Promise<Called> {
  const { callee, callId, world } = calling;
  const leave = new AbortController();
  const door = await doorOf(calling, leave.signal);
  if (!door.ok) return { result: door };
  try {
    const ran = await callee.run(door.value.ask, leave.signal);
    const result = ran.ok ? withCalls(ran.value, door.value.calls) : ran;
    void count(world, callId, useOf(callee, door.value.calls, result));
    return { result };
  } catch (error) {
    if (!(error instanceof GrantNeeded)) throw error;
    const { name: capability, reason } = error.asked;
    const needed = problem('sandbox.needs_grant', { params: { tool: callee.title, capability, reason } });
    return {
      result: failure(needed),
      again: { calls: door.value.calls, isLocal: door.value.isLocal() },
    };
  } finally {
    // Answers that are still on their way are for nobody.
    leave.abort();
  }
}

const NO_ONE: ReadonlySet<CapabilityName> = new Set();

async function doorOf(
  { callee, context, callId, world, before }: Calling,
  signal: AbortSignal,
): Promise<Result<OpenDoor, Problem>> {
  const { sha256, declared } = callee;
  const tabId = context?.tabId;
  const isFree = declared.length === 0 || world === undefined;
  const here = isFree
    ? undefined
    : await world.ask({
        type: 'world.grants',
        sha256,
        ...(tabId !== undefined && { tabId }),
        reads: context?.reads ?? [],
      });
  if (here?.ok === false) return here;
  const door = openDoor({
    sha256,
    declared,
    world,
    grants: here?.value.grants ?? [],
    place: { callId, runId: context?.runId, site: here?.value.site, tabId },
    known: before?.calls ?? [],
    asks: context?.asks ?? false,
    refused: context === undefined ? NO_ONE : new Set(context.refused),
    isLocal: before?.isLocal === true || here?.value.isLocal === true,
    carrying: { reads: context?.reads ?? [], carries: context?.carries },
    signal,
  });
  return { ok: true, value: door };
}

function withCalls(result: ToolResult, calls: readonly CapabilityCall[]): Result<ToolResult, Problem> {
  return { ok: true, value: { ...result, calls: [...calls] } };
}

async function count(world: World | undefined, callId: string, use: ToolUse): Promise<void> {
  const counted = await world?.ask({ type: 'world.used', callId, use });
  if (counted?.ok === false) log.warn('sandbox', `a call of ${use.tool} is not counted: ${counted.problem.code}`);
}

function useOf(
  { sha256, name }: Callee,
  calls: readonly CapabilityCall[],
  result: Result<ToolResult, Problem>,
): ToolUse {
  const capabilities: Record<string, number> = {};
  const sent: Record<string, number> = {};
  for (const call of calls) {
    capabilities[call.name] = (capabilities[call.name] ?? 0) + 1;
    if (call.sent !== undefined) sent[call.sent.host] = (sent[call.sent.host] ?? 0) + call.sent.bytes;
  }
  const code: ProblemCode | undefined = result.ok ? undefined : result.problem.code;
  return {
    sha256,
    tool: name,
    calls: 1,
    ms: result.ok ? result.value.ms : 0,
    fuel: result.ok ? result.value.fuel : 0,
    capabilities,
    sent,
    usedAt: Date.now(),
    ...(code !== undefined && { problem: code }),
  };
}
