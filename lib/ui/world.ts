import { batch, signal } from '@preact/signals';

import { type Place, type Problem, problem, type Run, type Settings, type Trace } from '@/lib/contracts/index.ts';
import type { PanelEvent, TabLook } from '@/lib/protocol/index.ts';

import type { PanelPorts } from './ports.ts';
import type { SpokenSecret } from './spoken.tsx';

type View = 'chat' | 'settings' | 'history' | 'replay';

/** A trace that is looked at, whose it is, and where the way back leads. */
interface Replaying {
  trace: Trace;
  imported: boolean;
  from: View;
}

interface Streaming {
  iteration: number;
  text: string;
  tokens: number;
}

interface Loading {
  phase: 'download' | 'load' | 'prefill';
  done: number;
  total: number;
}

const SHOWN_RUNS = 30;

/** What comes from outside by itself: settings, tab, runs, events. All of it is read again when the panel opens. */
export type World = ReturnType<typeof emptyWorld>;

export function watchWorld(ports: PanelPorts): { world: World; dispose: () => void } {
  const world = emptyWorld();
  const stops = [
    followTab(ports, world),
    hearEvents(ports, world),
    keepSettings(ports, world),
    watchPaused(ports, world),
  ];
  return {
    world,
    dispose() {
      for (const stop of stops) stop();
    },
  };
}

function emptyWorld() {
  return {
    settings: signal<Settings | undefined>(undefined),
    tabId: signal<number | undefined>(undefined),
    look: signal<TabLook | undefined>(undefined),
    /** Why the tab could not be looked at. */
    lookProblem: signal<Problem | undefined>(undefined),
    /** Of this tab, newest last; undefined until the journal was read. */
    runs: signal<Run[] | undefined>(undefined),
    /** Paused since the browser was started anew, of whatever tab. */
    elsewhere: signal<Run[]>([]),
    /** The journal could not be written. */
    trouble: signal<Problem | undefined>(undefined),
    streams: signal<ReadonlyMap<string, Streaming>>(new Map()),
    loads: signal<ReadonlyMap<string, Loading>>(new Map()),
    shortcuts: signal<Record<string, string>>({}),
    place: signal<Place | undefined>(undefined),
    /** What stands in the composer. */
    draft: signal(''),
    /** What was to be sent, and says a secret. */
    spoken: signal<SpokenSecret | undefined>(undefined),
    /** Counts up when the composer shall have the focus. */
    wantsFocus: signal(0),
    view: signal<View>('chat'),
    replaying: signal<Replaying | undefined>(undefined),
  };
}

/** Shows the tab in front: its title and access, and the runs in it. */
function followTab(ports: PanelPorts, world: World): () => void {
  let disposed = false;
  let unwatchRuns: (() => void) | undefined;
  let lastPointed = '';

  const lookAgain = async (id: number) => {
    const result = await ports.ask({ type: 'tab.look', tabId: id });
    if (disposed || world.tabId.value !== id) return;
    batch(() => {
      world.look.value = result.ok ? result.value : undefined;
      world.lookProblem.value = result.ok ? undefined : result.problem;
      if (!result.ok) return;
      const { place, draft } = result.value;
      // What the user took off again stays off; what they are writing stays, too.
      const pointed = JSON.stringify({ place, draft });
      if (pointed === lastPointed) return;
      lastPointed = pointed;
      world.place.value = place ?? world.place.value;
      if (draft !== undefined && world.draft.value === '') world.draft.value = draft;
    });
  };
  const goTo = (id: number | undefined) => {
    if (disposed) return;
    if (id !== world.tabId.value || world.runs.value === undefined) {
      unwatchRuns?.();
      lastPointed = '';
      enter(world, id);
      if (id !== undefined) {
        unwatchRuns = ports.watchRuns({ tabId: id, limit: SHOWN_RUNS }, (found) => {
          world.runs.value = found;
        });
      }
    }
    if (id !== undefined) void lookAgain(id);
  };
  const stops = [
    ports.tab.watch(goTo),
    ports.onPanelEvent((event) => {
      // The toolbar button and the keys give access to the page they were pressed on.
      if (event.type !== 'focus' || event.tabId !== world.tabId.value) return;
      lastPointed = '';
      void lookAgain(event.tabId);
    }),
  ];
  void ports.tab.current().then(goTo);
  return () => {
    disposed = true;
    unwatchRuns?.();
    for (const stop of stops) stop();
  };
}

function watchPaused(ports: PanelPorts, world: World): () => void {
  return ports.watchRuns({ limit: SHOWN_RUNS }, (found) => {
    world.elsewhere.value = found.filter(({ paused }) => paused === 'restart');
  });
}

function enter(world: World, id: number | undefined) {
  batch(() => {
    world.tabId.value = id;
    world.look.value = undefined;
    world.lookProblem.value = id === undefined ? problem('page.gone') : undefined;
    world.runs.value = id === undefined ? [] : undefined;
    world.place.value = undefined;
  });
}

function hearEvents(ports: PanelPorts, world: World): () => void {
  return ports.onPanelEvent((event: PanelEvent) => {
    if (event.type === 'streaming') world.streams.value = new Map([...world.streams.value, [event.runId, event]]);
    else if (event.type === 'progress') world.loads.value = new Map([...world.loads.value, [event.runId, event]]);
    else if (event.type === 'trouble') world.trouble.value = event.problem;
    else if (event.tabId === world.tabId.value) {
      batch(() => {
        world.view.value = 'chat';
        world.wantsFocus.value += 1;
      });
    }
  });
}

function keepSettings(ports: PanelPorts, world: World): () => void {
  const stop = ports.settings.watch((fresh) => {
    world.settings.value = fresh;
  });
  const read = async () => {
    const found = await ports.settings.read();
    world.settings.value ??= found; // a change that was heard meanwhile is newer
    world.shortcuts.value = await ports.shortcuts();
  };
  void read();
  return stop;
}
