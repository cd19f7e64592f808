import { fromJson, randomOf } from '@/lib/shared/index.ts';

import type { Abi, Guest } from '../call.ts';
import { BYTES_A_UNIT, type Gauge, gaugeOf, HOST_UNITS, type Tank } from '../harden/gauge.ts';
import { harden, METER } from '../harden/index.ts';
import { type Ask, checkLength, payFor, Transcript, Unanswered } from './ask.ts';
import { EXTISM_ALLOWED, kernelOf } from './extism.ts';
import { DEPTH, Fault, faultOf, isFull, usedOf } from './fault.ts';
import type { Clock } from './lockdown.ts';
import type { Logs } from './logs.ts';
import { seedOf } from './seed.ts';
import { Exit, WASI_ALLOWED, wasiOf } from './wasi.ts';

/** One call: gives the output as text, or throws a `Fault`. Whatever the way, `used` says what it cost. */
export interface Runner {
  call(input: string, logs: Logs, ask: Ask): Promise<string>;
  /** Units of fuel of the last call. */
  used(): number;
}

const REACTOR_ALLOWED = { 'tool_host.log': 'iii:' };
/** The door: `call(at, length)` gives the length of the answer, `take(at)` puts the answer there. */
export const DOOR_ALLOWED = { 'tool_host.call': 'ii:i', 'tool_host.take': 'i:' };

/** Imports of the ABIs whose guests are modules. */
const ALLOWED: Readonly<Partial<Record<Abi, Readonly<Record<string, string>>>>> = {
  'reactor-json/1': REACTOR_ALLOWED,
  'wasi-json/1': WASI_ALLOWED,
  'extism/1': EXTISM_ALLOWED,
};

/** What a module may import. A plug-in of Extism has a way of its own to the door. */
export function allowedFor(abi: Abi, door: boolean): Readonly<Record<string, string>> {
  return { ...ALLOWED[abi], ...(door && abi !== 'extism/1' && DOOR_ALLOWED) };
}

/** Prepares a module of `reactor-json/1`, `wasi-json/1` or `extism/1`. Throws `Fault` where it is not taken. */
export async function wasmRunner(guest: Guest, clock: Clock): Promise<Runner> {
  const { abi, bytes, limits, door = false } = guest;
  const made = harden(bytes, { pages: limits.pages, allowed: allowedFor(abi, door) });
  if (!made.ok) throw new Fault('refused', made.problem.words);
  const module = await WebAssembly.compile(made.value);
  const tank: Tank = { fuel: limits.fuel, depth: DEPTH };
  let last: Running | undefined;
  return {
    async call(input, logs, ask) {
      const stdin = new TextEncoder().encode(input);
      const transcript = new Transcript();
      for (;;) {
        // A fresh instance each time: no call finds anything of the one before.
        const running = new Running(module, tank);
        last = running;
        clock.reset();
        logs.rewind();
        transcript.rewind();
        try {
          const world = { stdin, logs, clock, limits, transcript };
          if (abi === 'extism/1') return plugin(running, { ...world, guest });
          return abi === 'wasi-json/1' ? command(running, world) : reactor(running, world);
        } catch (error) {
          if (!(error instanceof Unanswered)) throw faultOf(error, running.gauge, running.isFull(limits.pages));
          transcript.add(error.request, await ask(error.request));
        }
      }
    },
    used: () => usedOf(last?.gauge, tank),
  };
}

/** An instance that is about to be made. */
class Running {
  gauge: Gauge | undefined;
  #exports: WebAssembly.Exports = {};
  readonly #module: WebAssembly.Module;
  readonly #tank: Tank;

  constructor(module: WebAssembly.Module, tank: Tank) {
    this.#module = module;
    this.#tank = tank;
  }

