import type { Ended } from '../call.ts';
import type { Gauge, Tank } from '../harden/gauge.ts';

type FaultKind = Extract<Ended, { ok: false }>['fault'];

/** Thrown by the runners: ends the call, and with it the worker. */
export class Fault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

const PAGE = 65_536;

/** Frames, see `enter` in ../harden/meter.ts: about what the smallest stack of a worker has room for. */
export const DEPTH = 4000;

/** Fuel that a call has used up by now; all of it where it wanted more. */
export function usedOf(gauge: Gauge | undefined, tank: Tank): number {
  return gauge === undefined ? 0 : Math.min(tank.fuel, tank.fuel - gauge.fuel());
}

/** A guest that asks for several pages at once breaks before the last of them is taken. */
const NEARLY = 0.9;

/** True where a guest that broke had no memory left to speak of. */
export function isFull({ buffer }: WebAssembly.Memory, pages: number): boolean {
  return buffer.byteLength >= pages * PAGE * NEARLY;
}

/** Why the guest trapped: its meter says it, or its memory that has no room left. */
export function faultOf(error: unknown, gauge: Gauge | undefined, memoryIsFull: boolean): Fault {
  if (error instanceof Fault) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (gauge !== undefined && gauge.fuel() < 0) return new Fault('fuel', detail);
  if ((gauge !== undefined && gauge.depth() < 0) || /call stack|recursion/iu.test(detail))
    return new Fault('stack', detail);
  return new Fault(memoryIsFull ? 'memory' : 'trap', detail);
}
