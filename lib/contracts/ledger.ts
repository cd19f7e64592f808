import type { Strain } from './engine.ts';
import { type Run, type RunTotals, sentByTool, totalsOf, workedMs } from './run.ts';

/** What a run cost so far, as far as it is known; what nobody can know is undefined, never 0. */
export interface Ledger extends RunTotals {
  /** Milliseconds by stage, without what the user took. */
  stages: { read: number; interpret: number; decide: number; act: number };
  /** By the price that the user gave, in their currency. Undefined without one. */
  money: number | undefined;
  /** Of this device; see docs/ledger.md. Undefined where another machine predicted, and where none did. */
  energy: { wattHours: number; least: number; most: number } | undefined;
  /** What the battery lost meanwhile, 0 to 1, measured. */
  drained: number | undefined;
  /** Most of the host's JavaScript heap, bytes. */
  heapBytes: number | undefined;
  /** About what the largest model of the run takes, and where. */
  model: Strain['model'];
  pressure: Strain['pressure'];
  /** Tokens per second of the last prediction against the best one of the run, where that fell: a warm device says so by this. */
  slowedTo: number | undefined;
  /** The limit that is nearest, and how much of it is used, 0 to 1. */
  limit: { what: 'iterations' | 'ms' | 'tokens'; used: number } | undefined;
  iterations: readonly { number: number; read: number; interpret: number; decide: number; act: number; tokens: number; sentBytes: number }[]; // prettier-ignore
}

/** Watts that prediction adds to a device at work: a usual figure, and the ends of what devices were seen to take. */
const WATTS = {
  webllm: { usual: 25, least: 8, most: 150 },
  cpu: { usual: 12, least: 4, most: 40 },
} as const;
/** Answers shorter than this say nothing about speed. */
const LEAST_TOKENS = 8;

/** Everything that a run cost, from its records alone. Pure. */
export function ledgerOf(run: Run): Ledger {
  const totals = totalsOf(run);
  const iterations = run.iterations.map(({ number, interpretation, decision, outcome }) => ({
    number,
    read: interpretation?.ms.read ?? 0,
    interpret: interpretation?.ms.interpret ?? 0,
    decide: decision?.ms ?? 0,
    act: outcome?.ms ?? 0,
    tokens: (decision?.usage.promptTokens ?? 0) + (decision?.usage.completionTokens ?? 0),
    sentBytes: [...(decision?.sent ?? []), ...sentByTool(outcome)].reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  const sum = (key: 'read' | 'interpret' | 'decide' | 'act') => iterations.reduce((all, each) => all + each[key], 0);
  const strains = run.iterations.flatMap(({ decision }) => decision?.strain ?? []);
  const heaps = strains.flatMap(({ heapBytes }) => heapBytes ?? []);
  return {
    ...totals,
    stages: { read: sum('read'), interpret: sum('interpret'), decide: sum('decide'), act: sum('act') },
    money: moneyOf(run, totals),
    energy: energyOf(run),
    drained: drainOf(strains),
    heapBytes: heaps.length === 0 ? undefined : Math.max(...heaps),
    model: strains.flatMap(({ model }) => model ?? []).toSorted((a, b) => b.bytes - a.bytes)[0],
    pressure: strains.at(-1)?.pressure,
    slowedTo: slowdownOf(run),
    limit: nearestLimit(run, totals),
    iterations,
  };
}

function moneyOf({ engine }: Run, { promptTokens, completionTokens }: RunTotals): number | undefined {
  if (engine.price === undefined) return undefined;
  return (promptTokens * engine.price.input + completionTokens * engine.price.output) / 1e6;
}

/** Busy time of the engine times the watts of its kind. */
function energyOf({ engine, iterations }: Run): Ledger['energy'] {
  if (engine.kind !== 'webllm' && engine.kind !== 'cpu') return undefined;
  const hours = iterations.reduce((all, { decision }) => all + busyMs(decision?.busy), 0) / 3_600_000;
  if (hours === 0) return undefined;
  const { usual, least, most } = WATTS[engine.kind];
  return { wattHours: hours * usual, least: hours * least, most: hours * most };
}

function busyMs(busy: { load: number; prefill: number; decode: number } | undefined): number {
  return busy === undefined ? 0 : busy.load + busy.prefill + busy.decode;
}

function drainOf(strains: readonly Strain[]): number | undefined {
  const levels = strains.flatMap(({ battery }) => battery ?? []);
  if (levels.length < 2 || levels.some(({ charging }) => charging)) return undefined;
  return Math.max(0, (levels[0]?.level ?? 0) - (levels.at(-1)?.level ?? 0));
}

function slowdownOf({ engine, iterations }: Run): number | undefined {
  if (engine.placement !== 'local') return undefined;
  const speeds = iterations.flatMap(({ decision }) => {
    const ms = decision?.busy?.decode ?? 0;
    const tokens = decision?.usage.completionTokens ?? 0;
    return ms > 0 && tokens >= LEAST_TOKENS ? [tokens / ms] : [];
  });
  const last = speeds.at(-1);
  if (last === undefined || speeds.length < 2) return undefined;
  const share = last / Math.max(...speeds);
  return share < 0.7 ? share : undefined;
}

function nearestLimit(run: Run, { promptTokens, completionTokens }: RunTotals): Ledger['limit'] {
  if (run.limits === undefined) return undefined;
  const { iterations, ms, tokens } = run.limits;
  const used = [
    { what: 'iterations' as const, used: run.iterations.length / iterations },
    { what: 'ms' as const, used: workedMs(run) / ms },
    { what: 'tokens' as const, used: (promptTokens + completionTokens) / tokens },
  ];
  return used.toSorted((a, b) => b.used - a.used)[0];
}
