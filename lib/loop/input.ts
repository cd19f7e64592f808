import type { EngineProfile, Entry, GivenFile, Limits, Place, Provenance, Task } from '@/lib/contracts/index.ts';
import { MAX_TASK, type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

export interface Wish {
  tabId: number;
  task: Task;
  by: Extract<Provenance, { from: 'user' }>['by'];
  place?: Place | undefined;
  files?: GivenFile[] | undefined;
}

/** Stage one: what the user wants becomes a typed signal, the first record of a run. Only a user's wish can become one. */
export function receive(
  wish: Wish,
  facts: { engine: EngineProfile; now: number; seed: number; id: string; limits?: Limits; spare?: EngineProfile },
): Result<Extract<Entry, { kind: 'signal' }>, Problem> {
  const { now, id, ...rest } = facts;
  if (wish.task.kind === 'ask' && wish.task.text.length > MAX_TASK) {
    return failure(problem('run.too_long', { params: { limit: MAX_TASK } }));
  }
  const task = wish.task.kind === 'ask' ? { ...wish.task, text: wish.task.text.toWellFormed() } : wish.task;
  return success({
    kind: 'signal',
    ...rest,
    signal: {
      id,
      at: now,
      zone: -new Date(now).getTimezoneOffset(),
      provenance: { from: 'user', by: wish.by },
      tabId: wish.tabId,
      task,
      ...(wish.place !== undefined && { place: wish.place }),
      ...(wish.files !== undefined && wish.files.length > 0 && { files: wish.files }),
    },
  });
}
