import { byteLength, fromJson, isRecord } from '@/lib/shared/index.ts';

import type { Guest } from '../call.ts';
import { BYTES_A_UNIT, type Gauge, HOST_UNITS } from '../harden/gauge.ts';
import { checkLength, payFor, type Transcript } from './ask.ts';
import { Fault } from './fault.ts';
import type { Logs } from './logs.ts';

export const KERNEL_MODULE = 'extism:host/env';

/** The kernel of Extism with its signatures (see `Allowed`): https://extism.org/docs/concepts/pdk, and the imports of its PDKs. */
export const KERNEL_FUNCTIONS = {
  alloc: 'I:I',
  free: 'I:',
  length: 'I:I',
  length_unsafe: 'I:I',
  load_u8: 'I:i',
  load_u64: 'I:I',
  store_u8: 'Ii:',
  store_u64: 'II:',
  input_length: ':I',
  input_offset: ':I',
  input_load_u8: 'I:i',
  input_load_u64: 'I:I',
  output_set: 'II:',
  error_set: 'I:',
  error_get: ':I',
  config_get: 'I:I',
  var_get: 'I:I',
  var_set: 'II:',
  http_request: 'II:I',
  http_status_code: ':i',
  http_headers: ':I',
  log_trace: 'I:',
  log_debug: 'I:',
  log_info: 'I:',
  log_warn: 'I:',
  log_error: 'I:',
  get_log_level: ':i',
} as const;

const PAGE = 65_536;
/** Blocks begin at such addresses; the first one is not at 0, which stands for nothing. */
const ALIGNED = 8;
/** Bytes that a variable takes beside its name and its value. */
const A_VARIABLE = 64;

/** The memory that a plug-in and its host share: blocks of it, each known by where it begins. As much as the plug-in's own memory may have. */
class Heap {
  #bytes = new Uint8Array(PAGE);
  #top = ALIGNED;
  readonly #blocks = new Map<number, number>();
  readonly #most: number;
  readonly #pay: (units: number) => void;

  constructor(pages: number, pay: (units: number) => void) {
    this.#most = pages * PAGE;
    this.#pay = pay;
  }

