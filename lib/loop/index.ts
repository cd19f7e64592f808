export { createGrammar } from './grammar/index.ts';
export { receive, type Wish } from './input.ts';
export { runLoop } from './loop.ts';
export type {
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
