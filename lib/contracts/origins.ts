import { frameKeyOf } from './action.ts';
import type { PageSnapshot } from './page.ts';
import type { Run } from './run.ts';

/** Origins other than the page's own that something in its view is from: documents in frames. */
export function framesRead({ origin, frames, elements, regions }: PageSnapshot): string[] {
  const keys = new Set([...elements, ...regions].map(({ ref }) => frameKeyOf(ref)));
  const read = frames.filter((frame) => keys.has(frame.key) && frame.origin !== origin).map((frame) => frame.origin);
  return [...new Set(read)];
}

/** Origins of everything that a run has read, in the order of reading. */
export function originsRead({ iterations }: Run): string[] {
  const read = iterations.flatMap(({ interpretation, outcome }) => [
    ...(interpretation === undefined ? [] : [interpretation.origin, ...(interpretation.frames ?? [])]),
    ...(outcome?.gave?.calls?.flatMap(({ read: origins }) => origins ?? []) ?? []),
  ]);
  return [...new Set(read)];
}
