export { createGrammar } from './grammar/index.ts';
export { receive, type Wish } from './input.ts';
export { runLoop } from './loop.ts';
export {
  canonical,
  changed,
  type Deciders,
  differences,
  masked,
  openTrace,
  recording,
  replay,
  sealed,
} from './tape/index.ts';
export { renderChange, renderView, type View } from './view/index.ts';
export type {
  Act,
  Clock,
  Grammar,
  Hands,
  Journal,
  LoopEvent,
  Policy,
  Ports,
  RuleDecision,
  Rules,
  Senses,
  Whereabouts,
} from './ports.ts';
