import { BYTES_A_UNIT, type Gauge, HOST_UNITS } from '../harden/gauge.ts';
import { Fault } from './fault.ts';

const PAGE = 65_536;
/** Units of fuel for a page that the engine asks for, as `memory.grow` of a guest costs. */
const PAGE_UNITS = 64;

/** https://github.com/emscripten-core/emscripten/blob/main/system/lib/libc/musl/arch/emscripten/bits/errno.h, which are those of WASI */
const OK = 0;
const EBADF = 8;
const ENOENT = 44;

/** What the engine's own heap has at its start, bytes; it asks for more by itself. */
const HEAP = 1 << 20;
/** Slots of the engine's stack of objects, which it grows by itself. */
const PYSTACK = 2048;

/** How the engine names what crosses: `PROXY_KIND_*` in https://github.com/micropython/micropython/blob/v1.27.0/ports/webassembly/proxy_c.h */
const FROM_ENGINE = { exception: -1, text: 5 } as const;
const TO_ENGINE = { text: 5 } as const;
/** A value that crosses is three words: its kind, then a number, or length and address of a text. */
const WORDS = 12;

/**
 * Thrown by the engine's `longjmp`, and caught by the `invoke_*` that has its `setjmp`. No guest can catch anything else. Made when it is
 * needed: an error made while the script starts had the browser's inspector parse all of it again.
 */
let jump: Error | undefined;

/** What an engine that is about to be made has of the world. */
export interface World {
  /** Takes what is printed. */
  print: (bytes: Uint8Array) => void;
  /** 32 bits. */
  random: () => number;
  /** Milliseconds. */
  now: () => number;
  /** Most pages of memory. */
  pages: number;
  /** The engine's meter, once it is set. */
  meter: (exports: WebAssembly.Exports) => Gauge;
}

/** How Python text ended. */
export type Executed = { ok: true } | { ok: false; type: string; traceback: string };

/**
 * MicroPython without the glue that comes with it: that one hands JavaScript objects to Python. Here nothing crosses but numbers and bytes,
 * and each function of the engine that asks for JavaScript ends the call.
 */
export class MicroPython {
  readonly gauge: Gauge;
  readonly #exports: WebAssembly.Exports;
  readonly #memory: WebAssembly.Memory;
  readonly #world: World;

  constructor(module: WebAssembly.Module, world: World) {
    this.#world = world;
    this.#exports = new WebAssembly.Instance(module, this.#imports(module)).exports;
    const { memory } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the engine for Python exports its memory');
    this.#memory = memory;
    this.gauge = world.meter(this.#exports);
    this.#run('emscripten_stack_init');
    this.#run('__wasm_call_ctors');
    this.#run('mp_js_init', PYSTACK, HEAP);
    this.#run('proxy_c_init');
  }

  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /** Makes `import name` give this text. */
  give(name: string, text: string): void {
    const value = this.#room(WORDS);
    const { at, length } = this.#write(text);
    const view = this.#view();
    view.setInt32(value, TO_ENGINE.text, true);
    view.setUint32(value + 4, length, true);
    view.setUint32(value + 8, at, true);
    this.#run('mp_js_register_js_module', this.#write(name).at, value);
  }

  /** Runs text in the module `__main__`. */
  execute(text: string): Executed {
    const { at, length } = this.#write(text);
    const value = this.#room(WORDS);
    this.#run('mp_js_do_exec', at, length, value);
    if (this.#view().getInt32(value, true) !== FROM_ENGINE.exception) return { ok: true };
    // Its class, a separator, and what CPython would print of it.
    const [type = '', traceback = ''] = this.#text(value, false).split('\u0004');
    return { ok: false, type, traceback };
  }

  /** The text that `__main__` has under that name; undefined where it has none, or no text. */
  read(name: string, mostBytes: number): string | undefined {
    const main = this.#room(WORDS);
    this.#run('mp_js_do_import', this.#write('__main__').at, main);
    const value = this.#room(WORDS);
    const reference = this.#view().getInt32(main + 4, true);
    this.#run('proxy_c_to_js_lookup_attr', reference, this.#write(name).at, value);
    const view = this.#view();
    if (view.getInt32(value, true) !== FROM_ENGINE.text) return undefined;
    const length = view.getUint32(value + 4, true);
    if (length > mostBytes) throw new Fault('output', `${length} bytes; at most ${mostBytes}`);
    return this.#text(value, true);
  }

  #text(value: number, fatal: boolean): string {
    const view = this.#view();
    const bytes = this.#bytes(view.getUint32(value + 8, true), view.getUint32(value + 4, true));
    try {
      return new TextDecoder('utf-8', { fatal }).decode(bytes);
    } catch {
      throw new Fault('trap', 'its output is no UTF-8');
    }
  }

  #write(text: string): { at: number; length: number } {
    const bytes = new TextEncoder().encode(text);
    const at = this.#room(bytes.length + 1);
    const room = this.#bytes(at, bytes.length + 1);
    room.set(bytes);
    room[bytes.length] = 0;
    return { at, length: bytes.length };
  }

