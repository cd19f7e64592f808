import { type Gauge, gaugeOf } from '../harden/gauge.ts';

/** What a function gave, or that it trapped. */
export type Ran = { gave: unknown } | { trapped: string };

/** An instance of a hardened module with a full meter, before its start. */
export function instanceOf(
  bytes: Uint8Array<ArrayBuffer>,
  { fuel = 1_000_000 }: { fuel?: number } = {},
): { exports: WebAssembly.Exports; gauge: Gauge } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const gauge = gaugeOf(exports);
  gauge.refill({ fuel, depth: 1000 });
  return { exports, gauge };
}

export function run(exports: WebAssembly.Exports, name: string, ...args: unknown[]): Ran {
  const found = exports[name];
  if (typeof found !== 'function') throw new Error(`no function ${name}`);
  try {
    return { gave: found(...args) };
  } catch (error) {
    return { trapped: error instanceof Error ? error.message : String(error) };
  }
}
