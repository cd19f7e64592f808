import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

import { type ConnectionReport, type DeviceReport, type EngineChoice, type ModelInfo, type ModelProgress, type Problem, problem } from '@/lib/contracts/index.ts'; // prettier-ignore
import { isAbort } from '@/lib/shared/index.ts';

import type { PanelPorts } from './ports.ts';

type Name = Pick<ModelInfo, 'kind' | 'id'>;

/** What the settings show of models, device and server. Read when they are opened. */
export interface Models {
  readonly list: ReadonlySignal<ModelInfo[] | undefined>;
  readonly listProblem: ReadonlySignal<Problem | undefined>;
  readonly device: ReadonlySignal<DeviceReport | undefined>;
  /** The latest of each model's download, load or import, by `keyOf`. */
  readonly progress: ReadonlySignal<ReadonlyMap<string, ModelProgress>>;
  /** Sizes the hub told, waiting for the user's yes, by `keyOf` of what was inspected. */
  readonly offers: ReadonlySignal<ReadonlyMap<string, ModelInfo>>;
  readonly problems: ReadonlySignal<ReadonlyMap<string, Problem>>;
  readonly connection: Signal<ConnectionReport | 'testing' | undefined>;
  readonly refresh: () => Promise<void>;
  /** Asks the hub for the size; the answer is an offer. `url`: a file that is in no catalogue. */
  readonly inspect: (name: Name, url?: string) => Promise<void>;
  readonly decline: (name: Name) => void;
  /** The user has seen `agreedBytes` and agreed. */
  readonly get: (name: Name, agreedBytes: number, url?: string) => Promise<void>;
  readonly cancel: (name: Name) => Promise<void>;
  readonly remove: (name: Name) => Promise<void>;
  readonly importFile: (file: File) => Promise<ModelInfo | undefined>;
  readonly cancelFile: () => void;
  readonly test: (choice: EngineChoice) => Promise<void>;
  dispose(): void;
}

export function keyOf({ kind, id }: Name): string {
  return `${kind} ${id}`;
}

/** About what a model takes of the device, bytes: its memory, else its file; undefined where neither is known. */
export function takes({ memoryBytes, downloadBytes }: ModelInfo): number | undefined {
  return memoryBytes ?? downloadBytes;
}

const FILE: Name = { kind: 'cpu', id: 'picked file' };
/** Key of the file being taken in, whose id nobody knows yet. */
export const FILE_KEY = keyOf(FILE);

const BUSY: readonly ModelProgress['phase'][] = ['download', 'load'];

export function isBusy(progress: ModelProgress | undefined): boolean {
  return progress !== undefined && BUSY.includes(progress.phase);
}

export function modelsState(ports: PanelPorts): Models {
  const store = modelSignals();
  const refresh = async () => {
    const [models, report] = await Promise.all([
      ports.ask({ type: 'models.list' }),
      store.device.value === undefined ? ports.ask({ type: 'models.device' }) : undefined,
    ]);
    store.listProblem.value = models.ok ? undefined : models.problem;
    if (models.ok) store.list.value = models.value;
    if (report?.ok === true) store.device.value = report.value;
  };
  const hear = (fresh: ModelProgress, key = keyOf(fresh)) => {
    store.progress.value = new Map([...store.progress.value, [key, fresh]]);
    if (fresh.problem !== undefined) store.setProblem(key, fresh.problem);
    if (!isBusy(fresh)) void refresh();
  };
  const stop = ports.onHostEvent((event) => {
    if (event.type === 'model') hear(event.progress);
  });
  const files = fileImport(ports, store, hear);
  return {
    ...store,
    ...downloads(ports, store, { hear, refresh }),
    refresh,
    importFile: files.importFile,
    cancelFile: files.cancel,
    test: async (choice) => {
      store.connection.value = 'testing';
      const report = await ports.ask({ type: 'models.test', choice });
      store.connection.value = report.ok ? report.value : { ok: false, models: [], ms: 0, problem: report.problem };
    },
    dispose() {
      files.cancel();
      stop();
    },
  };
}

type Store = ReturnType<typeof modelSignals>;
type Hear = (fresh: ModelProgress, key?: string) => void;