  #room(bytes: number): number {
    const at = this.#run('malloc', bytes);
    if (at === 0) throw new Fault('memory', 'there is no room for what crosses its border');
    return at;
  }

  #view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  #bytes(at: number, length: number): Uint8Array {
    const { buffer } = this.#memory;
    if (at + length > buffer.byteLength) throw new Fault('trap', 'it points outside of its memory');
    return new Uint8Array(buffer, at, length);
  }

  #run(name: string, ...args: number[]): number {
    const found = this.#exports[name];
    if (typeof found !== 'function') throw new Error(`the engine for Python exports ${name}`);
    return Number(found(...args)) >>> 0;
  }

  /** What the engine imports: `invoke_*`, and by name; all else is JavaScript, or a file. */
  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const own = this.#surroundings();
    const invoke = this.#invoker();
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] ??= {};
      imports[from][name] = own[name] ?? (name.startsWith('invoke_') ? invoke : missing(name));
    }
    return imports;
  }

  #surroundings(): Readonly<Record<string, (...args: number[]) => number>> {
    const { now, random } = this.#world;
    return {
      mp_js_random_u32: random,
      mp_js_ticks_ms: now,
      mp_js_time_ms: now,
      // Its stdin is at its end.
      fd_read: (stream = 0, _list = 0, _count = 0, result = 0) => {
        if (stream !== 0) return EBADF;
        this.#view().setUint32(result, 0, true);
        return OK;
      },
      fd_write: (stream = 0, list = 0, count = 0, result = 0) => this.#print(stream, list, count, result),
      emscripten_resize_heap: (bytes = 0) => this.#grow(bytes >>> 0),
      _emscripten_throw_longjmp() {
        throw (jump ??= new Error('longjmp'));
      },
      _abort_js() {
        throw new Fault('trap', 'the engine for Python gave up');
      },
      // The module `js` stands for the globals of JavaScript: there are none.
      lookup_attr: () => 0,
      has_attr: () => 0,
      proxy_js_free_obj: () => 0,
      js_check_existing: () => -1,
    };
  }

  #print(stream: number, list: number, count: number, result: number): number {
    if (stream !== 1 && stream !== 2) return EBADF;
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const length = this.#view().getUint32(list + index * 8 + 4, true);
      this.gauge.spend(HOST_UNITS + Math.floor(length / BYTES_A_UNIT));
      this.#world.print(this.#bytes(this.#view().getUint32(list + index * 8, true), length));
      sum += length;
    }
    this.#view().setUint32(result, sum, true);
    return OK;
  }

  #grow(bytes: number): number {
    const more = Math.ceil((bytes - this.#memory.buffer.byteLength) / PAGE);
    if (bytes > this.#world.pages * PAGE) return 0;
    this.gauge.spend(more * PAGE_UNITS);
    try {
      this.#memory.grow(more);
      return 1;
    } catch {
      return 0;
    }
  }

  /** Calls a function of the engine's table, and comes back here where it jumps. Frames that were jumped over are no longer counted. */
  #invoker(): (...args: number[]) => unknown {
    const known: ((...args: unknown[]) => unknown)[] = [];
    const at = (index: number) => {
      const found = known[index] ?? tableOf(this.#exports).get(index);
      if (typeof found !== 'function') throw new Fault('trap', 'the engine for Python called nothing');
      known[index] = found;
      return found;
    };
    return (index = 0, ...args) => {
      const stack = this.#run('emscripten_stack_get_current');
      const depth = this.gauge.depth();
      try {
        return this.gauge.call(at(index), args);
      } catch (error) {
        if (error !== jump) throw error;
        this.#run('_emscripten_stack_restore', stack);
        this.gauge.surface(depth);
        this.#run('setThrew', 1, 0);
        return 0;
      }
    };
  }
}

function tableOf({ __indirect_function_table: table }: WebAssembly.Exports): WebAssembly.Table {
  if (!(table instanceof WebAssembly.Table)) throw new Error('the engine for Python exports its table');
  return table;
}

/** Files are not there; whatever wants JavaScript ends the call, and with it the worker. */
function missing(name: string): () => number {
  if (name.startsWith('__syscall_')) return () => -ENOENT;
  if (name.startsWith('fd_')) return () => EBADF;
  return () => {
    throw new Fault('refused', 'it wants JavaScript, which Python does not have here');
  };
}
