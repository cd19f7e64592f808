import type { BrowserContext, Page } from '@playwright/test';

import type {
  Decision,
  EngineProfile,
  Interpretation,
  JournalRecord,
  Outcome,
  Problem,
  Question,
  Reply,
  Run,
  Settings,
  Signal,
  Trace,
  Verdict,
} from '../../lib/contracts/index.ts';
import type { Target } from './targets.ts';

/** The engine that decides where no rule does. `gguf` is a path on this machine. */
export type EngineOption =
  | { kind: 'rules' }
  | { kind: 'cpu'; gguf: string; threads?: number }
  | { kind: 'openai'; baseURL: string; model: string; apiKey?: string; contextTokens?: number }
  | { kind: 'webllm'; model: string }
  | { kind: 'scripted'; replies: string[]; delayMs?: number };

/**
 * What becomes of the questions that Locus asks. `none`: every act that needs approval is declined. `all`: all are approved. A
 * function sees the question (`kind: 'approve'` with action, target and values, or `kind: 'access'` with the origin) and says yes
 * or no. Access to a site, which the task implies, is granted once under `none` and `all`; a function that says no to it makes the
 * answer `never`.
 */
export type Approve = 'none' | 'all' | ((request: Question) => Answer | Promise<Answer>);

/** Yes or no, or one of the answers that this very question has. */
type Answer = boolean | Reply;

export interface LaunchOptions {
  /** Default: true. */
  headless?: boolean;
  /** Folder of the browser profile; kept afterwards. Default: a fresh one, removed by `close`. */
  profile?: string;
  /** Default: rules alone. */
  engine?: EngineOption;
  /** Default: `none`. */
  approve?: Approve;
  /**
   * `granted` (default): the site of the page that is open is let in before a run, as if the user had done so before. `ask`: Locus
   * finds it as after the install, has to ask, and `approve` answers.
   */
  access?: 'granted' | 'ask';
  /** More command line arguments for Chromium. */
  extraArgs?: string[];
  /** Folder of the built extension. Default: $EXTENSION, else the end-to-end build in `.output/chrome-mv3-e2e`. */
  build?: string;
  /** Path of Chromium. Default: $CHROMIUM, else the system's, else Playwright's. */
  executable?: string;
  /** Language of the browser and of Locus, as in `de`. */
  locale?: string;
  /** Page to open first. */
  url?: string;
  /** Changes to the settings that Locus starts with. */
  settings?: Partial<Settings>;
}

export type RunTask = string | { kind: 'summarise' } | { kind: 'explain' };

export interface RunOptions {
  /** Milliseconds until the run is stopped. Default: 120,000. */
  timeoutMs?: number;
  /** Stops the run; `run` then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Default: as in `launch`. */
  approve?: Approve;
  /** The tab to work on. Default: `driver.page`. */
  page?: Page;
  /** All text of the answer so far, as it streams. */
  onText?: (text: string, iteration: number) => void;
  /** Each new record of the journal. */
  onRecord?: (record: JournalRecord) => void;
}

/** One turn of the loop, by its four stages. Stages that were not reached are undefined. */
export interface IterationRecord {
  number: number;
  /** The user's signal, and what the iteration before came to. */
  input: { signal: Signal; previous?: Outcome };
  interpret?: Interpretation;
  decide?: Decision;
  /** What policy said, what the user was asked and answered, and the outcome. */
  act?: { verdict?: Verdict; questions: { question: Question; reply?: Reply }[]; outcome?: Outcome };
  /** Milliseconds: reading the page, interpreting, deciding, acting. 0 where a stage did not happen. */
  ms: { read: number; interpret: number; decide: number; act: number };
}

export interface RunRecord {
  runId: string;
  task: RunTask;
  /** `done`, `stopped`, `failed`, `refused`, `budget`; `running` or `waiting` only where a stopped run did not end. */
  status: Run['status'];
  /** Markdown. */
  answer: string;
  problem?: Problem;
  engine?: EngineProfile;
  iterations: IterationRecord[];
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number; estimated: boolean };
  /** Milliseconds. `total`: from the first record to the last. `stages`: sums over the iterations. */
  timings: { total: number; stages: IterationRecord['ms'] };
  /** Bytes of request bodies that left, by host; `{}` where nothing left. */
  sentBytes: Record<string, number>;
  /** Times a new background took the run over. */
  resumed: number;
  /** `run` gave up waiting and stopped it. */
  timedOut: boolean;
  /** The panel showed the end as the journal has it. */
  shown: boolean;
  /** The journal, record by record. */
  records: JournalRecord[];
}

export interface Driver {
  /** The page that Locus works on. Navigate it as you like. */
  readonly page: Page;
  readonly context: BrowserContext;
  readonly extensionId: string;
  /**
   * Works on the page that is open, through the panel, as a user would: types the task, presses the button, answers questions,
   * waits for the end. Rejects only where the panel cannot be driven or `signal` aborts: a failed run is a record.
   */
  run(task: RunTask, options?: RunOptions): Promise<RunRecord>;
  /** The panel for a tab (default: that of `page`), opened in a window of its own; the same one until it is closed. */
  panel(page?: Page): Promise<Page>;
  /** Stops the background worker, as the browser may at any moment. Resolves once it is gone. */
  stopWorker(): Promise<void>;
  /** Closes the browser and whatever this driver started. */
  close(): Promise<void>;

  // What follows is for the project's own tests.

  /** The journal of one run. */
  records(runId: string): Promise<JournalRecord[]>;
  /** Runs in the journal, oldest first. */
  runs(): Promise<Run[]>;
  /** A run as it is kept, secrets and all, with what came into it. */
  trace(runId: string): Promise<Pick<Trace, 'records' | 'tape'>>;
  /** Resolves with the run once `test` holds for it; rejects after `timeoutMs` (30,000). */
  waitForRun(test: (run: Run) => boolean, options?: { timeoutMs?: number; label?: string }): Promise<Run>;
  /** Resolves once the newest run, or that one, has a record of this kind (in this iteration). */
  waitForRecord(kind: JournalRecord['entry']['kind'], options?: { iteration?: number; runId?: string }): Promise<void>;
  /** Waits until the newest run has a record of this kind (in this iteration), then stops the worker at once. */
  stopWorkerAt(kind: JournalRecord['entry']['kind'], options?: { iteration?: number; runId?: string }): Promise<void>;
  /** Sends a request to the background as the panel does; the reply is not parsed. Also wakes the background. */
  ask(request: object): Promise<unknown>;
  settings(change?: Partial<Settings>): Promise<Settings>;
  /** Id of the tab that shows the page. */
  tabId(page?: Page): Promise<number>;
  /** Runs a function in the background worker, waking it first. Arguments and result travel as JSON. */
  inWorker<A extends unknown[]>(work: (...args: A) => unknown, ...args: A): Promise<unknown>;
  /** Attaches to a target that Playwright does not list: `/offscreen.html`, the real side panel. */
  attach(urlPart: string): Promise<Target>;
  /** Lets the site in without the browser's own dialog, which a headless browser cannot show. */
  allow(origin: string): Promise<void>;
  /** Presses the toolbar button for the page's tab. */
  pressToolbarButton(page?: Page): Promise<void>;
}
