import type { Article, OwnTool, PageSnapshot, Run, Task } from '@/lib/contracts/index.ts';

import { nextCommand, type RuleDecision } from './command/index.ts';
import { factFor } from './facts.ts';
import { finishedBy, intentOf } from './intent.ts';
import { type Passage, passagesOf, rankPassages } from './passages.ts';
import type { Rank } from './rank.ts';
import { relevance, taskWords } from './relevance.ts';
import { gist, type Quote } from './summary.ts';
import { isCommands, toolByRule, toolsFor } from './tools/index.ts';

export { loadRank, type Rank } from './rank.ts';
export { relevance, taskWords } from './relevance.ts';

/** What needs no model. Pure: same inputs, same answer. Fits the loop's port of the same name. */
export interface Rules {
  /** Does the task want the whole page in short, an answer in words, or acts on the page? */
  intent(task: Task): 'summary' | 'answer' | 'act';
  /** The next command of the user's own words, on this page; undefined where no rule fits. */
  command(run: Run, page: PageSnapshot): RuleDecision | undefined;
  /** True where the user's words are a list of commands for the page. */
  commands(task: Task): boolean;
  /** A tool that the user's own words call for, or what it gave, in words. */
  tool(run: Run, kit: readonly OwnTool[]): RuleDecision | undefined;
  /** The tools that the task may be for, best first. */
  toolsFor(task: string, kit: readonly OwnTool[]): OwnTool[];
  /** The rule that says that the last act fulfilled the task; undefined where none does. */
  finished(run: Run): string | undefined;
  /** Ranks the article's sentences once; gives up to so many of them, in its own words and order. */
  gist(article: Article): (sentences: number) => Quote[];
  /** The article in passages of at most `most` characters, headings included. */
  passages(article: Pick<Article, 'markdown' | 'blocks'>, most: number): Passage[];
  /** Indices of the passages that fit the question, best first; empty where none does. */
  rank(question: string, passages: readonly string[]): number[];
  /** What the page says of itself to a question about it, in words; undefined where it says nothing. */
  fact(question: string, facts: NonNullable<Article['facts']>): string | undefined;
  /** Words of the task that say what it is about, folded; at most 24. */
  words(task: string): string[];
  /** Relevance of each element, 0 or more; the same length as `elements`. */
  relevance(task: string, page: PageSnapshot, place?: { ref: string; label: string }): number[];
}

export function createRules(rank: Rank): Rules {
  return {
    intent: intentOf,
    command: nextCommand,
    commands: isCommands,
    tool: toolByRule,
    toolsFor,
    finished: finishedBy,
    gist: (article) => gist(rank, article),
    passages: passagesOf,
    rank: (question, passages) => rankPassages(rank, question, passages),
    fact: factFor,
    words: taskWords,
    relevance,
  };
}
