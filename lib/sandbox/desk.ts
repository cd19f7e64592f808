import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { type Problem, problem, type ProblemCode } from '@/lib/contracts/index.ts';
import type { ToolInfo, ToolRequest, ToolResult } from '@/lib/protocol/index.ts';
import { failure, fromJson, type Result, success } from '@/lib/shared/index.ts';

import { type Abi, type Ended, ENGINES, type Guest } from './call.ts';
import type { HeldFrame } from './frame/hold.ts';
import { Manifest, sandboxOf } from './manifest.ts';
import { createPool, type Pool, type Report } from './pool.ts';
import { checkOf } from './schema.ts';

/** A tool as it is packaged: its manifest, and its script. */
export const PackedTool = v.object({ manifest: v.unknown(), script: v.string() });
export type PackedTool = v.InferOutput<typeof PackedTool>;

interface DeskOptions {
  tools: () => Promise<readonly PackedTool[]>;
  /** A packaged engine, hardened, by its name in `ENGINES`. */
  engine: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  frame: () => Promise<Result<HeldFrame, Problem>>;
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
  const engines = withEngine(options);
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
  const call = async (name: string, input: unknown): Promise<Result<ToolResult, Problem>> => {
    const tool = (await all()).get(name);
    if (tool === undefined) return failure(problem('sandbox.no_tool', { params: { tool: name } }));
    const unfit = tool.input(input);
    if (unfit !== undefined) return refusal('sandbox.input', tool, unfit);
    clearTimeout(idle);
    pool ??= holdPool(options);
    const held = await pool;
    if (!held.ok) {
      // Another time the walls may stand.
      pool = undefined;
      return held;
    }
    const { sha256: key } = sandboxOf(tool.manifest);
    const guest = await engines(tool.guest);
    const report = await held.value.pool.call(key, guest, JSON.stringify(input), new AbortController().signal);
    clearTimeout(idle);
    idle = setTimeout(() => void close(), IDLE_MS);
    return resultOf(tool, report);
  };
  return {
    async answer(request) {
      if (request.type === 'tools.call') return call(request.name, request.input);
      return success([...(await all()).values()].map(infoOf));
    },
  };
}

/** Gives guests that are text the engine that runs them; each is loaded when the first of its guests is called. */
function withEngine({ engine }: DeskOptions): (guest: Guest) => Promise<Guest> {
  const loaded = new Map<Abi, Promise<Uint8Array<ArrayBuffer>>>();
  return async (guest) => {
    const name = ENGINES[guest.abi];
    if (name === undefined) return guest;
    const loading = loaded.get(guest.abi) ?? engine(name);
    loaded.set(guest.abi, loading);
    return { ...guest, engine: await loading };
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
async function toolsOf({ tools }: DeskOptions): Promise<ReadonlyMap<string, Tool>> {
  const read = (await tools()).map(readTool);
  return new Map(read.map((tool) => [tool.manifest.name, tool]));
}

function readTool({ manifest: given, script }: PackedTool): Tool {
  const manifest = v.parse(Manifest, given);
  const bytes = Uint8Array.from(utf8ToBytes(script));
  const { abi, limits, sha256: hash } = sandboxOf(manifest);
  if (bytesToHex(sha256(bytes)) !== hash) throw new Error(`${manifest.name}: its script is another one`);
  const input = checkOf(manifest.inputSchema);
  if (!input.ok) throw new Error(`${manifest.name}: inputSchema: ${input.problem}`);
  const output = checkOf(manifest.outputSchema);
  if (!output.ok) throw new Error(`${manifest.name}: outputSchema: ${output.problem}`);
  return { manifest, guest: { abi, bytes, limits }, input: input.value, output: output.value };
}

function infoOf({ manifest }: Tool): ToolInfo {
  const { name, title, description, inputSchema } = manifest;
  const { language, sha256: hash } = sandboxOf(manifest);
  const examples: unknown = inputSchema['examples'];
  return { name, title, description, language, sha256: hash, example: Array.isArray(examples) ? examples[0] : {} };
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
};

function resultOf(tool: Tool, { ended, logs, ms }: Report): Result<ToolResult, Problem> {
  if (!ended.ok) return refusal(CODES[ended.fault], tool, ended.detail);
  const output = fromJson(ended.output);
  if (output === undefined) return refusal('sandbox.output', tool, 'no JSON');
  const unfit = tool.output(output);
  if (unfit !== undefined) return refusal('sandbox.output', tool, unfit);
  return success({ output, logs: [...logs], ms, fuel: ended.fuel });
}

function refusal(code: ProblemCode, { manifest }: Tool, reason: string): Result<never, Problem> {
  return failure(problem(code, { params: { tool: manifest.title, reason }, detail: reason }));
}