function downloads(ports: PanelPorts, store: Store, { hear, refresh }: { hear: Hear; refresh: () => Promise<void> }) {
  return {
    inspect: async ({ kind, id }: Name, url?: string) => {
      const key = keyOf({ kind, id });
      store.setProblem(key, undefined);
      const found = await ports.ask({ type: 'models.inspect', kind, id, ...(url !== undefined && { url }) });
      if (found.ok) store.setOffer(key, found.value);
      else store.setProblem(key, found.problem);
    },
    decline: (name: Name) => {
      store.setOffer(keyOf(name), undefined);
    },
    get: async ({ kind, id }: Name, agreedBytes: number, url?: string) => {
      const name = { kind, id };
      store.setOffer(keyOf(name), undefined);
      store.setProblem(keyOf(name), undefined);
      hear({ ...name, phase: 'download', done: 0, total: agreedBytes });
      const begun = await ports.ask({ type: 'models.get', ...name, agreedBytes, ...(url !== undefined && { url }) });
      if (!begun.ok) hear({ ...name, phase: 'failed', done: 0, total: agreedBytes, problem: begun.problem });
      else if (url !== undefined) await refresh();
    },
    cancel: async ({ kind, id }: Name) => {
      const cancelled = await ports.ask({ type: 'models.cancel', kind, id });
      if (cancelled.ok) hear({ kind, id, phase: 'cancelled', done: 0, total: 0 });
      else store.setProblem(keyOf({ kind, id }), cancelled.problem);
    },
    remove: async ({ kind, id }: Name) => {
      const key = keyOf({ kind, id });
      const removed = await ports.ask({ type: 'models.remove', kind, id });
      store.setProblem(key, removed.ok ? undefined : removed.problem);
      store.progress.value = new Map([...store.progress.value].filter(([one]) => one !== key));
      await refresh();
    },
  };
}

function fileImport(ports: PanelPorts, store: Store, hear: Hear) {
  let importing: AbortController | undefined;
  return {
    importFile: async (file: File) => {
      importing = new AbortController();
      store.setProblem(FILE_KEY, undefined);
      hear({ ...FILE, phase: 'load', done: 0, total: file.size }, FILE_KEY);
      const taken = await take(ports, file, importing.signal, (done, total) => {
        hear({ ...FILE, phase: 'load', done, total }, FILE_KEY);
      });
      hear({ ...FILE, phase: taken.ok ? 'ready' : 'cancelled', done: 0, total: 0 }, FILE_KEY);
      if (!taken.ok && taken.problem !== undefined) store.setProblem(FILE_KEY, taken.problem);
      return taken.ok ? taken.value : undefined;
    },
    cancel: () => {
      importing?.abort();
    },
  };
}

function modelSignals() {
  const problems = signal<ReadonlyMap<string, Problem>>(new Map());
  const offers = signal<ReadonlyMap<string, ModelInfo>>(new Map());
  return {
    list: signal<ModelInfo[] | undefined>(undefined),
    listProblem: signal<Problem | undefined>(undefined),
    device: signal<DeviceReport | undefined>(undefined),
    progress: signal<ReadonlyMap<string, ModelProgress>>(new Map()),
    connection: signal<ConnectionReport | 'testing' | undefined>(undefined),
    offers,
    problems,
    setProblem(key: string, found: Problem | undefined) {
      problems.value = withKey(problems.value, key, found);
    },
    setOffer(key: string, offer: ModelInfo | undefined) {
      offers.value = withKey(offers.value, key, offer);
    },
  };
}

function withKey<V>(map: ReadonlyMap<string, V>, key: string, value: V | undefined): ReadonlyMap<string, V> {
  const fresh = new Map(map);
  if (value === undefined) fresh.delete(key);
  else fresh.set(key, value);
  return fresh;
}

/** An import that the user stopped is neither a value nor a problem. */
async function take(
  ports: PanelPorts,
  file: File,
  stop: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<{ ok: true; value: ModelInfo } | { ok: false; problem?: Problem }> {
  try {
    const result = await ports.importModel(file, stop, onProgress);
    return !result.ok && stop.aborted ? { ok: false } : result;
  } catch (error) {
    if (isAbort(error) || stop.aborted) return { ok: false };
    return { ok: false, problem: problem('internal', { detail: String(error) }) };
  }
}
