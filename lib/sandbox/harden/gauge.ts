import { METER } from './names.ts';

/** Units of fuel for each call of the host, which takes far longer than an instruction. */
export const HOST_UNITS = 50;
/** Bytes that the host moves for one unit of fuel. */
export const BYTES_A_UNIT = 16;

/** What a call of a guest may use up. */
export interface Tank {
  fuel: number;
  /** Frames of functions, larger ones counted more than once. */
  depth: number;
}

/** The meter of an instance of a hardened module. */
export interface Gauge {
  refill(tank: Tank): void;
  /** Takes fuel for work that the host did for the guest. */
  spend(units: number): void;
  /** Below zero: used up. */
  fuel(): number;
  depth(): number;
  /** Calls what a table of the instance has, which takes the meter and gives it back. */
  call(entry: (...args: unknown[]) => unknown, args: readonly unknown[]): unknown;
  /** Sets the depth after frames were left by a jump that passed their ends. */
  surface(depth: number): void;
}

export function gaugeOf(exports: WebAssembly.Exports): Gauge {
  const fuel = globalOf(exports, METER.fuel);
  const depth = globalOf(exports, METER.depth);
  return {
    refill(tank) {
      fuel.value = BigInt(tank.fuel);
      depth.value = tank.depth;
    },
    spend(units) {
      fuel.value = BigInt(Number(fuel.value) - units);
    },
    fuel: () => Number(fuel.value),
    depth: () => Number(depth.value),
    call(entry, args) {
      const gave = entry(...args, fuel.value, depth.value);
      const [result, left] = Array.isArray(gave) ? gave : [undefined, gave];
      fuel.value = left;
      return result;
    },
    surface(to) {
      depth.value = to;
    },
  };
}

function globalOf(exports: WebAssembly.Exports, name: string): WebAssembly.Global {
  const found = exports[name];
  if (!(found instanceof WebAssembly.Global)) throw new Error(`a hardened module exports ${name}`);
  return found;
}
