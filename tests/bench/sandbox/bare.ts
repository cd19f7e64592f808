/** All of a worker that has neither walls nor runners: what is the least that a call, a start and a computation can take. */
interface Compute {
  module: WebAssembly.Module;
  /** An export, and what it is called with, so often. */
  run: string;
  args: readonly number[];
  times: number;
  /** Is called once before. */
  first?: string;
}

declare function postMessage(message: unknown): void;

/** Milliseconds of each call. */
function compute({ module, run, args, times, first }: Compute): number[] {
  const { exports } = new WebAssembly.Instance(module, { tool_host: { log: () => undefined } });
  const call = (name: string, given: readonly number[]) => {
    const found = exports[name];
    if (typeof found === 'function') Reflect.apply(found, undefined, given);
  };
  const fuel = exports['locus:fuel'];
  const depth = exports['locus:depth'];
  const costs: number[] = [];
  for (let left = times; left > 0; left--) {
    if (fuel instanceof WebAssembly.Global) fuel.value = 10n ** 15n;
    if (depth instanceof WebAssembly.Global) depth.value = 4000;
    if (first !== undefined && left === times) call(first, []);
    const began = performance.now();
    call(run, args);
    costs.push(performance.now() - began);
  }
  return costs;
}

function serve(from: { onmessage: unknown; postMessage: (message: unknown) => void }): void {
  from.onmessage = ({ data, ports }: MessageEvent<string | Compute | { type: 'port' }>) => {
    if (typeof data === 'string') from.postMessage(data);
    else if ('module' in data) from.postMessage(compute(data));
    // Behind the walls: by the port that a worker of guests has.
    else if (ports[0] !== undefined) serve(ports[0]);
  };
}

serve(globalThis);
