import loader from '@jitl/quickjs-ng-wasmfile-release-sync/emscripten-module';
import { QuickJSFFI } from '@jitl/quickjs-ng-wasmfile-release-sync/ffi';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSDeferredPromise,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';

import type { Guest } from '../call.ts';
import { type Gauge, gaugeOf, type Tank } from '../harden/gauge.ts';
import { type Ask, checkLength, payFor } from './ask.ts';
import { compiled } from './engine.ts';
import { DEPTH, Fault, faultOf, isFull, usedOf } from './fault.ts';
import type { Logs } from './logs.ts';
import { seedOf } from './seed.ts';
import type { Runner } from './wasm.ts';

const VARIANT: QuickJSSyncVariant = {
  type: 'sync',
  importFFI: () => Promise.resolve(QuickJSFFI),
  importModuleLoader: () => Promise.resolve(loader),
};

/** Pages that the engine has at its start; it can be given no less. */
const LEAST_PAGES = 256;
/** Bytes, of the engine's own stack. */
const STACK = 256 * 1024;

/**
 * Runs before the guest, in its realm: chance that can be repeated, no way to hear of the garbage collector, and the function that calls
 * the tool. Whatever the guest does to its own realm after that, only text comes out.
 */
const PRELUDE = `(seed) => {
  let state = seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  delete globalThis.WeakRef;
  delete globalThis.FinalizationRegistry;
  const { parse, stringify } = JSON;
  return async (tool, input, log, ask) => stringify(await tool(parse(input), {
    log: (...words) => log(words.map(String).join(' ')),
    call: async (name, given) => parse(await ask(stringify({ name: String(name), input: given ?? null }))),
  }));
}`;

/** Prepares a script of `js/1`: an ES module whose default export is the tool, `(input, host) => output`. */
export async function scriptRunner({ bytes, limits, engine }: Guest): Promise<Runner> {
  if (engine === undefined) throw new Fault('refused', 'there is no engine for scripts');
  if (limits.pages < LEAST_PAGES) throw new Fault('refused', `a script takes at least ${LEAST_PAGES} pages of memory`);
  const module = await compiled(engine);
  const source = new TextDecoder().decode(bytes);
  const tank: Tank = { fuel: limits.fuel, depth: DEPTH };
  let gauge: Gauge | undefined;
  return {
    async call(input, logs, ask) {
      gauge = undefined;
      const wasmMemory = new WebAssembly.Memory({ initial: LEAST_PAGES, maximum: limits.pages });
      try {
        const quickjs = await newQuickJSWASMModuleFromVariant(
          newVariant(VARIANT, {
            wasmMemory,
            emscriptenModule: {
              instantiateWasm(imports, done) {
                const instance = new WebAssembly.Instance(module, imports);
                gauge = gaugeOf(instance.exports);
                gauge.refill(tank);
                done(instance);
                return instance.exports;
              },
            },
          }),
        );
        // An engine of its own for each call; what it holds goes with it.
        const runtime = quickjs.newRuntime({ maxStackSizeBytes: STACK });
        const metered = gauge;
        if (metered === undefined) throw new Fault('trap', 'it ran before its meter was set');
        const given = { source, input, logs, ask, gauge: metered, outputBytes: limits.outputBytes };
        return await called(runtime.newContext(), given);
      } catch (error) {
        throw faultOf(error, gauge, isFull(wasmMemory, limits.pages));
      }
    },
    used: () => usedOf(gauge, tank),
  };
}

interface Given {
  source: string;
  input: string;
  logs: Logs;
  ask: Ask;
  gauge: Gauge;
  outputBytes: number;
}

async function called(vm: QuickJSContext, { source, input, logs, ask, gauge, outputBytes }: Given): Promise<string> {
  const seed = vm.newNumber(seedOf(input));
  const harness = value(vm, vm.callFunction(value(vm, vm.evalCode(PRELUDE, 'locus.js')), vm.undefined, seed));
  const tool = vm.getProp(value(vm, vm.evalCode(source, 'tool.js', { type: 'module' })), 'default');
  if (vm.typeof(tool) !== 'function') throw new Fault('refused', 'it has no function as its default export');
  const log = vm.newFunction('log', (words) => {
    logs.line(vm.getString(words));
  });
  const queue: { request: string; waits: QuickJSDeferredPromise }[] = [];
  const asks = vm.newFunction('ask', (text) => {
    if (vm.typeof(text) !== 'string') throw new Fault('failed', 'it asks with no text');
    checkLength(lengthOf(vm, text));
    const request = vm.getString(text);
    payFor(gauge, request);
    const waits = vm.newPromise();
    queue.push({ request, waits });
    return waits.handle;
  });
  const promise = value(vm, vm.callFunction(harness, vm.undefined, tool, vm.newString(input), log, asks));
  value(vm, vm.runtime.executePendingJobs());
  // The guest stands still now: whatever it waits for is asked, one after the other, as it asked.
  for (let next = queue.shift(); next !== undefined && !isRejected(vm, promise); next = queue.shift()) {
    const answer = await ask(next.request);
    payFor(gauge, answer);
    next.waits.resolve(vm.newString(answer));
    value(vm, vm.runtime.executePendingJobs());
  }
  const state = vm.getPromiseState(promise);
  if (state.type === 'pending') throw new Fault('failed', 'it waits for something that never comes');
  if (state.type === 'rejected') throw thrown(vm, state.error);
  if (vm.typeof(state.value) !== 'string') throw new Fault('failed', 'its output is no JSON');
  const length = lengthOf(vm, state.value);
  if (length > outputBytes) throw new Fault('output', `${length} characters; at most ${outputBytes}`);
  return vm.getString(state.value);
}

function lengthOf(vm: QuickJSContext, text: QuickJSHandle): number {
  return vm.getProp(text, 'length').consume((handle) => vm.getNumber(handle));
}

function isRejected(vm: QuickJSContext, promise: QuickJSHandle): boolean {
  const state = vm.getPromiseState(promise);
  if (state.type === 'rejected') state.error.dispose();
  return state.type === 'rejected';
}

type Outcome<T> = { error?: undefined; value: T } | { error: QuickJSHandle };

function value<T>(vm: QuickJSContext, outcome: Outcome<T>): T {
  if (outcome.error !== undefined) throw thrown(vm, outcome.error);
  return outcome.value;
}

/** What the guest threw, in words. */
function thrown(vm: QuickJSContext, error: QuickJSHandle): Fault {
  const text = (of: string) =>
    vm
      .getProp(error, of)
      .consume((handle) => (vm.typeof(handle) === 'string' ? vm.getString(handle).slice(0, 500) : ''));
  if (vm.typeof(error) !== 'object') return new Fault('failed', vm.getString(error).slice(0, 500));
  const [name, message] = [text('name'), text('message')];
  // That it is an error is said by whoever tells of it; what the tool says itself is the message.
  const words = [name === 'Error' && message !== '' ? '' : name, message].filter((part) => part !== '').join(': ');
  if (words === 'InternalError: out of memory') return new Fault('memory', words);
  if (/^(?:InternalError|RangeError): (?:stack overflow|Maximum call stack)/u.test(words))
    return new Fault('stack', words);
  return new Fault('failed', words);
}
