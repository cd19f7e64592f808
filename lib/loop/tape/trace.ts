import * as v from 'valibot';

import { foldRun, type Problem, problem, Trace } from '@/lib/contracts/index.ts';
import { failure, fromJson, type Result, success } from '@/lib/shared/index.ts';

import { masked, secretsOf } from './mask.ts';

/** Characters of a trace file. */
const MOST = 64_000_000;
/** A page's tool may describe its input in nested schemas; nothing else of ours is nested half as deep. */
const DEEPEST = 64;

/** A run as it may leave this browser: what was typed into secret fields is dots, everywhere. */
export function sealed({ records, tape }: Pick<Trace, 'records' | 'tape'>, device: Trace['device']): Trace {
  const secrets = secretsOf({ records, tape });
  return { locus: 'trace', version: 1, device, masked: secrets.size, ...masked({ records, tape }, secrets) };
}

/** A trace file that somebody made: nothing in it is believed but its shape. */
export function openTrace(text: string): Result<Trace, Problem> {
  if (text.length > MOST) return failure(problem('trace.too_big', { params: { limit: MOST / 1_000_000 } }));
  const found = parsed(text);
  if (found === undefined) return failure(problem('trace.unreadable'));
  const trace = v.safeParse(Trace, found);
  if (!trace.success) return failure(problem('trace.unreadable', { detail: v.summarize(trace.issues).slice(0, 500) }));
  const { records } = trace.output;
  const runId = records[0]?.runId;
  const whole = records.every((record, index) => record.seq === index && record.runId === runId);
  if (!whole || foldRun(records) === undefined) return failure(problem('trace.unreadable', { detail: 'no whole run' }));
  return success(trace.output);
}

function parsed(text: string): unknown {
  return isTooDeep(text) ? undefined : fromJson(text);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return false;
}
