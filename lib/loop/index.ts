export { createGrammar } from './grammar/index.ts';
export { receive, type Wish } from './input.ts';
export { runLoop } from './loop.ts';
export {
  changed,
  type Deciders,
  forked,
  inputsAt,
  masked,
  openTrace,
  recording,
  replay,
  sealed,
  whatIf,
} from './tape/index.ts';
export { renderChange, renderView, type View } from './view/index.ts';
export type {
  Act,
  Calling,
  Clock,
  Grammar,
  Hands,
  Journal,
  Kit,
  LoopEvent,
  Policy,
  Ports,
  RuleDecision,
  Rules,
  Senses,
  Whereabouts,
} from './ports.ts';
