import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';

import {
  DEFAULT_SETTINGS,
  isEnded,
  MAX_TASK,
  type Problem,
  type RecipePatch,
  type Reply,
  type Run,
  type Settings,
  type Task,
} from '@/lib/contracts/index.ts';
import { log, newId, type Result, spokenIn } from '@/lib/shared/index.ts';

import { type Attachments, attachments } from './attachments.tsx';
import { type Format, formatter } from './format.ts';
import { type Models, modelsState } from './models-state.ts';
import type { PanelPorts } from './ports.ts';
import type { Translate } from './translate.ts';
import { watchWorld, type World } from './world.ts';

/** A run that was asked for and is not in the journal yet. */
interface Asked {
  runId: string;
  tabId: number;
  task: Task;
  problem?: Problem;
}

/** What the panel shows, and what the user can do. It owns nothing: closing the panel loses nothing but what is being typed. */
export interface Panel extends World, Actions {
  readonly ports: PanelPorts;
  readonly t: Translate;
  readonly format: Format;
  readonly asked: ReadonlySignal<Asked[]>;
  /** The run of this tab that is at work, if any. */
  readonly active: ReadonlySignal<Run | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly models: Models;
  readonly attached: Attachments;
  dispose(): void;
}

type Actions = ReturnType<typeof actionsOf>;

/** What only this panel knows. */
interface Own {
  /** Of all tabs, also those that the journal has by now. */
  asked: { value: Asked[] };
  /** Of this tab, and not in the journal yet. */
  pending: ReadonlySignal<Asked[]>;
  busy: ReadonlySignal<boolean>;
  attached: Attachments;
}

export function createPanel(ports: PanelPorts): Panel {
  const { world, dispose } = watchWorld(ports);
  const asked = signal<Asked[]>([]);
  const pending = computed(() => {
    const known = new Set(world.runs.value?.map(({ id }) => id));
    return asked.value.filter((one) => one.tabId === world.tabId.value && !known.has(one.runId));
  });
  const forgetKnown = effect(() => {
    // What the journal knew once is not "to begin" any more, also after the user has forgotten it.
    const known = new Set(world.runs.value?.map(({ id }) => id));
    const left = asked.peek().filter((one) => !known.has(one.runId));
    if (left.length < asked.peek().length) asked.value = left;
  });
  const active = computed(() => world.runs.value?.findLast((run) => !isEnded(run)));
  const busy = computed(() => active.value !== undefined || pending.value.some((one) => one.problem === undefined));
  const unnudge = nudging(ports, active);
  const models = modelsState(ports);
  const attached = attachments();
  return {
    ...world,
    ...actionsOf(ports, world, { asked, pending, busy, attached }),
    ports,
    t: ports.t,
    format: formatter(ports.locale, ports.t),
    asked: pending,
    active,
    busy,
    models,
    attached,
    dispose() {
      dispose();
      forgetKnown();
      unnudge();
      models.dispose();
    },
  };
}

/** Silence of the journal after which the background is asked for a sign of life, milliseconds. */
const NUDGE_MS = 4000;

/**
 * A background that was killed in the middle of a run goes on with it as soon as anything starts it. An alarm does so within a minute;
 * a panel that the user looks at does not wait that long. Nothing depends on it.
 */
function nudging(ports: PanelPorts, active: ReadonlySignal<Run | undefined>): () => void {
  return effect(() => {
    const run = active.value;
    if (run === undefined) return undefined;
    const timer = setInterval(() => void ports.ask({ type: 'tab.look', tabId: run.signal.tabId }), NUDGE_MS);
    return () => {
      clearInterval(timer);
    };
  });
}

function actionsOf(ports: PanelPorts, world: World, own: Own) {
  const { draft } = world;
  const start = async (task: Task) => {
    const tabId = world.tabId.value;
    if (tabId === undefined || own.busy.value) return;
    const runId = newId('r');
    const place = world.place.value;
    const picked = task.kind === 'ask' ? own.attached.take() : [];
    batch(() => {
      own.asked.value = [...own.asked.value, { runId, tabId, task }];
      world.place.value = undefined;
    });
    const failed = (problem: Problem) => {
      own.asked.value = own.asked.value.map((one) => (one.runId === runId ? { ...one, problem } : one));
    };
    const kept = picked.length === 0 ? undefined : await ports.keepFiles(runId, picked);
    if (kept?.ok === false) {
      failed(kept.problem);
      return;
    }
    const started = await ports.ask({
      type: 'run.start',
      runId,
      tabId,
      task,
      by: 'panel',
      ...(place !== undefined && { place }),
      ...(kept !== undefined && { files: kept.value }),
    });
    if (!started.ok) failed(started.problem);
  };
  return {
    /** What stands in the composer. */
    draft,
    start,
    ...sending(world, own, start),
    ...stopping(ports, world, own),
    reply: (runId: string, questionId: string, reply: Reply) =>
      problemOf(ports.ask({ type: 'run.reply', runId, questionId, reply })),
    ...leading(ports, world),
    ...recipeActions(ports),
    showSource: showing(ports),
    forget: (runIds: string[]) => problemOf(ports.ask({ type: 'run.forget', runIds })),
    change: async (patch: Partial<Settings>) => {
      // Seen at once; the watcher brings the same again.
      world.settings.value = { ...(world.settings.value ?? DEFAULT_SETTINGS), ...patch };
      await ports.settings.change(patch).catch((error: unknown) => {
        log.error('panel', 'settings were not kept', error);
      });
    },
  };
}

