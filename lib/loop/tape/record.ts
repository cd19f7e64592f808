import type { Draft, EngineEvent, Entry, JournalRecord, TapeItem } from '@/lib/contracts/index.ts';
import { isAbort } from '@/lib/shared/index.ts';

import type { Ports } from '../ports.ts';
import { masked, SecretWatch } from './mask.ts';

/** Most characters that one loop keeps; a run that goes on after that can be replayed up to there. */
const MOST_KEPT = 64_000_000;

/**
 * The same ports, with everything that comes in through them noted in its order. What was noted goes along with the next record, in its
 * transaction: whatever is in the journal can be replayed, wherever the loop was killed. Rules, policy and grammar are pure and not
 * noted.
 */
export function recording(ports: Ports, signal: AbortSignal): Ports {
  const reel = createReel();
  signal.addEventListener('abort', () => reel.note({ is: 'abort', writing: reel.writing }), { once: true });
  return {
    ...ports,
    senses: sensesOn(reel, ports.senses),
    hands: handsOn(reel, ports.hands),
    kit: kitOn(reel, ports.kit),
    journal: journalOn(reel, ports.journal),
    recall: {
      earlier: (run) =>
        noted(reel, 'earlier', ports.recall.earlier(run), (exchanges) => ({ is: 'earlier', exchanges })),
    },
    recipes: {
      ...ports.recipes,
      async fitting(run, page) {
        const recipe = await ports.recipes.fitting(run, page);
        if (recipe !== undefined) reel.note({ is: 'recipe', recipe });
        return recipe;
      },
    },
    policy: policyOn(reel, ports.policy),
    engine: (profile) => engineOn(reel, ports.engine(profile)),
    clock: {
      now: () => {
        const at = ports.clock.now();
        reel.now(at);
        return at;
      },
    },
    written: (runId, seq, within) =>
      noted(reel, 'written', ports.written(runId, seq, within), () => ({ is: 'written' })),
  };
}

interface Reel {
  /** The loop waits for the journal. */
  writing: boolean;
  /** What is in the journal already: it says what is secret. */
  hear: (records: readonly JournalRecord[]) => void;
  note: (item: TapeItem) => void;
  now: (at: number) => void;
  /** All that was noted since the last time, as JSON, for these records; undefined where the tape is full. */
  take: (entries: readonly Entry[]) => string | undefined;
}

function createReel(): Reel {
  let items: TapeItem[] = [{ is: 'begin' }];
  let kept = 0;
  const watch = new SecretWatch();
  return {
    writing: false,
    hear: (records) => {
      for (const { entry } of records) watch.hear(entry);
    },
    note: (item) => void items.push(item),
    now(at) {
      const last = items.at(-1);
      if (last?.is === 'now') last.at.push(at);
      else items.push({ is: 'now', at: [at] });
    },
    take(entries) {
      if (kept > MOST_KEPT) return undefined;
      watch.see(items);
      for (const entry of entries) watch.hear(entry);
      const text = JSON.stringify(masked(items, watch.secrets));
      items = [];
      kept += text.length;
      return text;
    },
  };
}

async function noted<T>(reel: Reel, what: string, answer: Promise<T>, item: (value: T) => TapeItem): Promise<T> {
  try {
    const value = await answer;
    reel.note(item(value));
    return value;
  } catch (error) {
    // Anything else is a bug: it ends the run, and the record that says so is no record of the loop.
    if (isAbort(error)) reel.note({ is: 'left', what });
    throw error;
  }
}

function sensesOn(reel: Reel, senses: Ports['senses']): Ports['senses'] {
  return {
    observe: (tabId, ask, signal) =>
      noted(reel, 'observe', senses.observe(tabId, ask, signal), (seen) =>
        seen.ok ? { is: 'observe', page: seen.value } : { is: 'observe', problem: seen.problem },
      ),
    article: (tabId, signal) =>
      noted(reel, 'article', senses.article(tabId, signal), (seen) =>
        seen.ok ? { is: 'article', article: seen.value } : { is: 'article', problem: seen.problem },
      ),
    selection: (tabId, signal) =>
      noted(reel, 'selection', senses.selection(tabId, signal), (seen) =>
        seen.ok ? { is: 'selection', selection: seen.value } : { is: 'selection', problem: seen.problem },
      ),
    tools: (tabId, signal) => noted(reel, 'tools', senses.tools(tabId, signal), (tools) => ({ is: 'tools', tools })),
    tables: (tabId, ref, signal) =>
      noted(reel, 'tables', senses.tables(tabId, ref, signal), (tables) => ({ is: 'tables', tables })),
  };
}

