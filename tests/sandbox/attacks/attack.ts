import type { Limits } from '../../../lib/sandbox/call.ts';
import { wasmOf } from '../../support/guests/wat.ts';
import type { CallReport, GuestCall } from '../entry.ts';

/** A guest that attacks, and how its call has to end: a fault, or `gives` and its output. */
export interface Attack {
  /** The row of the catalogue. */
  row: string;
  name: string;
  call: GuestCall;
  verdict: string;
  /** Ends by the clock alone, so that it needs a worker that can be terminated. */
  walls?: boolean;
}

type Given = Partial<Limits> & { input?: string; walls?: boolean };

/** What an attack is called for, its text, and its verdict. */
export type Line = readonly [name: string, text: string, verdict: string, given?: Given];

const LIMITS: Limits = { fuel: 200_000_000, ms: 30_000, pages: 512, outputBytes: 4096, logBytes: 4096 };
const INPUT = '{"n":7}';

function attack(row: string, abi: GuestCall['abi'], [name, text, verdict, given = {}]: Line): Attack {
  const { input = INPUT, walls = false, ...limits } = given;
  const script = abi === 'js/1' || abi === 'py/1';
  const guest = script ? text : [...wasmOf(text)];
  const own = script ? LIMITS : { ...LIMITS, fuel: 20_000_000, pages: 16 };
  const plugin = abi === 'extism/1' && { plugin: { function: 'run', config: {} } };
  return { row, name, verdict, walls, call: { abi, guest, input, limits: { ...own, ...limits }, ...plugin } };
}

/** Attacks of one kind, by the rows of the catalogue. */
export function attacksOf(abi: GuestCall['abi'], rows: Readonly<Record<string, readonly Line[]>>): Attack[] {
  return Object.entries(rows).flatMap(([row, lines]) => lines.map((line) => attack(row, abi, line)));
}

export function verdictOf({ ended }: Pick<CallReport, 'ended'>): string {
  return ended.ok ? `gives ${ended.output}` : ended.fault;
}