/** Asks for what stands in the composer. */
function sending(world: World, own: Own, start: (task: Task) => Promise<void>) {
  const { draft } = world;
  const send = async (text: string) => {
    if (text === '' || text.length > MAX_TASK || own.busy.value || world.tabId.value === undefined) return;
    batch(() => {
      draft.value = '';
      world.spoken.value = undefined;
    });
    await start({ kind: 'ask', text });
  };
  return {
    submit: async () => {
      const text = draft.value.trim().toWellFormed();
      const [said] = spokenIn(text);
      const origin = world.look.value?.origin;
      // What is sent is in the journal: a password is asked about before.
      if (said !== undefined && origin !== undefined && /^https?:/u.test(origin) && text.length <= MAX_TASK)
        world.spoken.value = { text, said, origin };
      else await send(text);
    },
    /** The same, whatever it says. */
    submitAsItIs: () => send(draft.value.trim().toWellFormed()),
  };
}

/** What the user does about recipes. */
function recipeActions(ports: PanelPorts) {
  return {
    changeRecipe: (id: string, patch: RecipePatch) => problemOf(ports.ask({ type: 'recipe.change', id, patch })),
    rollBackRecipe: (id: string) => problemOf(ports.ask({ type: 'recipe.back', id })),
    removeRecipe: (id: string) => problemOf(ports.ask({ type: 'recipe.remove', ids: [id] })),
  };
}

/** What the user does about a run beside answering and stopping. */
function leading(ports: PanelPorts, world: World) {
  return {
    undo: (runId: string, iteration: number) => problemOf(ports.ask({ type: 'run.undo', runId, iteration })),
    undoRun: (runId: string) => ports.ask({ type: 'run.undo', runId }),
    /** Deletes the older half of what is over, and says how many tasks that were. */
    free: async () => {
      const freed = await ports.ask({ type: 'memory.free' });
      if (freed.ok) world.trouble.value = undefined;
      return freed;
    },
    pause: (runId: string) => problemOf(ports.ask({ type: 'run.pause', runId })),
    /** In the tab that the panel shows. */
    go: (runId: string) => problemOf(ports.ask({ type: 'run.go', runId, ...(world.tabId.value !== undefined && { tabId: world.tabId.value }) })), // prettier-ignore
  };
}

/** Stop is seen at once, and can be pressed again where nobody heard it. */
function stopping(ports: PanelPorts, world: World, own: Own) {
  const asked = signal<ReadonlySet<string>>(new Set());
  const failed = signal<Problem | undefined>(undefined);
  return {
    stopping: asked,
    stopProblem: failed,
    stop: async () => {
      const open = (world.runs.value ?? []).filter((run) => !isEnded(run)).map(({ id }) => id);
      const pending = own.pending.value.filter((one) => one.problem === undefined).map(({ runId }) => runId);
      const ids = [...open, ...pending];
      batch(() => {
        asked.value = new Set([...asked.value, ...ids]);
        failed.value = undefined;
      });
      const results = await Promise.all(ids.map((runId) => ports.ask({ type: 'run.stop', runId })));
      const unheard = results.find((result) => !result.ok);
      if (unheard === undefined || unheard.ok) return;
      batch(() => {
        asked.value = new Set([...asked.value].filter((id) => !ids.includes(id)));
        failed.value = unheard.problem;
      });
    },
  };
}

/** False where the source is not to be seen any more. */
function showing(ports: PanelPorts) {
  return async (runId: string, iteration: number, number: number): Promise<boolean> => {
    const result = await ports.ask({ type: 'source.show', runId, iteration, number });
    return result.ok && result.value.shown;
  };
}

async function problemOf(asking: Promise<Result<unknown, Problem>>): Promise<Problem | undefined> {
  const result = await asking;
  return result.ok ? undefined : result.problem;
}
