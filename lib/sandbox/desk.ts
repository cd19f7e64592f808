import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { type Problem, problem, type ProblemCode, type TaskCode } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolInstall, ToolRequest, ToolResult } from '@/lib/protocol/index.ts';
import { failure, fromJson, once, type Result, success } from '@/lib/shared/index.ts';

import { type Abi, type Ended, ENGINES, type Guest } from './call.ts';
import { type Callee, createCaller } from './calls.ts';
import { askedOf } from './capabilities/index.ts';
import type { World } from './capabilities/world.ts';
import { codeManifest, inItsLines, moduleOf } from './code.ts';
import type { HeldFrame } from './frame/hold.ts';
import { guestOf } from './guest.ts';
import { Manifest, sandboxOf } from './manifest.ts';
import { addedOf } from './pack/info.ts';
import { createShelf, type Shelved } from './pack/shelf.ts';
import { runVectors } from './pack/vectors.ts';
import { createPool, type Door, type Hear, type Pool, type Report } from './pool.ts';
import { checkOf } from './schema.ts';
import { createWatch, type Told } from './watch.ts';

/** A tool as it is packaged: its manifest, and its script. */
export const PackedTool = v.object({ manifest: v.unknown(), script: v.string() });
export type PackedTool = v.InferOutput<typeof PackedTool>;

interface DeskOptions {
  tools: () => Promise<readonly PackedTool[]>;
  /** A packaged engine, hardened, by its name in `ENGINES`. */
  engine: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  frame: () => Promise<Result<HeldFrame, Problem>>;
  /** Hears what tools write while they run, where a call asks for that. */
  told?: Told;
  /** What capabilities reach. Without it nothing is granted. */
  world?: World;
}

export interface ToolDesk {
  answer(request: ToolRequest | ToolInstall): Promise<Result<unknown, Problem>>;
}

type CallRequest = Extract<ToolRequest, { type: 'tools.call' | 'tools.replay' }>;
type CodeRequest = Extract<ToolRequest, { type: 'tools.run' }>;

/** A tool that may be called: all of it was checked. */
interface Tool {
  manifest: Manifest;
  guest: Guest;
  /** Of workers that may run it. A pack's module may lie in another one, with other limits: that is another guest. */
  key: string;
  input: (value: unknown) => string | undefined;
  output: (value: unknown) => string | undefined;
}

/** After so long without a call, workers and frame go. Milliseconds. */
const IDLE_MS = 60_000;

/** Calls tools by name, behind the walls. */
export function createToolDesk(options: DeskOptions): ToolDesk {
  const shelf = createShelf();
  const all = once(() => toolsOf(options));
  const run = createRunner(options, () => {
    shelf.clear();
  });
  const caller = createCaller(options.world);
  // Without a world: examples, and code of one task, reach nothing outside, whatever was granted.
  const trier = createCaller(undefined);
  const watched = createWatch(options.told);
  const calleeOf = (tool: Tool, input: unknown, until?: AbortSignal, hear?: Hear) => calleeFor(tool, input, { run, until, hear }); // prettier-ignore
  const find = async (name: string, id: string | undefined): Promise<Tool | undefined> => {
    const own = (await all()).get(name);
    const pack = id === undefined ? undefined : shelf.get(id);
    return own ?? (pack?.manifest.name === name ? addedTool(pack) : undefined);
  };
  const call = async (request: CallRequest): ReturnType<Callee['run']> => {
    const { name, pack, input } = request;
    const tool = await find(name, pack);
    if (tool === undefined) return failure(problem('sandbox.no_tool', { params: { tool: name } }));
    if (request.type === 'tools.replay') {
      const callee = calleeOf(tool, input);
      return callee.ok ? caller.replay(callee.value, request.calls) : callee;
    }
    return watched.call(request.context, tool.manifest.title, async (until, hear) => {
      const callee = calleeOf(tool, input, until, hear);
      return callee.ok ? caller.call(callee.value, request.context) : callee;
    });
  };
  const runCode = async ({ input, ...code }: CodeRequest): ReturnType<Callee['run']> => {
    const callee = calleeOf(codeAs(code), input);
    if (!callee.ok) return callee;
    const ran = await trier.call(callee.value);
    return ran.ok ? ran : failure(inItsLines(code, ran.problem));
  };
  const install = async ({ id, base64, check }: ToolInstall): Promise<Result<ToolInfo, Problem>> => {
    const read = await shelf.put(id, base64, [...namesOf(await all()), ...(check?.titles ?? [])]);
    if (!read.ok) return read;
    const tool = addedTool(read.value);
    const tried = await runVectors(check === undefined ? [] : read.value.vectors, async (input, signal) => {
      const callee = calleeOf(tool, input, signal);
      return callee.ok ? trier.call(callee.value) : callee;
    });
    return tried.ok ? success({ ...infoOf(tool), added: addedOf(read.value) }) : tried;
  };
  return {
    async answer(request) {
      if (request.type === 'tools.list') return success([...(await all()).values()].map(infoOf));
      if (request.type === 'tools.run') return runCode(request);
      if (request.type === 'tools.stop') return success(watched.stop(request.callId));
      return request.type === 'tools.install' ? install(request) : call(request);
    },
  };
}