function kitOn(reel: Reel, kit: Ports['kit']): Ports['kit'] {
  const used = (calling: ReturnType<Ports['kit']['call']>) =>
    noted(reel, 'use', calling, (made) =>
      made.ok ? { is: 'use', gave: made.value } : { is: 'use', problem: made.problem },
    );
  return {
    async list(signal) {
      const tools = await kit.list(signal);
      if (tools.length > 0) reel.note({ is: 'kit', kit: tools });
      return tools;
    },
    grants: (tool, of, signal) =>
      noted(reel, 'grants', kit.grants(tool, of, signal), (grants) => ({ is: 'grants', grants })),
    call: (tool, input, calling, signal) => used(kit.call(tool, input, calling, signal)),
    run: (code, input, signal) => used(kit.run(code, input, signal)),
  };
}

function handsOn(reel: Reel, hands: Ports['hands']): Ports['hands'] {
  return {
    perform: (where, act, signal) =>
      noted(reel, 'perform', hands.perform(where, act, signal), (outcome) => ({ is: 'perform', outcome })),
    recall: (where, actId, signal) =>
      noted(reel, 'recall', hands.recall(where, actId, signal), (recalled) => ({
        is: 'recall',
        ...(recalled !== undefined && { recalled }),
      })),
  };
}

function journalOn(reel: Reel, journal: Ports['journal']): Ports['journal'] {
  return {
    append: async (draft) => (await write(reel, journal, [draft]))[0],
    appendAll: (drafts) => write(reel, journal, drafts),
    async read(runId, from = 0) {
      const records = await journal.read(runId, from);
      reel.hear(records);
      reel.note({ is: 'read', to: (records.at(-1)?.seq ?? from - 1) + 1 });
      return records;
    },
  };
}

/** What was noted goes with the first of the records: all of them are one transaction. */
async function write(reel: Reel, journal: Ports['journal'], drafts: readonly Draft[]): Promise<JournalRecord[]> {
  const tape = reel.take(drafts.map(({ entry }) => entry));
  reel.writing = true;
  try {
    return await journal.appendAll(
      drafts.map((draft, i) => (i > 0 || tape === undefined ? draft : { ...draft, tape })),
    );
  } finally {
    reel.writing = false;
  }
}

/** Policy is pure, but for the rules that the user has for sites. */
function policyOn(reel: Reel, policy: Ports['policy']): Ports['policy'] {
  return {
    landed: (where, iteration) => policy.landed(where, iteration),
    asks: (input) => policy.asks(input),
    carries: (input) => policy.carries(input),
    judge(input) {
      const verdict = policy.judge(input);
      if (verdict.sites !== undefined) reel.note({ is: 'site', sites: verdict.sites });
      return verdict;
    },
    mayLeave(run) {
      const kept = policy.mayLeave(run);
      if (kept !== undefined) reel.note({ is: 'kept', problem: kept });
      return kept;
    },
  };
}

function engineOn(reel: Reel, engine: ReturnType<Ports['engine']>): ReturnType<Ports['engine']> {
  reel.note({ is: 'engine', scale: engine.scale ?? 1 });
  return {
    profile: engine.profile,
    countTokens: (text) => engine.countTokens(text),
    predict: (request, signal) => listened(reel, engine.predict(request, signal)),
  };
}

async function* listened(reel: Reel, events: AsyncIterable<EngineEvent>): AsyncGenerator<EngineEvent> {
  let streamed = '';
  try {
    for await (const event of events) {
      if (event.type === 'delta') streamed = event.text;
      if (event.type === 'end') {
        reel.note({
          is: 'predict',
          end: event,
          ...(streamed !== event.text && { streamed }),
        });
      }
      yield event;
    }
  } catch (error) {
    if (isAbort(error)) reel.note({ is: 'predict', streamed });
    throw error;
  }
}
