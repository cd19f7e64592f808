import type { Problem } from '../../contracts/index.ts';
import type { WorldReply, WorldRequest } from '../../protocol/index.ts';
import type { Result } from '../../shared/index.ts';

/** The world outside of the sandbox, as far as capabilities reach it. */
export interface World {
  /** Milliseconds since the epoch. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  fetch: typeof fetch;
  /** What only the background has: tabs, grants, storage, engines. */
  ask: <R extends WorldRequest>(request: R) => Promise<Result<WorldReply<R>, Problem>>;
}
