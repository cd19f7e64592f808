import { fromJson, randomOf } from '@/lib/shared/index.ts';

import type { Guest } from '../call.ts';
import { BYTES_A_UNIT, HOST_UNITS, type Tank } from '../harden/gauge.ts';
import { METER } from '../harden/names.ts';
import { type Ask, checkLength, payFor, Transcript, Unanswered } from './ask.ts';
import { kernelOf } from './extism.ts';
import { DEPTH, Fault, faultOf, usedOf } from './fault.ts';
import type { Clock } from './lockdown.ts';
import type { Logs } from './logs.ts';
import { Running, type World } from './running.ts';
import { seedOf } from './seed.ts';
import { Exit, wasiOf } from './wasi.ts';

/** One call: gives the output as text, or throws a `Fault`. Whatever the way, `used` says what it cost. */
export interface Runner {
  call(input: string, logs: Logs, ask: Ask): Promise<string>;
  /** Units of fuel of the last call. */
  used(): number;
  /** After a call, once it was answered: puts away what is left of it. */
  tidy?(): void;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const STRICT = new TextDecoder('utf-8', { fatal: true });

/** Prepares a module of `reactor-json/1`, `wasi-json/1` or `extism/1` that was hardened. Throws `Fault` where it is not taken. */
export async function wasmRunner(guest: Guest, clock: Clock): Promise<Runner> {
  const { abi, bytes, limits } = guest;
  const module = compiled(bytes);
  const tank: Tank = { fuel: limits.fuel, depth: DEPTH };
  let last: Running | undefined;
  /** Went through a call well. */
  let done: Running | undefined;
  /** Stands where a fresh one does. */
  let ready: Running | undefined;
  return {
    async call(input, logs, ask) {
      const stdin = ENCODER.encode(input);
      const transcript = new Transcript();
      for (;;) {
        // A fresh instance each time, or one that was put back to what it was then: no call finds anything of the one before.
        const running = ready ?? new Running(module, tank);
        ready = undefined;
        last = running;
        clock.reset();
        logs.rewind();
        transcript.rewind();
        try {
          const world = { stdin, logs, clock, limits, transcript, answer: NOTHING };
          if (abi === 'extism/1') return plugin(running, { ...world, guest });
          if (abi === 'wasi-json/1') return command(running, world);
          const output = reactor(running, world);
          done = running;
          return output;
        } catch (error) {
          if (!(error instanceof Unanswered)) throw faultOf(error, running.gauge, running.isFull(limits.pages));
          transcript.add(error.request, await ask(error.request));
        }
      }
    },
    used: () => usedOf(last?.gauge, tank),
    tidy() {
      if (done?.putBack() === true) ready = done;
      done = undefined;
    },
  };
}

const NOTHING = new Uint8Array();

/** One without a meter never gets so far that it runs: its start would be the first thing to run. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  // Nothing else is to be done in this worker meanwhile.
  const module = new WebAssembly.Module(bytes);
  const metered = WebAssembly.Module.exports(module).some(({ name }) => name === METER.fuel);
  if (!metered) throw new Fault('refused', 'it was not hardened');
  return module;
}

/** The functions of the door, for modules that import them. */
function doorOf(running: Running, world: () => World): WebAssembly.ModuleImports {
  return {
    call(at: number, length: number): number {
      const here = world();
      checkLength(length >>> 0);
      const request = DECODER.decode(running.part(at >>> 0, length >>> 0));
      payFor(running.metered(), request);
      here.answer = ENCODER.encode(here.transcript.answerTo(request));
      return here.answer.length;
    },
    take(at: number): void {
      const { answer } = world();
      running.metered().spend(Math.floor(answer.length / BYTES_A_UNIT));
      running.part(at >>> 0, answer.length).set(answer);
    },
  };
}

/** A command: one JSON value on stdin, one on stdout; another exit code than 0 is a failure that its last line of stderr explains. */
function command(running: Running, world: World): string {
  const { stdin, logs, clock, limits } = world;
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
    random: randomOf(seedOf(DECODER.decode(stdin))),
    memory: () => running.memory(),
    gauge: () => running.metered(),
  });
  try {
    running.start({ ...imports, tool_host: doorOf(running, () => world) });
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
  const text = DECODER.decode(stdin);
  const kernel = kernelOf({ guest, input: input === undefined ? stdin : ENCODER.encode(partOf(text, input)), logs, gauge, transcript }); // prettier-ignore
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
  const made = textOf(kernel.output(), STRICT, false);
  return output === undefined ? made : JSON.stringify({ [output]: made });
}

/** The text that a part of the input is. */
function partOf(json: string, name: string): string {
  const input: unknown = fromJson(json);
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  if (typeof value !== 'string') throw new Fault('failed', `its input has no text "${name}"`);
  return value;
}

/** What a reactor may import. */
function hostOf(running: Running): WebAssembly.Imports {
  return {
    tool_host: {
      ...doorOf(running, () => running.world()),
      log(_level: number, at: number, length: number) {
        const { logs } = running.world();
        running.metered().spend(HOST_UNITS + Math.floor((length >>> 0) / BYTES_A_UNIT));
        logs.write(running.part(at >>> 0, length >>> 0));
        logs.end();
      },
    },
  };
}

/** `tool_alloc(length)` gives room for the input, `tool_call(at, length)` gives `at << 32 | length` of the output. */
function reactor(running: Running, world: World): string {
  const { stdin: input, limits } = world;
  running.begin(world, hostOf);
  const room = Number(running.run('tool_alloc', input.length)) >>> 0;
  running.part(room, input.length).set(input);
  const packed = running.run('tool_call', room, input.length);
  if (typeof packed !== 'bigint') throw new Fault('refused', 'its tool_call gives no i64');
  const length = Number(BigInt.asUintN(32, packed));
  if (length > limits.outputBytes) throw new Fault('output', `${length} bytes; at most ${limits.outputBytes}`);
  return textOf(running.part(Number(BigInt.asUintN(32, packed >> 32n)), length), STRICT, false);
}

function textOf(bytes: Uint8Array, decoder: TextDecoder, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw new Fault('trap', 'its output is no UTF-8');
  }
}
