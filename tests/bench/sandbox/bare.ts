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

function serve(from: EventTarget, post: (message: unknown) => void): void {
  from.addEventListener('message', (event) => {
    if (!(event instanceof MessageEvent)) return;
    const { data, ports }: MessageEvent<string | Compute | { type: 'port' }> = event;
    const [port] = ports;
    if (typeof data === 'string') post(data);
    else if ('module' in data) post(compute(data));
    else if (port !== undefined) {
      // Behind the walls: by the port that a worker of guests has.
      serve(port, port.postMessage.bind(port));
      port.start();
    }
  });
}

serve(globalThis, globalThis.postMessage.bind(globalThis));
