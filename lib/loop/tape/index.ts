export { canonical, type Difference } from './compare.ts';
export type { Deciders } from './play.ts';
export { recording } from './record.ts';
export { replay, type Replayed } from './replay.ts';
export { openTrace, sealed } from './trace.ts';
