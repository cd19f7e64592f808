import type { Guest } from '../call.ts';
import { type Gauge, gaugeOf, type Tank } from '../harden/gauge.ts';
import { METER } from '../harden/names.ts';
import type { Transcript } from './ask.ts';
import { Fault, isFull } from './fault.ts';
import { type Kept, keptOf } from './kept.ts';
import type { Clock } from './lockdown.ts';
import type { Logs } from './logs.ts';

/** All that one call is for its guest. */
export interface World {
  stdin: Uint8Array;
  logs: Logs;
  clock: Clock;
  limits: Guest['limits'];
  transcript: Transcript;
  /** What the door answered last. */
  answer: Uint8Array;
}

/** An instance that is about to be made, or was put back to where it had just been made. */
export class Running {
  gauge: Gauge | undefined;
  #exports: WebAssembly.Exports = {};
  #world: World | undefined;
  #wasAsked = false;
  #kept: Kept | undefined;
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

  /** Starts it for this call, unless it stands at its start; `imports` ask `world` for what is of a call. */
  begin(world: World, imports: (running: Running) => WebAssembly.Imports): void {
    this.#world = world;
    if (this.#kept !== undefined) return;
    this.start(imports(this));
    // What began with a word to its host would not say it again.
    if (!this.#wasAsked) this.#kept = keptOf(this.#exports);
  }

  /** Of the call that it runs. */
  world(): World {
    if (this.#world === undefined) throw new Fault('trap', 'it speaks outside of a call');
    this.#wasAsked = true;
    return this.#world;
  }

  /** Ends a call that went well: nothing of it is left. False where that cannot be done, and no call may have this instance any more. */
  putBack(): boolean {
    this.#world = undefined;
    return this.#kept?.putBack() === true;
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
