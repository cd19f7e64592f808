import {
  type Ask,
  frameKeyOf,
  type Outcome,
  type Problem,
  problem,
  type Run,
  type Settings,
  type Source,
  tabOf,
  type Undo,
} from '@/lib/contracts/index.ts';
import type { HostLink, PanelRequest, TabLook } from '@/lib/protocol/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import type { Driver } from './driver.ts';
import { forgetPlace, placeOf } from './panel.ts';

export interface RequestParts {
  driver: Driver;
  host: HostLink;
  readRun: (runId: string) => Promise<Run | undefined>;
  forget: (runIds: readonly string[]) => Promise<void>;
  settings: { read: () => Promise<Settings> };
  factsOf: (
    tabId: number,
    sites: Settings['sites'],
  ) => Promise<Result<{ url: string; title: string; origin: string }, Problem>>;
  observe(
    tabId: number,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<Result<{ frames: { key: string; frameId: number }[] }, Problem>>;
  /** Shows a source in that tab; false where the page is another one by now. */
  showSource: (tabId: number, source: Source, signal: AbortSignal) => Promise<boolean>;
  undo: (tabId: number, frameId: number, back: { actId: string; undo: Undo }, signal: AbortSignal) => Promise<Outcome>;
}

const UNDO_MS = 10_000;
const SHOW_MS = 5000;

/** Answers the panel: one exhaustive switch; every request may come twice. */
export async function answerPanel(request: PanelRequest, parts: RequestParts): Promise<Result<unknown, Problem>> {
  switch (request.type) {
    case 'run.start': {
      const { runId, tabId, task, by, place, files } = request;
      await forgetPlace(tabId);
      return parts.driver.start(runId, { tabId, task, by, place, files });
    }
    case 'run.stop':
      return parts.driver.stop(request.runId);
    case 'run.reply':
      return parts.driver.reply(request.runId, request.questionId, request.reply);
    case 'run.forget':
      await parts.forget(request.runIds);
      return success(undefined);
    case 'run.undo':
      return undo(request, parts);
    case 'source.show':
      return showSource(request, parts);
    case 'tab.look':
      return success(await lookAt(request.tabId, parts));
    case 'models.device':
    case 'models.list':
    case 'models.inspect':
    case 'models.get':
    case 'models.cancel':
    case 'models.remove':
    case 'models.test':
      return parts.host.ask(request);
  }
}

async function lookAt(tabId: number, { factsOf, settings }: RequestParts): Promise<TabLook> {
  const { sites } = await settings.read();
  const facts = await factsOf(tabId, sites);
  const place = await placeOf(tabId);
  const known = { tabId, title: '', url: '', origin: '', ...(place !== undefined && { place }) };
  if (facts.ok) return { ...known, ...pick(facts.value), access: 'granted' };
  const { code } = facts.problem;
  const access = code === 'page.never' ? 'never' : code === 'page.needs_access' ? 'needed' : 'restricted';
  return { ...known, access };
}

function pick({ title, url, origin }: { title: string; url: string; origin: string }) {
  return { title, url, origin };
}

async function showSource(
  { runId, iteration, number }: { runId: string; iteration: number; number: number },
  { readRun, showSource: show }: RequestParts,
): Promise<Result<{ shown: boolean }, Problem>> {
  const run = await readRun(runId);
  const step = run?.iterations.find((each) => each.number === iteration);
  const source = step?.decision?.sources?.find((each) => each.number === number);
  if (run === undefined || source === undefined) return success({ shown: false });
  // The tab where the run was when it read that.
  const tabId = tabOf(run, iteration);
  return success({ shown: await show(tabId, source, AbortSignal.timeout(SHOW_MS)) });
}

async function undo(
  { runId, iteration }: { runId: string; iteration: number },
  parts: RequestParts,
): Promise<Result<undefined, Problem>> {
  const run = await parts.readRun(runId);
  const step = run?.iterations.find(({ number }) => number === iteration);
  const back = step?.outcome?.undo;
  if (run === undefined || back === undefined) return failure(problem('page.changed'));
  const tabId = tabOf(run, iteration);
  const signal = AbortSignal.timeout(UNDO_MS);
  const page = await parts.observe(tabId, { words: [] }, signal);
  if (!page.ok && back.do !== 'goto') return page;
  const key = frameKeyOf('ref' in back ? (back.ref ?? '') : '');
  const frameId = (page.ok ? page.value.frames.find((frame) => frame.key === key)?.frameId : undefined) ?? 0;
  const outcome = await parts.undo(tabId, frameId, { actId: `${runId}:${iteration}:undo`, undo: back }, signal);
  return outcome.status === 'ok' ? success(undefined) : failure(outcome.problem ?? problem('page.changed'));
}
