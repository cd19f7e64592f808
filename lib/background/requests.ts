import { type Problem, type Source, tabOf } from '@/lib/contracts/index.ts';
import type { HandStore, PackStore } from '@/lib/memory/index.ts';
import type { GrantRequest, HostLink, LaterRequest, PackRequest, ServerRequest } from '@/lib/protocol/index.ts';
import type { Recipes } from '@/lib/recipes/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import type { Driver } from './driver.ts';
import { answerPacks } from './packs.ts';
import { forgetPointed } from './panel.ts';
import { answerServers, type ServerParts } from './servers.ts';
import { takeBack, type UndoParts } from './undo.ts';
import { answerGrants, type GrantParts } from './world.ts';

export interface RequestParts extends UndoParts, GrantParts, Omit<ServerParts, 'tools' | 'packs'> {
  packs: PackStore;
  driver: Driver;
  host: HostLink;
  forget: (runIds: readonly string[]) => Promise<void>;
  forgetOldest: () => Promise<number>;
  /** Shows a source in that tab; false where the page is another one by now. */
  showSource: (tabId: number, source: Source, signal: AbortSignal) => Promise<boolean>;
  hand: Pick<HandStore, 'forget'>;
  recipes: Pick<Recipes, 'change' | 'rollBack' | 'remove' | 'take'>;
}

const SHOW_MS = 5000;

async function done(work: Promise<void>): Promise<Result<undefined, Problem>> {
  await work;
  return success(undefined);
}

/** Answers the panel, but for its look at a tab: one exhaustive switch; every request may come twice. */
export async function answerPanel(request: LaterRequest, parts: RequestParts): Promise<Result<unknown, Problem>> {
  if (isOfTools(request)) return answerOfTools(request, parts);
  switch (request.type) {
    case 'run.start': {
      const { runId, tabId, task, by, place, files } = request;
      await forgetPointed(tabId);
      return parts.driver.start(runId, { tabId, task, by, place, files });
    }
    case 'run.stop':
      return parts.driver.stop(request.runId);
    case 'run.reply':
      return parts.driver.reply(request.runId, request.questionId, request.reply);
    case 'run.forget':
      return done(parts.forget(request.runIds));
    case 'memory.free': {
      const forgotten = await parts.forgetOldest();
      void parts.driver.resume();
      return success({ forgotten });
    }
    case 'run.pause':
      return parts.driver.pause(request.runId);
    case 'run.go':
      return parts.driver.go(request.runId, request.tabId);
    case 'run.undo':
      return takeBack(request, parts);
    case 'source.show':
      return showSource(request, parts);
    case 'recipe.change':
      return done(parts.recipes.change(request.id, request.patch));
    case 'recipe.back':
      return done(parts.recipes.rollBack(request.id));
    case 'recipe.remove':
      return done(parts.recipes.remove(request.ids));
    case 'hand.forget':
      return done(parts.hand.forget(request.origin));
    case 'recipe.take':
      return success({ taken: await parts.recipes.take(request.file) });
    case 'models.device':
    case 'models.list':
    case 'models.inspect':
    case 'models.get':
    case 'models.cancel':
    case 'models.remove':
    case 'models.test':
    case 'tools.list':
    case 'tools.call':
    case 'tools.run':
    case 'tools.replay':
    case 'tools.stop':
      return parts.host.ask(request);
  }
}

type ToolsRequest = PackRequest | GrantRequest | ServerRequest;

function isOfTools(request: LaterRequest): request is ToolsRequest {
  return /^(?:packs|grants|servers)\./u.test(request.type);
}

function answerOfTools(request: ToolsRequest, parts: RequestParts): Promise<Result<unknown, Problem>> {
  switch (request.type) {
    case 'packs.look':
    case 'packs.keep':
    case 'packs.remove':
      return answerPacks(request, parts);
    case 'grants.list':
    case 'grants.give':
    case 'grants.take':
      return answerGrants(request, parts);
    case 'servers.list':
    case 'servers.look':
    case 'servers.keep':
    case 'servers.remove':
    case 'servers.cancel':
      return answerServers(request, parts);
  }
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
