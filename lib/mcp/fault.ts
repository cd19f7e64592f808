import { type Problem, problem } from '@/lib/contracts/index.ts';

/** An expected failure on its way through the library, which knows thrown errors alone. */
export class Fault extends Error {
  readonly problem: Problem;
  constructor(found: Problem) {
    super(found.code);
    this.name = 'Fault';
    this.problem = found;
  }
}

/** Bytes of one answer. */
export const MOST_BYTES = 4_000_000;

/** Answers of HTTP that are none to what was asked. `host`: of the server. */
export function faultOfStatus(status: number, host: string): Fault {
  if (status === 401 || status === 403) return new Fault(problem('mcp.unauthorised', { params: { host }, detail: `HTTP ${status}` })); // prettier-ignore
  return new Fault(problem('mcp.status', { params: { host, status } }));
}
