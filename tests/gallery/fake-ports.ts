import en from '@/assets/public/_locales/en/messages.json';
import {
  changesBetween,
  type ConnectionReport,
  DEFAULT_SETTINGS,
  type DeviceReport,
  type KeptSecret,
  type KeptServer,
  type InputChange,
  type ModelInfo,
  type Problem,
  type Recipe,
  type Replayed,
  type Run,
  type SecretGiven,
  type RunInput,
  type Settings,
  type SettingsChange,
  type Trace,
  type WhatIf,
  withChanges,
} from '@/lib/contracts/index.ts';
import type { askBackground, HostEvent, PackLook, PanelEvent, PanelRequest, TabLook } from '@/lib/protocol/index.ts';
import { type PanelPorts, translator } from '@/lib/ui/index.ts';

/** The world of a panel that lives in no browser: what it is told is set here, what it asked is kept. */
export interface FakeWorld {
  ports: PanelPorts;
  asked: PanelRequest[];
  settings: Settings;
  /** What was entered as secrets, values and all: no port gives those back. */
  entered: SecretGiven[];
  /** Inputs of a replay as they were changed. */
  changed: InputChange[];
  /** Origins that the browser was asked for. */
  origins: string[];
  /** Shows these runs, as if the journal had changed. */
  show(...runs: Run[]): void;
  say(event: PanelEvent): void;
  hostSays(event: HostEvent): void;
  goTo(tabId: number | undefined): void;
  /** What the next look at the tab says. */
  lookIs(look: Partial<TabLook>): void;
}

export interface FakeOptions {
  runs?: Run[];
  settings?: Partial<Settings>;
  look?: Partial<TabLook>;
  models?: ModelInfo[];
  device?: Partial<DeviceReport>;
  connection?: ConnectionReport;
  /** Type of request -> what goes wrong with it. */
  problems?: Partial<Record<PanelRequest['type'], Problem>>;
  /** Type of request -> what it is answered with. */
  replies?: Partial<Record<PanelRequest['type'], unknown>>;
  grant?: boolean;
  /** Sources are still to be seen on their page; so by default. */
  shown?: boolean;
  /** What is read, and what is in any file that is opened; none where absent. */
  trace?: Trace;
  recipes?: Recipe[];
  secrets?: KeptSecret[];
  /** Steps by hand that are kept. */
  handSteps?: number;
  /** What any file that is opened as a tool pack has in it, or why it is refused. */
  pack?: PackLook | Problem;
  replayed?: Replayed;
  /** What can be changed at any step, and what comes of it. */
  inputs?: RunInput[];
  whatIf?: WhatIf;
  trustedInput?: boolean;
  messages?: Parameters<typeof translator>[0];
  locale?: string;
}

const LOOK: TabLook = {
  tabId: 1,
  title: 'Corner Bakery - order ahead',
  url: 'https://bakery.example/order',
  origin: 'https://bakery.example',
  access: 'granted',
};

const OFFERED: KeptServer = { id: 'srv', url: 'https://tools.example/mcp', hasKey: true, traffic: { sent: 0, got: 0 } }; // prettier-ignore

const DEVICE: DeviceReport = {
  webgpu: 'yes',
  adapter: 'NVIDIA RTX 4060',
  f16: true,
  cores: 8,
  memoryGiB: 8,
  freeBytes: 84_000_000_000,
};

function tracesOf(
  { trace, replayed, inputs = [], whatIf }: FakeOptions,
  note: (change: InputChange) => void,
): PanelPorts['traces'] {
  const given = async (code: Problem['code']): ReturnType<PanelPorts['traces']['read']> =>
    trace === undefined ? { ok: false, problem: { code } } : { ok: true, value: trace };
  return {
    read: () => given('trace.none'),
    open: () => given('trace.unreadable'),
    replay: async ({ records }) => replayed ?? { records, untaped: [] },
    inputs: async () => inputs,
    whatIf: async ({ records }, change) => {
      note(change);
      return { ok: true, value: whatIf ?? { records, changed: 0, end: 'over' } };
    },
  };
}

