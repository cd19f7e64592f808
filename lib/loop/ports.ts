import type {
  Article,
  Ask,
  BoundRecipe,
  Decision,
  Deed,
  Draft,
  Engine,
  EngineProfile,
  Exchange,
  GivenFile,
  Gave,
  GrammarSet,
  Action,
  JournalRecord,
  Outcome,
  OwnTool,
  PageSnapshot,
  PageTable,
  PageTool,
  Place,
  Problem,
  Recalled,
  Run,
  Selected,
  Sketch,
  Source,
  Standing,
  Task,
  TaskCode,
  ToolAsks,
  Verdict,
} from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import type { GrammarInput } from './grammar/shapes.ts';

/** Eyes: what the loop can know of a tab. Nothing here changes the page. */
export interface Senses {
  /** `ask` says what it is wanted for: of a page too big to be told whole, what fits that is kept. */
  observe(tabId: number, ask: Ask, signal: AbortSignal): Promise<Result<PageSnapshot, Problem>>;
  article(tabId: number, signal: AbortSignal): Promise<Result<Article, Problem>>;
  selection(tabId: number, signal: AbortSignal): Promise<Result<Selected, Problem>>;
  /** Tools that the page declares (WebMCP); none where it cannot be asked. */
  tools(tabId: number, signal: AbortSignal): Promise<PageTool[]>;
  /** Tables of the page: the one of that ref, or all; at most 2,000 rows each. None where there is none, or nobody can tell. */
  tables(tabId: number, ref: string | undefined, signal: AbortSignal): Promise<PageTable[]>;
}

/** Where and for whom a tool is called. */
export interface Calling {
  /** Of the act: the same call twice is one, and a grant for one call is for it. */
  callId: string;
  runId: string;
  /** The page that it may read, where that is granted. */
  tabId: number;
  /** Origins of what may be in the input. */
  reads: readonly string[];
  /** Of everything that may be read before and in the call, the origins from which something may be sent elsewhere by it. */
  carries: readonly string[];
}

/** Tools in the sandbox, and code that runs there: what they do neither the page nor the tab hears of. */
export interface Kit {
  /** Those that there are; none where the sandbox cannot be had. */
  list(signal: AbortSignal): Promise<OwnTool[]>;
  /**
   * What the user has granted of what the tool asks for, as it stands now: for that call, that run, always, and at any site. Asked only of
   * a tool that asks for something.
   */
  grants(tool: OwnTool, of: Pick<Calling, 'callId' | 'runId'>, signal: AbortSignal): Promise<Standing[]>;
  /** Nobody is asked any more: what no grant covers by then the tool does not get, and hears so. */
  call(tool: string, input: unknown, calling: Calling, signal: AbortSignal): Promise<Result<Gave, Problem>>;
  run(code: TaskCode, input: unknown, signal: AbortSignal): Promise<Result<Gave, Problem>>;
}

/** Where an act goes: the frame, and the document in it that was seen. */
export interface Whereabouts {
  tabId: number;
  frameId: number;
  documentKey: string;
  /** Tabs of the run, by the numbers that acts name them with, from 1. */
  tabs: readonly number[];
}

/** What goes with an act. */
export interface Act {
  actId: string;
  deed: Deed;
  /** The user approved this very act: the page may be left for it, whatever it objects. */
  approved: boolean;
  /** Words of dialogs that are accepted where the act opens them; all others are dismissed. */
  agreed: readonly string[];
  /** The file that the user gave, for `upload`. */
  file?: GivenFile;
}

/** Hands: what the loop can do to a tab. */
export interface Hands {
  /** `actId` makes it at most once per document: the same id again gives the first one's outcome. */
  perform(where: Whereabouts, act: Act, signal: AbortSignal): Promise<Outcome>;
  /** After a restart: did the document that was meant see this act, and how did it end? Undefined where that document is gone. */
  recall(
    where: { tabId: number; documentKey: string },
    actId: string,
    signal: AbortSignal,
  ): Promise<Recalled | undefined>;
}

/** The append-only journal (see lib/memory). */
export interface Journal {
  /** Undefined where nothing was written: the run has ended, is forgotten, or was started already. */
  append(draft: Draft): Promise<JournalRecord | undefined>;
  /** Several in one transaction: all of them or none. */
  appendAll(drafts: readonly Draft[]): Promise<JournalRecord[]>;
  read(runId: string, from?: number): Promise<JournalRecord[]>;
}

/** Long-term memory, as far as a run may draw on it. */
export interface Recall {
  /** The last few exchanges before this run, oldest first. */
  earlier(run: Run): Promise<Exchange[]>;
}

/** A piece of an article: with its heading no longer than was asked. */
export interface Passage {
  /** The headings it stands under, a line each; '' where there is none. */
  heading: string;
  text: string;
  /** Blocks of the article that it is made of. */
  anchors: string[];
  page?: number;
}

/** A sentence of an article in its own words, with what would be markup in them escaped. */
export interface Quote {
  text: string;
  /** '' where nobody knows. */
  anchor: string;
  page?: number;
}