/** `until`: ends a call from outside. */
function calleeFor(
  tool: Tool,
  input: unknown,
  {
    run,
    until,
    hear,
  }: { run: ReturnType<typeof createRunner>; until: AbortSignal | undefined; hear: Hear | undefined },
): Result<Callee, Problem> {
  const unfit = tool.input(input);
  if (unfit !== undefined) return refusal('sandbox.input', tool, unfit);
  const { name, title } = tool.manifest;
  const { sha256: hash, capabilities: declared } = sandboxOf(tool.manifest);
  const signalOf = (own: AbortSignal) => (until === undefined ? own : AbortSignal.any([own, until]));
  return success({
    name,
    title,
    sha256: hash,
    declared,
    run: (door, own) => run({ tool, input, door, signal: signalOf(own), hear }),
  });
}

interface Running {
  tool: Tool;
  input: unknown;
  door: Door;
  signal: AbortSignal;
  hear: Hear | undefined;
}

/** Runs tools in a pool behind the walls, which is made when one is called, and goes a while after the last call; `gone` hears of that. */
function createRunner(options: DeskOptions, gone: () => void) {
  let pool: Promise<Result<Held, Problem>> | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const engines = withEngine(options);
  const close = async () => {
    const open = pool;
    pool = undefined;
    gone();
    const held = await open;
    if (held?.ok === true) held.value.close();
  };
  return async ({ tool, input, door, signal, hear }: Running): ReturnType<Callee['run']> => {
    clearTimeout(idle);
    pool ??= holdPool(options);
    const held = await pool;
    if (!held.ok) {
      // Another time the walls may stand.
      pool = undefined;
      return held;
    }
    try {
      const guest = await engines(tool.guest);
      return resultOf(tool, await held.value.pool.call(tool.key, guest, JSON.stringify(input), signal, door, hear));
    } finally {
      clearTimeout(idle);
      idle = setTimeout(() => void close(), IDLE_MS);
    }
  };
}

/** What no added tool may be taken for. */
function namesOf(tools: ReadonlyMap<string, Tool>): string[] {
  return [...tools.values()].flatMap(({ manifest }) => [manifest.name, manifest.title]);
}

/** Gives guests that are text the engine that runs them; each is loaded when the first of its guests is called. */
function withEngine({ engine }: DeskOptions): (guest: Guest) => Promise<Guest> {
  const loads = new Map<Abi, () => Promise<Uint8Array<ArrayBuffer>>>();
  return async (guest) => {
    const name = ENGINES[guest.abi];
    if (name === undefined) return guest;
    const load = loads.get(guest.abi) ?? once(() => engine(name));
    loads.set(guest.abi, load);
    return { ...guest, engine: await load() };
  };
}