export function fakeWorld(options: FakeOptions = {}): FakeWorld {
  const runListeners = new Set<(runs: Run[]) => void>();
  const hear = { panel: listeners<PanelEvent>(), host: listeners<HostEvent>(), tab: listeners<number | undefined>(), settings: listeners<Settings>() }; // prettier-ignore
  let runs = options.runs ?? [];
  const looks: TabLook = { ...LOOK, ...options.look };
  const world: FakeWorld = {
    asked: [],
    entered: [],
    changed: [],
    origins: [],
    settings: { ...DEFAULT_SETTINGS, introduced: true, ...options.settings },
    show(...fresh) {
      runs = fresh;
      for (const listener of runListeners) listener(fresh);
    },
    say: hear.panel.tell,
    hostSays: hear.host.tell,
    goTo: hear.tab.tell,
    lookIs: (look) => Object.assign(looks, look),
    ports: {
      watchRuns(_filter, listener) {
        runListeners.add(listener);
        listener(runs);
        return () => runListeners.delete(listener);
      },
      ask: fakeAsk(options, looks, (request) => world.asked.push(request)),
      onPanelEvent: hear.panel.listen,
      onHostEvent: hear.host.listen,
      settings: settingsOf(() => world, hear.settings),
      tab: { current: () => Promise.resolve(1), watch: hear.tab.listen },
      requestAccess(origin) {
        world.origins.push(origin);
        return Promise.resolve(options.grant ?? true);
      },
      dropAccess: () => Promise.resolve(),
      trustedInput: options.trustedInput ?? true,
      keepFiles: (_runId, files) =>
        Promise.resolve({
          ok: true,
          value: files.map(({ name, type, size }, i) => ({ id: `f${i}`, name, type, size })),
        }),
      traces: tracesOf(options, (change) => world.changed.push(change)),
      recipes: recipesOf(options),
      secrets: secretsOf(options, (given) => world.entered.push(given)),
      watchHand(listener) {
        listener(options.handSteps ?? 0);
        return () => undefined;
      },
      ...toolsOf(options),
      importModel: () => Promise.resolve({ ok: false, problem: { code: 'engine.bad_file' } }),
      placementOf: (choice) => (choice.kind === 'openai' ? 'edge' : 'local'),
      t: translator(options.messages ?? en),
      locale: options.locale ?? 'en',
      shortcuts: () =>
        Promise.resolve({ 'open-panel': 'Alt+Shift+L', 'summarise-page': 'Alt+Shift+S', 'explain-selection': 'Alt+Shift+E' }), // prettier-ignore
      openShortcutSettings() {},
    },
  };
  return world;
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    listen: (listener: (value: T) => void) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: (value: T) => {
      for (const listener of all) listener(value);
    },
  };
}

function fakeAsk(options: FakeOptions, look: TabLook, note: (request: PanelRequest) => void): typeof askBackground {
  const values: Partial<Record<PanelRequest['type'], unknown>> = {
    'source.show': { shown: options.shown ?? true },
    'models.list': options.models ?? [],
    'servers.list': [],
    'models.device': { ...DEVICE, ...options.device },
    'models.test': options.connection ?? { ok: true, models: ['qwen3:8b'], ms: 38 },
    ...options.replies,
  };
  const value = (request: PanelRequest) => {
    if (request.type === 'tab.look') return { ...look };
    if (request.type !== 'models.inspect') return values[request.type];
    return { ...options.models?.find(({ id }) => id === request.id), downloadBytes: 1_130_000_000 };
  };
  const ask = (request: PanelRequest) => {
    note(request);
    const problem = options.problems?.[request.type];
    return Promise.resolve(problem === undefined ? { ok: true, value: value(request) } : { ok: false, problem });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake: it gives what each type promises
  return ask as unknown as typeof askBackground;
}

/** Kept in the world, with what was changed. */
function settingsOf(world: () => FakeWorld, hear: ReturnType<typeof listeners<Settings>>): PanelPorts['settings'] {
  let changes: SettingsChange[] = [];
  return {
    read: () => Promise.resolve(world().settings),
    changes: () => Promise.resolve(changes),
    change(patch) {
      const before = world().settings;
      world().settings = { ...before, ...patch };
      changes = withChanges(changes, changesBetween(before, world().settings, Date.now()));
      hear.tell(world().settings);
      return Promise.resolve();
    },
    watch: hear.listen,
  };
}

function recipesOf({ recipes = [] }: FakeOptions): PanelPorts['recipes'] {
  return {
    watch(listener) {
      listener(recipes);
      return () => undefined;
    },
    save: () => Promise.resolve(),
    open: () => Promise.resolve({ ok: false, problem: { code: 'recipe.unreadable' } }),
  };
}

function secretsOf({ secrets: kept = [] }: FakeOptions, note: (given: SecretGiven) => void): PanelPorts['secrets'] {
  const hear = listeners<KeptSecret[]>();
  let all = kept;
  const change = (next: KeptSecret[]) => {
    all = next;
    hear.tell(all);
    return Promise.resolve();
  };
  return {
    watch(listener) {
      listener(all);
      return hear.listen(listener);
    },
    async keep(given) {
      note(given);
      const { value: _, lasts, ...rest } = given;
      const handle = { ...rest, secret: `s${all.length + 1}` };
      await change([...all, { ...handle, lasts, here: true }]);
      return handle;
    },
    async replace(secret, value) {
      const [known] = all.filter((each) => each.secret === secret);
      if (known !== undefined) note({ ...known, value });
      await change(all.map((each) => (each.secret === secret ? { ...each, here: true } : each)));
    },
    remove: (secret) => change(all.filter((each) => each.secret !== secret)),
  };
}

function toolsOf(options: FakeOptions): Pick<PanelPorts, 'packs' | 'servers'> {
  return { packs: packsOf(options), servers: { offer: async () => ({ ok: true, value: OFFERED }) } };
}

function packsOf({ pack = { code: 'pack.no_pack' } }: FakeOptions): PanelPorts['packs'] {
  return {
    open: () => Promise.resolve('code' in pack ? { ok: false, problem: pack } : { ok: true, value: pack }),
    save: () => Promise.resolve({ ok: true, value: undefined }),
  };
}