/** What needs no model. Pure: same inputs, same answer. */
export interface Rules {
  /** Does the task want the whole page in short, an answer in words, or acts on the page? */
  intent(task: Task): 'summary' | 'answer' | 'act';
  /** An action that the user's own words name, grounded on this page; undefined where no rule fits. */
  command(run: Run, page: PageSnapshot): RuleDecision | undefined;
  /** True where the user's words are a list of commands for the page. */
  commands(task: Task): boolean;
  /** A tool that the user's own words call for, or what it gave, in words; undefined where no tool declares that. */
  tool(run: Run, kit: readonly OwnTool[]): RuleDecision | undefined;
  /** The tools that the task may be for, best first. */
  toolsFor(task: string, kit: readonly OwnTool[]): OwnTool[];
  /** The rule that says that the last act fulfilled the task; undefined where none does. */
  finished(run: Run): string | undefined;
  /** Ranks the article's sentences once; gives up to so many of those that hold it together, in its order. */
  gist(article: Article): (sentences: number) => Quote[];
  /** The article in passages of at most `most` characters, headings included. */
  passages(article: Article, most: number): Passage[];
  /** The passages of the article that fit the question, best first, as indices into `passages`. */
  rank(question: string, passages: readonly string[]): number[];
  /** What the page says of itself to a question about it, in words; undefined where it says nothing. */
  fact(question: string, facts: NonNullable<Article['facts']>): string | undefined;
  /** Words of the task that say what it is about, folded; at most 24. */
  words(task: string): string[];
  /** Relevance of each element for the task, higher first matters more; same length as `elements`. */
  relevance(task: string, page: PageSnapshot, place?: Place): number[];
}

export interface RuleDecision {
  /** A rule where nothing else is said. */
  by?: Decision['by'];
  rule: string;
  action: Action;
  target?: string;
  step?: { number: number; of: number };
  /** Of an answer: the passages that it quotes, by the numbers in its text. */
  sources?: Source[];
  problem?: Problem;
}

/** What worked once, for what is asked for again. All but `fitting` is pure. */
export interface Recipes {
  /** The recipe that the user's words ask for on this site, with their values in it; undefined where none does. */
  fitting: (run: Run, page: PageSnapshot) => Promise<BoundRecipe | undefined>;
  /** The next step of the run's recipe, grounded on this page; undefined where it has none or where that does not fit. */
  next: (run: Run, page: PageSnapshot) => RuleDecision | undefined;
  /** What an element is like, for the journal; undefined where it is not on the page. */
  sketch: (ref: string, page: PageSnapshot) => Sketch | undefined;
  /** Name of what the next step is about. */
  sought: (run: Run) => string | undefined;
}

/** The tool in the sandbox that an act uses, if there is one of that name, and what is granted to it; empty for any other act. */
export interface ToolAt {
  tool?: OwnTool | undefined;
  grants?: readonly Standing[] | undefined;
}

/** An act, the page as it is now, and the run that decided it. */
export interface Judged extends ToolAt {
  action: Action;
  page: PageSnapshot;
  run: Run;
}

/** What may be done. Never sees what a model said but the action itself. */
export interface Policy {
  judge(input: Judged): Verdict;
  /** What the tool in question wants of the user beside the act itself; undefined where it asks for nothing outside of the sandbox. */
  asks(input: Judged): ToolAsks | undefined;
  /** What is known of where its input is from, and what of all that it may know it may send elsewhere, now that it is called. */
  carries(input: Omit<Judged, 'page'>): Pick<Calling, 'reads' | 'carries'>;
  /** From where to where the run was led, where the page of this iteration is of a site that nobody named. */
  landed(where: { page: PageSnapshot; run: Run }, iteration: number): Verdict['origins'];
  /** Why nothing of what the run has read may go to its engine; undefined where it may. */
  mayLeave(run: Run): Problem | undefined;
}

/** One generator of grammars for the actions that are possible on a page. */
export interface Grammar {
  build(input: GrammarInput): GrammarSet;
  /** The text of a decision, parsed and checked against the page: `undefined` where it is no valid action there. */
  parse(text: string, input: GrammarInput): Action | undefined;
}

export interface Clock {
  now(): number;
}

/** What the loop tells whoever listens, beside the journal: streaming text and progress. Lost events lose nothing. */
export type LoopEvent =
  | { type: 'streaming'; runId: string; iteration: number; text: string; tokens: number }
  | {
      type: 'progress';
      runId: string;
      iteration: number;
      phase: 'download' | 'load' | 'prefill';
      done: number;
      total: number;
    };

export interface Ports {
  senses: Senses;
  hands: Hands;
  kit: Kit;
  journal: Journal;
  recall: Recall;
  rules: Rules;
  recipes: Recipes;
  policy: Policy;
  grammar: Grammar;
  engine: (profile: EngineProfile) => Engine;
  clock: Clock;
  /** Resolves once somebody else (a reply, a stop) has written a record with at least this seq; rejects when aborted. */
  written: (runId: string, seq: number, signal: AbortSignal) => Promise<void>;
  emit: (event: LoopEvent) => void;
}
