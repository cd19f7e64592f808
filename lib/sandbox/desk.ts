import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { type Problem, problem, type ProblemCode } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolRequest, ToolResult } from '@/lib/protocol/index.ts';
import { failure, fromJson, type Result, success } from '@/lib/shared/index.ts';

import type { Ended, Guest } from './call.ts';
import { type Callee, createCaller } from './calls.ts';
import { askedOf } from './capabilities/index.ts';
import type { World } from './capabilities/world.ts';
import type { HeldFrame } from './frame/hold.ts';
import { Manifest, sandboxOf } from './manifest.ts';
import { createPool, type Door, type Pool, type Report } from './pool.ts';
import { checkOf } from './schema.ts';

/** A tool as it is packaged: its manifest, and its script. */
export const PackedTool = v.object({ manifest: v.unknown(), script: v.string() });
export type PackedTool = v.InferOutput<typeof PackedTool>;

interface DeskOptions {
  tools: () => Promise<readonly PackedTool[]>;
  /** The engine for scripts, hardened. */
  engine: () => Promise<Uint8Array<ArrayBuffer>>;
  frame: () => Promise<Result<HeldFrame, Problem>>;
  /** What capabilities reach. Without it nothing is granted. */
  world?: World;
}

export interface ToolDesk {
  answer(request: ToolRequest): Promise<Result<unknown, Problem>>;
}

/** A tool that may be called: all of it was checked. */
interface Tool {
  manifest: Manifest;
  guest: Guest;
  input: (value: unknown) => string | undefined;
  output: (value: unknown) => string | undefined;
}

/** After so long without a call, workers and frame go. Milliseconds. */
const IDLE_MS = 60_000;

/** Calls tools by name, behind the walls. */
export function createToolDesk(options: DeskOptions): ToolDesk {
  let tools: Promise<ReadonlyMap<string, Tool>> | undefined;
  let pool: Promise<Result<Held, Problem>> | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const all = () => {
    tools ??= toolsOf(options);
    return tools;
  };
  const close = async () => {
    const open = pool;
    pool = undefined;
    const held = await open;
    if (held?.ok === true) held.value.close();
  };
  const run = async (tool: Tool, input: unknown, door: Door, signal: AbortSignal): ReturnType<Callee['run']> => {
    clearTimeout(idle);
    pool ??= holdPool(options);
    const held = await pool;
    if (!held.ok) {
      // Another time the walls may stand.
      pool = undefined;
      return held;
    }
    const { sha256: key } = sandboxOf(tool.manifest);
    try {
      const report = await held.value.pool.call(key, tool.guest, JSON.stringify(input), signal, door);
      return resultOf(tool, report);
    } finally {
      clearTimeout(idle);
      idle = setTimeout(() => void close(), IDLE_MS);
    }
  };
  const caller = createCaller(options.world);
  const call = async (request: Exclude<ToolRequest, { type: 'tools.list' }>): ReturnType<Callee['run']> => {
    const { name, input } = request;
    const tool = (await all()).get(name);
    if (tool === undefined) return failure(problem('sandbox.no_tool', { params: { tool: name } }));
    const unfit = tool.input(input);
    if (unfit !== undefined) return refusal('sandbox.input', tool, unfit);
    const { title } = tool.manifest;
    const { sha256: hash, capabilities: declared } = sandboxOf(tool.manifest);
    const callee = { name, title, sha256: hash, declared, run: (door: Door, signal: AbortSignal) => run(tool, input, door, signal) }; // prettier-ignore
    return request.type === 'tools.call' ? caller.call(callee, request.context) : caller.replay(callee, request.calls);
  };
  return {
    async answer(request) {
      if (request.type !== 'tools.list') return call(request);
      return success([...(await all()).values()].map(infoOf));
    },
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

/** Those that are packaged were checked when they were built; one that does not fit its manifest now is a broken build. */
async function toolsOf({ tools, engine }: DeskOptions): Promise<ReadonlyMap<string, Tool>> {
  const [packed, script] = await Promise.all([tools(), engine()]);
  const read = packed.map((each) => readTool(each, script));
  return new Map(read.map((tool) => [tool.manifest.name, tool]));
}

function readTool({ manifest: given, script }: PackedTool, engine: Uint8Array<ArrayBuffer>): Tool {
  const manifest = v.parse(Manifest, given);
  const bytes = Uint8Array.from(utf8ToBytes(script));
  const { abi, limits, sha256: hash, capabilities } = sandboxOf(manifest);
  if (bytesToHex(sha256(bytes)) !== hash) throw new Error(`${manifest.name}: its script is another one`);
  const input = checkOf(manifest.inputSchema);
  if (!input.ok) throw new Error(`${manifest.name}: inputSchema: ${input.problem}`);
  const output = checkOf(manifest.outputSchema);
  if (!output.ok) throw new Error(`${manifest.name}: outputSchema: ${output.problem}`);
  return {
    manifest,
    guest: { abi, bytes, limits, engine, door: capabilities.length > 0 },
    input: input.value,
    output: output.value,
  };
}

function infoOf({ manifest }: Tool): ToolInfo {
  const { name, title, description, inputSchema } = manifest;
  const { language, sha256: hash, capabilities } = sandboxOf(manifest);
  const examples: unknown = inputSchema['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : {};
  return { name, title, description, language, sha256: hash, example, capabilities: capabilities.map(askedOf) };
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
