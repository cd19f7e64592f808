import type { Ended } from '../../lib/sandbox/call.ts';

/** How a call of a guest ends that cannot be hardened: before there is a worker for it. */
export function refusedAs(detail: string): Ended {
  return { ok: false, fault: 'refused', detail, fuel: 0 };
}
