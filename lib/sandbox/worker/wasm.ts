import { randomOf } from '@/lib/shared/index.ts';

import type { Guest } from '../call.ts';
import { type Gauge, gaugeOf, type Tank } from '../harden/gauge.ts';
import { type Allowed, harden, METER } from '../harden/index.ts';
import { DEPTH, Fault, faultOf, isFull, usedOf } from './fault.ts';
import type { Clock } from './lockdown.ts';
import type { Logs } from './logs.ts';
import { seedOf } from './seed.ts';
import { Exit, WASI_ALLOWED, wasiOf } from './wasi.ts';

/** One call: gives the output as text, or throws a `Fault`. Whatever the way, `used` says what it cost. */
export interface Runner {
  call(input: string, logs: Logs): Promise<string>;
  /** Units of fuel of the last call. */
  used(): number;
}

export const REACTOR_ALLOWED: Allowed = { 'tool_host.log': 'iii:' };

/** Prepares a module of `reactor-json/1` or `wasi-json/1`. Throws `Fault` where it is not taken. */
export async function wasmRunner({ abi, bytes, limits }: Guest, clock: Clock): Promise<Runner> {
  const made = harden(bytes, { pages: limits.pages, allowed: abi === 'wasi-json/1' ? WASI_ALLOWED : REACTOR_ALLOWED });
  if (!made.ok) throw new Fault('refused', made.problem.words);
  const module = await WebAssembly.compile(made.value);
  const tank: Tank = { fuel: limits.fuel, depth: DEPTH };
  let last: Running | undefined;
  return {
    async call(input, logs) {
      // A fresh instance each time: no call finds anything of the one before.
      const running = new Running(module, tank);
      last = running;
      try {
        const stdin = new TextEncoder().encode(input);
        return abi === 'wasi-json/1'
          ? command(running, { stdin, logs, clock, limits })
          : reactor(running, stdin, logs, limits);
      } catch (error) {
        throw faultOf(error, running.gauge, running.isFull(limits.pages));
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

  memory(): WebAssembly.Memory {
    const { memory } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Fault('refused', 'it exports no memory');
    return memory;
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
}

/** A command: one JSON value on stdin, one on stdout; another exit code than 0 is a failure that its last line of stderr explains. */
function command(running: Running, { stdin, logs, clock, limits }: World): string {
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
    running.start(imports);
    running.run('_start');
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.code !== 0) throw new Fault('failed', logs.end() || error.message);
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return parts.map((part) => textOf(part, decoder, true)).join('') + textOf(new Uint8Array(), decoder, false);
}

/** `tool_alloc(length)` gives room for the input, `tool_call(at, length)` gives `at << 32 | length` of the output. */
function reactor(running: Running, input: Uint8Array, logs: Logs, limits: Guest['limits']): string {
  const part = (at: number, length: number) => {
    const { buffer } = running.memory();
    if (at + length > buffer.byteLength) throw new Fault('trap', 'it points outside of its memory');
    return new Uint8Array(buffer, at, length);
  };
  running.start({
    tool_host: {
      log(_level: number, at: number, length: number) {
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
