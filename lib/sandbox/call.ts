import * as v from 'valibot';

export const ABIS = ['reactor-json/1', 'wasi-json/1', 'extism/1', 'js/1', 'py/1'] as const;
export type Abi = (typeof ABIS)[number];

/** ABIs whose guests are text that an engine runs, with the packaged file of each engine, hardened. */
export const ENGINES: Readonly<Partial<Record<Abi, string>>> = { 'js/1': 'quickjs.wasm', 'py/1': 'micropython.wasm' };

/** Scripts of workers: one runs whatever guest there is; the other has no glue of engines, runs modules only and starts sooner. */
export const KINDS = ['all', 'modules'] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf(abi: Abi): Kind {
  return ENGINES[abi] === undefined ? 'modules' : 'all';
}

/** What a call may use up. */
export interface Limits {
  /** Units, one an instruction of WebAssembly. For `js/1` and `py/1` the instructions are those of the engine that runs the script. */
  fuel: number;
  /** Of a wall clock, milliseconds: behind the fuel, for the machine that is slow. */
  ms: number;
  /** Pages of 64 KiB. */
  pages: number;
  outputBytes: number;
  logBytes: number;
}

/** How an Extism plug-in is called: it has many functions and knows bytes, where a tool is one function of JSON. */
export interface Plugin {
  function: string;
  /** It gets the text of that part of the input, and not the input as JSON. */
  input?: string | undefined;
  /** What it gives is text, and becomes that part of the output. */
  output?: string | undefined;
  config: Readonly<Record<string, string>>;
}

/** What a worker is given to run, once. */
export interface Guest {
  abi: Abi;
  /** A module that was hardened, see `takenGuest` in guest.ts, or a script as UTF-8. */
  bytes: Uint8Array<ArrayBuffer>;
  limits: Limits;
  /** The engine of its ABI, see `ENGINES`; absent where the guest is no text. */
  engine?: Uint8Array<ArrayBuffer> | WebAssembly.Module;
  /** It has the door to the outside, `host.call`; what comes of it is decided there. */
  door?: boolean;
  /** Of `extism/1`, and of it alone. */
  plugin?: Plugin;
}

export type ToWorker =
  | { type: 'load'; guest: Guest }
  | { type: 'call'; input: string }
  /** To what it asked, by its number. */
  | { type: 'answer'; number: number; answer: string };

/** Asks of one call, at most. */
export const MOST_ASKED = 100;
/** Characters of one. */
export const LONGEST_ASKED = 1_000_000;

/** Why a call gave nothing. */
const FAULTS = [
  'refused', // the module is none that is taken
  'fuel',
  'stack',
  'memory',
  'output', // more than it may give
  'trap', // it broke
  'failed', // it says so itself
  'time',
  'calls', // asked more of the outside than it may
] as const;

export const Ended = v.variant('ok', [
  v.object({ ok: v.literal(true), output: v.string(), fuel: v.number() }),
  v.object({ ok: v.literal(false), fault: v.picklist(FAULTS), detail: v.string(), fuel: v.number() }),
]);
export type Ended = v.InferOutput<typeof Ended>;

/** What a worker says: lines as they come, then how the call ended. */
export const FromWorker = v.variant('type', [
  v.object({ type: v.literal('log'), line: v.string() }),
  /** The guest stands still until it is answered. Numbers count from 0 in each call. */
  v.object({
    type: v.literal('ask'),
    number: v.number(),
    request: v.pipe(v.string(), v.maxLength(LONGEST_ASKED)),
  }),
  v.object({ type: v.literal('ended'), ended: Ended }),
]);
export type FromWorker = v.InferOutput<typeof FromWorker>;
