import { type Gauge, gaugeOf } from '../harden/gauge.ts';
import { type Allowed, harden } from '../harden/index.ts';

/** What a function gave, or that it trapped. */
export type Ran = { gave: unknown } | { trapped: string };

/** A hardened module with at most 16 pages. Throws where it is refused. */
export function hardenedOf(bytes: Uint8Array<ArrayBuffer>, allowed: Allowed = {}): Uint8Array<ArrayBuffer> {
  const made = harden(bytes, { pages: 16, allowed });
  if (!made.ok) throw new Error(`${made.problem.reason}: ${made.problem.words}`);
  return made.value;
}

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