  alloc(length: number): number {
    const at = this.#top;
    const end = at + Math.ceil(length / ALIGNED) * ALIGNED;
    if (end > this.#most) throw new Fault('memory', `it wants more than ${this.#most} bytes of its host`);
    if (end > this.#bytes.length) {
      const more = new Uint8Array(Math.min(this.#most, Math.max(end, this.#bytes.length * 2)));
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#top = end;
    this.#blocks.set(at, length);
    return at;
  }

  free(at: number): void {
    this.#blocks.delete(at);
  }

  /** Of the block that begins there; 0 where none does. */
  length(at: number): number {
    return this.#blocks.get(at) ?? 0;
  }

  /** Anywhere in it: kits write past the end of a block, which harms nobody but the plug-in. */
  part(at: number, length: number): Uint8Array<ArrayBuffer> {
    if (at + length > this.#bytes.length) throw new Fault('trap', 'it points outside of what it has of its host');
    return this.#bytes.subarray(at, at + length);
  }

  view(at: number): DataView {
    const { buffer, byteOffset } = this.part(at, 8);
    return new DataView(buffer, byteOffset, 8);
  }

  /** A new block with these bytes. */
  put(bytes: Uint8Array): number {
    const at = this.alloc(bytes.length);
    this.part(at, bytes.length).set(bytes);
    return at;
  }

  /** Of the block that begins there; costs by its length. */
  text(at: number): string {
    const bytes = this.part(at, this.length(at));
    this.#pay(Math.floor(bytes.length / BYTES_A_UNIT));
    return new TextDecoder().decode(bytes);
  }
}

export interface Kernel {
  imports: WebAssembly.Imports;
  output: () => Uint8Array<ArrayBuffer>;
  /** What the plug-in says of why it failed; empty where it says nothing. */
  error: () => string;
}

export interface KernelWorld {
  guest: Guest;
  input: Uint8Array;
  logs: Logs;
  gauge: () => Gauge;
  transcript: Transcript;
}

/** An address, a length or a number of the plug-in. */
const numberOf = (value: bigint) => Number(BigInt.asUintN(64, value));

type Call = (...args: never[]) => bigint | number | void; // oxlint-disable-line typescript/no-invalid-void-type -- as WebAssembly has it

/** What an Extism plug-in imports of its host, within bounds. Everything is of this one call, variables too. */
export function kernelOf(world: KernelWorld): Kernel {
  const heap = new Heap(world.guest.limits.pages, (units) => {
    world.gauge().spend(units);
  });
  const said = { output: 0, length: 0, error: 0 };
  const calls: Record<string, Call> = { ...memory(heap, world), ...ends(heap, world, said), ...settings(heap, world), ...web(heap, world), ...logging(heap, world) }; // prettier-ignore
  const counted = Object.entries(calls).map(([name, call]) => [
    name,
    (...args: never[]) => {
      world.gauge().spend(HOST_UNITS);
      return call(...args);
    },
  ]);
  return {
    imports: { [KERNEL_MODULE]: Object.fromEntries(counted) as WebAssembly.ModuleImports }, // oxlint-disable-line typescript/no-unsafe-type-assertion -- functions, by their names
    output: () => heap.part(said.output, said.length).slice(),
    error: () => (said.error === 0 ? '' : heap.text(said.error)),
  };
}

function memory(heap: Heap, { gauge }: KernelWorld) {
  return {
    alloc(length: bigint): bigint {
      gauge().spend(Math.floor(numberOf(length) / BYTES_A_UNIT));
      return BigInt(heap.alloc(numberOf(length)));
    },
    free: (at: bigint) => {
      heap.free(numberOf(at));
    },
    length: (at: bigint) => BigInt(heap.length(numberOf(at))),
    length_unsafe: (at: bigint) => BigInt(heap.length(numberOf(at))),
    load_u8: (at: bigint) => heap.part(numberOf(at), 1)[0] ?? 0,
    load_u64: (at: bigint) => heap.view(numberOf(at)).getBigUint64(0, true),
    store_u8: (at: bigint, value: number) => {
      heap.part(numberOf(at), 1)[0] = value;
    },
    store_u64: (at: bigint, value: bigint) => {
      heap.view(numberOf(at)).setBigUint64(0, BigInt.asUintN(64, value), true);
    },
  };
}

/** The input, the output, and why there is none. */
function ends(
  heap: Heap,
  { input, guest: { limits } }: KernelWorld,
  said: { output: number; length: number; error: number },
) {
  const at = heap.put(input);
  const inInput = (offset: bigint, length: number) => {
    if (numberOf(offset) + length > input.length) throw new Fault('trap', 'it reads past the end of its input');
    return at + numberOf(offset);
  };
  return {
    input_length: () => BigInt(input.length),
    input_offset: () => BigInt(at),
    input_load_u8: (offset: bigint) => heap.part(inInput(offset, 1), 1)[0] ?? 0,
    input_load_u64: (offset: bigint) => heap.view(inInput(offset, 8)).getBigUint64(0, true),
    output_set(offset: bigint, length: bigint) {
      if (numberOf(length) > limits.outputBytes) throw new Fault('output', `${length} bytes; at most ${limits.outputBytes}`); // prettier-ignore
      heap.part(numberOf(offset), numberOf(length));
      Object.assign(said, { output: numberOf(offset), length: numberOf(length) });
    },
    error_set: (offset: bigint) => {
      said.error = numberOf(offset);
    },
    error_get: () => BigInt(said.error),
  };
}

/** What the manifest sets, and what the plug-in keeps for itself during a call. */
function settings(heap: Heap, { guest }: KernelWorld) {
  const config = new Map(Object.entries(guest.plugin?.config ?? {}));
  const variables = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array | undefined) => (bytes === undefined ? 0n : BigInt(heap.put(bytes)));
  const encoder = new TextEncoder();
  return {
    config_get(key: bigint): bigint {
      const value = config.get(heap.text(numberOf(key)));
      return put(value === undefined ? undefined : encoder.encode(value));
    },
    var_get: (key: bigint) => put(variables.get(heap.text(numberOf(key)))),
    var_set(key: bigint, value: bigint): void {
      const name = heap.text(numberOf(key));
      const at = numberOf(value);
      if (at === 0) {
        variables.delete(name);
        return;
      }
      const bytes = heap.part(at, heap.length(at)).slice();
      // Its room, and that of its name, is counted where all else is that the host keeps for the plug-in.
      heap.alloc(bytes.length + name.length + A_VARIABLE);
      variables.set(name, bytes);
    },
  };
}

/** A request as a kit writes it; undefined where it is none. Whether it may be sent, and is one, says the door. */
function requestIn(text: string): { url: unknown; method: string; headers: object } | undefined {
  const asked = fromJson(text);
  if (!isRecord(asked)) return undefined;
  const { url, method, header, headers } = asked;
  return {
    url,
    method: typeof method === 'string' ? method.toUpperCase() : 'GET',
    headers: { ...(isRecord(header) && header), ...(isRecord(headers) && headers) },
  };
}

interface Answered {
  status: number;
  headers: object;
  body: string;
}

/** What the door said. Throws `Fault` where that is no answer of a server. */
function answerIn(text: string): Answered {
  const said = fromJson(text);
  const value = isRecord(said) && said['ok'] === true && isRecord(said['value']) ? said['value'] : undefined;
  if (value === undefined) {
    const error = isRecord(said) && isRecord(said['error']) ? said['error']['message'] : undefined;
    throw new Fault('failed', typeof error === 'string' ? error : 'it got no answer');
  }
  const { status, headers, body } = value;
  return {
    status: Number(status),
    headers: isRecord(headers) ? headers : {},
    body: typeof body === 'string' ? body : '',
  };
}

/** Requests go through the door, as `http.fetch`, where the manifest asks for that. */
function web(heap: Heap, { guest, gauge, transcript }: KernelWorld) {
  let last: Answered = { status: 0, headers: {}, body: '' };
  return {
    http_request(request: bigint, body: bigint): bigint {
      if (guest.door !== true) throw new Fault('failed', 'it asks for the network, and its manifest does not: "http.fetch"'); // prettier-ignore
      const asked = requestIn(heap.text(numberOf(request)));
      if (asked === undefined) throw new Fault('failed', 'it asks for the network in a way that is none');
      const input = { ...asked, ...(numberOf(body) !== 0 && { body: heap.text(numberOf(body)) }) };
      const text = JSON.stringify({ name: 'http.fetch', input });
      checkLength(text.length);
      payFor(gauge(), text);
      const said = transcript.answerTo(text);
      gauge().spend(Math.floor(byteLength(said) / BYTES_A_UNIT));
      last = answerIn(said);
      return BigInt(heap.put(new TextEncoder().encode(last.body)));
    },
    http_status_code: () => last.status,
    http_headers: () => BigInt(heap.put(new TextEncoder().encode(JSON.stringify(last.headers)))),
  };
}

function logging(heap: Heap, { logs }: KernelWorld) {
  const log = (at: bigint) => {
    logs.line(heap.text(numberOf(at)));
  };
  // 0: all of them. What is too much is cut.
  return { log_trace: log, log_debug: log, log_info: log, log_warn: log, log_error: log, get_log_level: () => 0 };
}
