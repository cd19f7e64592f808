import { type Ended, ENGINES } from '../../../lib/sandbox/call.ts';
import { openDoor } from '../../../lib/sandbox/capabilities/door.ts';
import { guestOf } from '../../../lib/sandbox/guest.ts';
import { sandboxOf } from '../../../lib/sandbox/manifest.ts';
import { createPool, type Report } from '../../../lib/sandbox/pool.ts';
import { checkOf } from '../../../lib/sandbox/schema.ts';
import { failure, fromJson, type Result, success } from '../../../lib/shared/index.ts';
import { ROOT } from '../build.ts';
import { engineOf, workerScript } from '../tools.ts';
import { nodeCells } from './cells.ts';
import type { GuestTool } from './folder.ts';

type Fault = Extract<Ended, { ok: false }>['fault'];

/** How a call went, with what it cost. */
export interface Outcome {
  /** The very text that the tool gave, or why there is none. */
  result: Result<string, { fault: Fault | 'input' | 'unfit'; reason: string }>;
  logs: readonly string[];
  fuel: number;
  ms: number;
}

export interface GuestHost {
  call(tool: GuestTool, input: unknown): Promise<Outcome>;
  close(): void;
}

/** Outside of the browser there is nobody who could grant: what a tool asks for is refused in words, and it may go on. */
const NOTHING = {
  grants: [],
  world: undefined,
  place: { callId: undefined, runId: undefined, site: undefined, tabId: undefined },
  asks: false,
  refused: new Set<never>(),
  carrying: { reads: [], carries: undefined },
  isLocal: false,
};

/** Calls tools in workers of Node, with the schemas, limits, lockdown, rewriter and runners of the extension. */
export async function openHost(): Promise<GuestHost> {
  const pool = createPool({ spawn: nodeCells(await workerScript(ROOT.replace(/\/$/u, ''))) });
  const engines = new Map<string, ReturnType<typeof engineOf>>();
  const engine = (name: string) => {
    const known = engines.get(name) ?? engineOf(name);
    engines.set(name, known);
    return known;
  };
  // A module is hardened once, not for each of its vectors.
  const guests = new WeakMap<GuestTool, ReturnType<typeof guestOf>>();
  const guestFor = (tool: GuestTool) => {
    const known = guests.get(tool) ?? guestOf(tool.manifest, tool.bytes);
    guests.set(tool, known);
    return known;
  };
  return {
    async call(tool, input) {
      const checked = checksOf(tool);
      if (!checked.ok) return unheard('refused', checked.problem);
      const unfit = checked.value.input(input);
      if (unfit !== undefined) return unheard('input', unfit);
      const { abi, sha256, capabilities } = sandboxOf(tool.manifest);
      const name = ENGINES[abi];
      const taken = guestFor(tool);
      if (!taken.ok) return unheard('refused', taken.problem.words);
      const guest = { ...taken.value, ...(name !== undefined && { engine: await engine(name) }) };
      const { signal } = new AbortController();
      const door = openDoor({ ...NOTHING, sha256, declared: capabilities, signal });
      const report = await pool.call(sha256, guest, JSON.stringify(input), signal, door.ask);
      return outcomeOf(report, checked.value.output);
    },
    close() {
      pool.close();
    },
  };
}

type Check = (value: unknown) => string | undefined;

function checksOf({ manifest }: GuestTool): Result<{ input: Check; output: Check }, string> {
  const input = checkOf(manifest.inputSchema);
  if (!input.ok) return failure(`inputSchema: ${input.problem}`);
  const output = checkOf(manifest.outputSchema);
  if (!output.ok) return failure(`outputSchema: ${output.problem}`);
  return success({ input: input.value, output: output.value });
}

function unheard(fault: 'refused' | 'input', reason: string): Outcome {
  return { result: failure({ fault, reason }), logs: [], fuel: 0, ms: 0 };
}

function outcomeOf({ ended, logs, ms }: Report, check: Check): Outcome {
  const rest = { logs, ms, fuel: ended.fuel };
  if (!ended.ok) return { ...rest, result: failure({ fault: ended.fault, reason: ended.detail }) };
  const value = fromJson(ended.output);
  const unfit = value === undefined ? 'it is no JSON' : check(value);
  if (unfit !== undefined) return { ...rest, result: failure({ fault: 'unfit', reason: unfit }) };
  return { ...rest, result: success(ended.output) };
}
