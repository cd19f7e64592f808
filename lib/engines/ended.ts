import { type EngineEnd, type EngineEvent, type EngineRequest, NO_USAGE, type Problem } from '@/lib/contracts/index.ts';

/** What an engine inside the host does with one request. Contract as `Engine.predict`: never throws, ends with `end`. */
export type Predict = (request: EngineRequest, signal: AbortSignal) => AsyncIterable<EngineEvent>;

/** The last event, with nothing used and nothing sent unless said otherwise. */
export function ended(parts: Pick<EngineEnd, 'reason'> & Partial<EngineEnd>): EngineEnd {
  return { type: 'end', text: '', usage: NO_USAGE, ms: { load: 0, prefill: 0, decode: 0 }, sent: [], ...parts };
}

export function failed(problem: Problem, parts: Partial<EngineEnd> = {}): EngineEnd {
  return ended({ ...parts, reason: 'error', problem });
}
