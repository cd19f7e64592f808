const names = (line: string) => line.split(' ');

/** What stays of a worker's globals: the language, and what the runners need. */
const KEPT = new Set(
  [
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Promise RegExp Error AggregateError EvalError',
    'RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math BigInt ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array',
    'Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map Set WeakMap WeakSet',
    'WeakRef FinalizationRegistry Proxy Reflect isFinite isNaN Iterator WebAssembly TextDecoder TextEncoder queueMicrotask self',
    'WorkerGlobalScope console',
  ].flatMap(names),
);

/** Where a guest would go first. */
const GONE = [
  'fetch XMLHttpRequest WebSocket WebTransport EventSource importScripts Worker SharedWorker BroadcastChannel MessageChannel',
  'indexedDB caches cookieStore navigator location postMessage setTimeout setInterval eval Blob URL RTCPeerConnection SharedArrayBuffer Atomics',
].flatMap(names);

/** Milliseconds that pass with each look at the clock. */
const TICK = 1;

/** A clock that knows no time: it begins at 1970 for each call, and each look at it takes a millisecond. */
export interface Clock {
  reset: () => void;
  /** Milliseconds. */
  now: () => number;
}

export function createClock(): Clock {
  let now = 0;
  return {
    reset() {
      now = 0;
    },
    now() {
      now += TICK;
      return now;
    },
  };
}

/**
 * Takes from this worker all that reaches out of it, and its clock. Whoever needs to talk to the outside takes what they need before.
 * Throws where something stays, so that no guest is loaded then.
 */
export function lockdown(clock: Clock): void {
  const dates = dateOf(clock);
  for (let on: object | null = globalThis; on !== null && on !== Object.prototype; on = Object.getPrototypeOf(on)) {
    for (const key of Reflect.ownKeys(on)) {
      if (typeof key === 'string' && key !== 'constructor' && !KEPT.has(key)) remove(on, key);
    }
  }
  define('Date', dates);
  define('performance', Object.freeze({ now: clock.now }));
  const left = GONE.filter((name) => Reflect.get(globalThis, name) !== undefined);
  if (left.length > 0) throw new Error(`the worker still has ${left.join(', ')}`);
}

function remove(on: object, key: string): void {
  if (Reflect.deleteProperty(on, key)) return;
  // Refused, too, for the few constants that cannot go; the check at the end says whether it matters.
  Reflect.defineProperty(on, key, { value: undefined, writable: false, configurable: false });
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
}

/** Dates of that clock, in a zone that is UTC. */
function dateOf(clock: Clock): DateConstructor {
  class VirtualDate extends Date {
    constructor(...given: [] | [number]) {
      super(given[0] ?? clock.now());
    }
    static override now(): number {
      return clock.now();
    }
    override getTimezoneOffset(): number {
      return 0;
    }
  }
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    Object.defineProperty(VirtualDate.prototype, `get${part}`, {
      value: Reflect.get(Date.prototype, `getUTC${part}`),
    });
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called with `new` only, with nothing or a number
  return VirtualDate as unknown as DateConstructor;
}