  start(imports: WebAssembly.Imports): void {
    this.#exports = new WebAssembly.Instance(this.#module, imports).exports;
    this.gauge = gaugeOf(this.#exports);
    this.gauge.refill(this.#tank);
    for (const name of [METER.start, '_initialize']) if (name in this.#exports) this.run(name);
  }

  run(name: string, ...args: number[]): unknown {
    const found = this.#exports[name];
    if (typeof found !== 'function') throw new Fault('refused', `it exports no function "${name}"`);
    return found(...args);
  }

  has(name: string): boolean {
    return name in this.#exports;
  }

  memory(): WebAssembly.Memory {
    const { memory } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Fault('refused', 'it exports no memory');
    return memory;
  }

  /** Bytes of its memory. */
  part(at: number, length: number): Uint8Array<ArrayBuffer> {
    const { buffer } = this.memory();
    if (at + length > buffer.byteLength) throw new Fault('trap', 'it points outside of its memory');
    return new Uint8Array(buffer, at, length);
  }

  metered(): Gauge {
    if (this.gauge === undefined) throw new Fault('trap', 'it ran before its meter was set');
    return this.gauge;
  }

  isFull(pages: number): boolean {
    const { memory } = this.#exports;
    return memory instanceof WebAssembly.Memory && isFull(memory, pages);
  }
}

interface World {
  stdin: Uint8Array;
  logs: Logs;
  clock: Clock;
  limits: Guest['limits'];
  transcript: Transcript;
}

/** The functions of the door, for modules that import them. */
function doorOf(running: Running, transcript: Transcript): WebAssembly.ModuleImports {
  const text = new TextDecoder();
  let answer = new Uint8Array();
  return {
    call(at: number, length: number): number {
      checkLength(length >>> 0);
      const request = text.decode(running.part(at >>> 0, length >>> 0));
      payFor(running.metered(), request);
      answer = new TextEncoder().encode(transcript.answerTo(request));
      return answer.length;
    },
    take(at: number): void {
      running.metered().spend(Math.floor(answer.length / BYTES_A_UNIT));
      running.part(at >>> 0, answer.length).set(answer);
    },
  };
}

/** A command: one JSON value on stdin, one on stdout; another exit code than 0 is a failure that its last line of stderr explains. */
function command(running: Running, { stdin, logs, clock, limits, transcript }: World): string {
  const parts: Uint8Array[] = [];
  let size = 0;
  const imports = wasiOf({
    stdin,
    stdout(bytes) {
      size += bytes.length;
      if (size > limits.outputBytes) throw new Fault('output', `more than ${limits.outputBytes} bytes`);
      parts.push(bytes.slice());
    },
    stderr: logs,
    clock,
    random: randomOf(seedOf(new TextDecoder().decode(stdin))),
    memory: () => running.memory(),
    gauge: () => running.metered(),
  });
  try {
    running.start({ ...imports, tool_host: doorOf(running, transcript) });
    running.run('_start');
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.code !== 0) throw new Fault('failed', logs.end() || error.message);
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return parts.map((part) => textOf(part, decoder, true)).join('') + textOf(new Uint8Array(), decoder, false);
}

/** A plug-in of Extism: bytes in, bytes out, and a number that is 0 where all went well. */
function plugin(running: Running, { guest, stdin, logs, clock, transcript }: World & { guest: Guest }): string {
  const { function: name, input, output } = guest.plugin ?? { function: '' };
  const gauge = () => running.metered();
  const text = new TextDecoder().decode(stdin);
  const kernel = kernelOf({ guest, input: input === undefined ? stdin : new TextEncoder().encode(partOf(text, input)), logs, gauge, transcript }); // prettier-ignore
  const streams = { stdin: new Uint8Array(), stdout: (bytes: Uint8Array) => logs.write(bytes), stderr: logs };
  const wasi = wasiOf({ ...streams, clock, random: randomOf(seedOf(text)), memory: () => running.memory(), gauge });
  try {
    running.start({ ...wasi, ...kernel.imports });
    // What modules without an initialiser of WASI's call it.
    if (!running.has('_initialize') && running.has('__wasm_call_ctors')) running.run('__wasm_call_ctors');
    const code = running.run(name);
    if (code !== undefined && code !== 0) throw new Fault('failed', kernel.error() || `it gave another code than 0`);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.code !== 0) throw new Fault('failed', kernel.error() || error.message);
  }
  const made = textOf(kernel.output(), new TextDecoder('utf-8', { fatal: true }), false);
  return output === undefined ? made : JSON.stringify({ [output]: made });
}

/** The text that a part of the input is. */
function partOf(json: string, name: string): string {
  const input: unknown = fromJson(json);
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  if (typeof value !== 'string') throw new Fault('failed', `its input has no text "${name}"`);
  return value;
}

/** `tool_alloc(length)` gives room for the input, `tool_call(at, length)` gives `at << 32 | length` of the output. */
function reactor(running: Running, { stdin: input, logs, limits, transcript }: World): string {
  const part = (at: number, length: number) => running.part(at, length);
  running.start({
    tool_host: {
      ...doorOf(running, transcript),
      log(_level: number, at: number, length: number) {
        running.metered().spend(HOST_UNITS + Math.floor((length >>> 0) / BYTES_A_UNIT));
        logs.write(part(at >>> 0, length >>> 0));
        logs.end();
      },
    },
  });
  const room = Number(running.run('tool_alloc', input.length)) >>> 0;
  part(room, input.length).set(input);
  const packed = running.run('tool_call', room, input.length);
  if (typeof packed !== 'bigint') throw new Fault('refused', 'its tool_call gives no i64');
  const length = Number(BigInt.asUintN(32, packed));
  if (length > limits.outputBytes) throw new Fault('output', `${length} bytes; at most ${limits.outputBytes}`);
  return textOf(
    part(Number(BigInt.asUintN(32, packed >> 32n)), length),
    new TextDecoder('utf-8', { fatal: true }),
    false,
  );
}

function textOf(bytes: Uint8Array, decoder: TextDecoder, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw new Fault('trap', 'its output is no UTF-8');
  }
}
