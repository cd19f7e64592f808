import { isDeepStrictEqual } from 'node:util';

import type { Vectors } from '../../../lib/sandbox/pack/vectors.ts';
import { clip, fromJson } from '../../../lib/shared/index.ts';
import type { GuestTool } from './folder.ts';
import type { GuestHost, Outcome } from './host.ts';

const SHOWN = 300;

/** Runs the vectors of a tool, one after the other; says in words what those gave that failed. */
export async function failedVectors(host: GuestHost, tool: GuestTool): Promise<string[]> {
  const failed: string[] = [];
  for (const vector of tool.vectors) {
    const { result } = await host.call(tool, vector.input);
    if (isAsSaid(vector, result)) continue;
    const gave = result.ok ? result.value : `${result.problem.fault}: ${result.problem.reason}`;
    const wanted = vector.fails === undefined ? JSON.stringify(vector.output) : `failed: ${vector.fails}`;
    failed.push(
      `${clip(JSON.stringify(vector.input), SHOWN)}\n  gave   ${clip(gave, SHOWN)}\n  wanted ${clip(wanted, SHOWN)}`,
    );
  }
  return failed;
}

/** A vector says what comes out, or what the reason of the tool's failure has in it. */
function isAsSaid({ output, fails }: Vectors[number], result: Outcome['result']): boolean {
  if (fails === undefined) return result.ok && isDeepStrictEqual(fromJson(result.value), output);
  return !result.ok && result.problem.fault === 'failed' && result.problem.reason.includes(fails);
}