interface Held {
  pool: Pool;
  close: () => void;
}

async function holdPool({ frame }: DeskOptions): Promise<Result<Held, Problem>> {
  const held = await frame();
  if (!held.ok) return held;
  const pool = createPool({ spawn: held.value.spawn });
  return success({
    pool,
    close() {
      pool.close();
      held.value.close();
    },
  });
}

/** Code of one task, as a tool that takes and gives anything. */
function codeAs(code: TaskCode): Tool {
  const bytes = Uint8Array.from(utf8ToBytes(moduleOf(code)));
  const hash = bytesToHex(sha256(bytes));
  const manifest = codeManifest(code.language, hash);
  const { abi, limits } = sandboxOf(manifest);
  return {
    manifest,
    key: `${abi} ${hash}`,
    guest: { abi, bytes, limits, door: false },
    input: () => undefined,
    output: () => undefined,
  };
}

/** Those that are packaged were checked when they were built; one that does not fit its manifest now is a broken build. */
async function toolsOf({ tools }: DeskOptions): Promise<ReadonlyMap<string, Tool>> {
  const read = (await tools()).map(readTool);
  return new Map(read.map((tool) => [tool.manifest.name, tool]));
}

function readTool({ manifest: given, script }: PackedTool): Tool {
  const manifest = v.parse(Manifest, given);
  const bytes = Uint8Array.from(utf8ToBytes(script));
  const { sha256: hash } = sandboxOf(manifest);
  if (bytesToHex(sha256(bytes)) !== hash) throw new Error(`${manifest.name}: its script is another one`);
  const input = checkOf(manifest.inputSchema);
  if (!input.ok) throw new Error(`${manifest.name}: inputSchema: ${input.problem}`);
  const output = checkOf(manifest.outputSchema);
  if (!output.ok) throw new Error(`${manifest.name}: outputSchema: ${output.problem}`);
  const guest = guestOf(manifest, bytes);
  if (!guest.ok) throw new Error(`${manifest.name}: ${guest.problem.words}`);
  return { manifest, key: hash, guest: guest.value, input: input.value, output: output.value };
}

function addedTool({ id, manifest, guest, input, output }: Shelved): Tool {
  return { manifest, key: id, guest, input, output };
}

function infoOf({ manifest }: Tool): ToolInfo {
  const { name, title, description, inputSchema } = manifest;
  const { language, sha256: hash, capabilities, triggers, keywords, feed } = sandboxOf(manifest);
  const examples: unknown = inputSchema['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : {};
  return {
    name,
    title,
    description,
    language,
    sha256: hash,
    example,
    inputSchema,
    capabilities: capabilities.map(askedOf),
    ...(triggers !== undefined && { triggers }),
    ...(keywords !== undefined && { keywords }),
    ...(feed !== undefined && { feed }),
  };
}

const CODES: Readonly<Record<Extract<Ended, { ok: false }>['fault'], ProblemCode>> = {
  refused: 'sandbox.refused',
  fuel: 'sandbox.fuel',
  stack: 'sandbox.stack',
  memory: 'sandbox.memory',
  output: 'sandbox.flood',
  trap: 'sandbox.trap',
  failed: 'sandbox.failed',
  time: 'sandbox.time',
  calls: 'sandbox.calls',
};

function resultOf(tool: Tool, { ended, logs, ms }: Report): Result<ToolResult, Problem> {
  if (!ended.ok) return refusal(CODES[ended.fault], tool, ended.detail);
  const output = fromJson(ended.output);
  if (output === undefined) return refusal('sandbox.output', tool, 'no JSON');
  const unfit = tool.output(output);
  if (unfit !== undefined) return refusal('sandbox.output', tool, unfit);
  return success({ output, logs: [...logs], ms, fuel: ended.fuel, calls: [] });
}

function refusal(code: ProblemCode, { manifest }: Tool, reason: string): Result<never, Problem> {
  return failure(problem(code, { params: { tool: manifest.title, reason }, detail: reason }));
}
