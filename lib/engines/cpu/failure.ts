import { problem, type Problem } from '@/lib/contracts/index.ts';

import { textOf } from '../hub.ts';

/**
 * The problem that an error of wllama means. `log` is the last line of its error log: for some errors the only place that says
 * the cause. `fatal`: the instance is of no more use.
 */
export function cpuProblem(error: unknown, log: string): { problem: Problem; fatal: boolean } {
  const text = textOf(error);
  const detail = log === '' ? text : `${text} (${log})`;
  const full = /request \((\d+) tokens\) exceeds the available context size \((\d+)/.exec(text);
  if (full !== null) {
    const params = { tokens: Number(full[1]), limit: Number(full[2]) };
    return { problem: problem('engine.context_full', { params, detail: text }), fatal: false };
  }
  if (/failed to parse grammar|Failed to initialize samplers/.test(text)) {
    return { problem: problem('engine.bad_grammar', { detail }), fatal: false };
  }
  // A C++ exception: the library takes the four letters "GLUE" for the length of the answer.
  if (/1163217991|out-of-bounds Uint8Array/.test(text)) {
    return { problem: problem('internal', { detail: log === '' ? text : log }), fatal: false };
  }
  if (/out of memory|memory allocation|Cannot enlarge memory|bad_alloc|could not allocate/i.test(`${text} ${log}`)) {
    return { problem: problem('engine.no_memory', { detail }), fatal: true };
  }
  return { problem: problem('engine.crashed', { detail }), fatal: true };
}
