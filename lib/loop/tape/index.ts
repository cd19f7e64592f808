export { canonical, differences } from './compare.ts';
export { changed } from './fork.ts';
export { masked } from './mask.ts';
export type { Deciders } from './play.ts';
export { recording } from './record.ts';
export { replay } from './replay.ts';
export { openTrace, sealed } from './trace.ts';
