import type {
  EngineChoice,
  GivenFile,
  Handle,
  KeptSecret,
  KeptServer,
  InputChange,
  ModelInfo,
  Placement,
  Problem,
  Recipe,
  Replayed,
  Run,
  SecretGiven,
  RunInput,
  Settings,
  SettingsChange,
  Trace,
  WhatIf,
} from '@/lib/contracts/index.ts';
import type { askBackground, onHostEvent, onPanelEvent, PackLook } from '@/lib/protocol/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import type { Translate } from './translate.ts';

type Stop = () => void;

/** The user's settings in storage.local. */
interface SettingsPort {
  /** Never rejects for bad data: what does not parse is the default. */
  read(): Promise<Settings>;
  change(patch: Partial<Settings>): Promise<void>;
  /** The last changes, oldest first. */
  changes(): Promise<SettingsChange[]>;
  /** Called with all of them, after each change from anywhere. */
  watch(listener: (settings: Settings) => void): Stop;
}

/** The tab that the panel is about: the window's active one, or the one it was pinned to. */
export interface TabPort {
  current(): Promise<number | undefined>;
  /** Called when another tab is in front, and when this one's page, address or title changed. */
  watch(listener: (tabId: number | undefined) => void): Stop;
}

/** Runs with everything that they came from. */
interface TracesPort {
  /** As a file may have it: secrets are dots. */
  read(runId: string): Promise<Result<Trace, Problem>>;
  /** A file that the user picked. */
  open(file: File): Promise<Result<Trace, Problem>>;
  /** Runs it again, by what decides in this version; nothing is done to any page. */
  replay(trace: Trace): Promise<Replayed>;
  /** What came in at that step and could have been something else. */
  inputs(trace: Trace, iteration: number): Promise<RunInput[]>;
  /** How it would have gone with one of them changed, as far as that can be known. */
  whatIf(trace: Trace, change: InputChange): Promise<Result<WhatIf, Problem>>;
}

/** What was learned of runs. The background changes it. */
interface RecipesPort {
  /** All of them: at once, and after each change. */
  watch(listener: (recipes: Recipe[]) => void): Stop;
  /** As a file. */
  save(): Promise<void>;
  /** Takes those of a file that the user picked; they come turned off. */
  open(file: File): Promise<Result<{ taken: number }, Problem>>;
}

/** Secrets of the user. Values go in here, from the panel's own hands, and never come out. */
interface SecretsPort {
  /** All of them: at once, and after each change. */
  watch(listener: (secrets: KeptSecret[]) => void): Stop;
  keep(given: SecretGiven): Promise<Handle>;
  replace(secret: string, value: string): Promise<void>;
  remove(secret: string): Promise<void>;
}

/** Servers of tools. Keys go in here, from the panel's own hands, and never come out. */
interface ServersPort {
  /** Notes an address, and a key where it is not empty; nothing is asked of the server, or added. */
  offer(url: string, key: string): Promise<Result<KeptServer, Problem>>;
}

/** Tools from files. */
interface PacksPort {
  /** Looks at a file that the user picked; nothing is added yet. `titles`: of the tools that come with Locus. */
  open(file: File, titles: readonly string[]): Promise<Result<PackLook, Problem>>;
  /** Gives the file of an added tool back, under that name. */
  save(id: string, name: string): Promise<Result<undefined, Problem>>;
}

/** Everything the panel needs of the world. The entrypoint fills it; tests and the gallery use fakes. */
export interface PanelPorts {
  /** The listener gets folded runs, newest last: at once, and after each change. Without `tabId`, those of all tabs. */
  watchRuns(filter: { tabId?: number; limit: number }, listener: (runs: Run[]) => void): Stop;
  ask: typeof askBackground;
  onPanelEvent: typeof onPanelEvent;
  onHostEvent: typeof onHostEvent;
  settings: SettingsPort;
  tab: TabPort;
  /**
   * Must be called in the click handler itself: the browser asks the user. `''`: every site. False where they said no.
   */
  requestAccess(origin: string): Promise<boolean>;
  /** Gives a site's permission back to the browser. */
  dropAccess(origin: string): Promise<void>;
  /** Chrome's debugger is in this build: clicks and keys can be as from a person's mouse and keyboard. */
  trustedInput: boolean;
  /** Keeps files for a run that is about to be asked for. */
  keepFiles(runId: string, files: readonly File[]): Promise<Result<GivenFile[], Problem>>;
  traces: TracesPort;
  recipes: RecipesPort;
  secrets: SecretsPort;
  /** How many steps that the user did by hand are kept: at once, and after each change. */
  watchHand(listener: (steps: number) => void): Stop;
  packs: PacksPort;
  servers: ServersPort;
  /** Takes a GGUF file that the user picked. */
  importModel(
    file: File,
    signal: AbortSignal,
    /** Bytes. */
    onProgress: (done: number, total: number) => void,
  ): Promise<Result<ModelInfo, Problem>>;
  /** Where an engine of the user's choice would decide. */
  placementOf(choice: EngineChoice): Placement;
  t: Translate;
  /** BCP 47, for numbers and dates. */
  locale: string;
  /** Keys of each command as the user has them now; commands without a key are absent. */
  shortcuts(): Promise<Record<string, string>>;
  openShortcutSettings(): void;
}
