import * as v from 'valibot';
import { browser } from 'wxt/browser';

import {
  ConnectionReport,
  DeviceReport,
  EngineChoice,
  GivenFile,
  ModelInfo,
  Place,
  type Problem,
  RecipeFile,
  RecipePatch,
  Reply,
  Task,
} from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { ask } from './envelope.ts';
import { type LookRequest, TabLook } from './panel-look.ts';
import { SERVER_REPLIES, ServerRequest } from './servers.ts';
import { GRANT_REPLIES, GrantRequest, PACK_REPLIES, PackRequest, TOOL_REPLIES, ToolRequest } from './tools.ts';

const ModelName = { kind: v.picklist(['webllm', 'cpu']), id: v.string() };

/** What the user wants of the models; the background hands these on to the host as they are. */
export const ModelRequest = v.variant('type', [
  v.object({ type: v.literal('models.device') }),
  v.object({ type: v.literal('models.list') }),
  /** Asks the hub for the size; fetches no weights. `url`: a GGUF that is in no catalogue. */
  v.object({ type: v.literal('models.inspect'), ...ModelName, url: v.optional(v.string()) }),
  /** Starts or resumes a download; the user has seen `agreedBytes` and agreed. Progress comes as events. */
  v.object({ type: v.literal('models.get'), ...ModelName, url: v.optional(v.string()), agreedBytes: v.number() }),
  v.object({ type: v.literal('models.cancel'), ...ModelName }),
  v.object({ type: v.literal('models.remove'), ...ModelName }),
  v.object({ type: v.literal('models.test'), choice: EngineChoice }),
]);
export type ModelRequest = v.InferOutput<typeof ModelRequest>;

/** What each of them is answered with. */
export const MODEL_REPLIES = {
  'models.device': DeviceReport,
  'models.list': v.array(ModelInfo),
  'models.inspect': ModelInfo,
  'models.get': v.undefined(),
  'models.cancel': v.undefined(),
  'models.remove': v.undefined(),
  'models.test': ConnectionReport,
} as const;

/** What else the panel asks of the background. Every one may come twice. */
export const LaterRequest = v.variant('type', [
  v.object({
    type: v.literal('run.start'),
    /** Made by the panel, so that the same request sent twice is one run. */
    runId: v.string(),
    tabId: v.number(),
    task: Task,
    by: v.picklist(['panel', 'shortcut', 'menu', 'omnibox', 'toolbar']),
    place: v.optional(Place),
    /** Kept in memory by now, under their ids. */
    files: v.optional(v.array(GivenFile)),
  }),
  v.object({ type: v.literal('run.stop'), runId: v.string() }),
  v.object({ type: v.literal('run.reply'), runId: v.string(), questionId: v.string(), reply: Reply }),
  v.object({ type: v.literal('run.forget'), runIds: v.array(v.string()) }),
  /** Makes room: deletes the older half of what is over. */
  v.object({ type: v.literal('memory.free') }),
  v.object({ type: v.literal('run.pause'), runId: v.string() }),
  /** `tabId`: in that tab, where it is not the one that the run knows. */
  v.object({ type: v.literal('run.go'), runId: v.string(), tabId: v.optional(v.number()) }),
  /** Takes back one step; all of them, last first, where no iteration is named. */
  v.object({ type: v.literal('run.undo'), runId: v.string(), iteration: v.optional(v.number()) }),
  /** Shows a source of an answer on the page, by its number in that iteration's decision. */
  v.object({ type: v.literal('source.show'), runId: v.string(), iteration: v.number(), number: v.number() }),
  v.object({ type: v.literal('recipe.change'), id: v.string(), patch: RecipePatch }),
  /** As it was before its last change. */
  v.object({ type: v.literal('recipe.back'), id: v.string() }),
  v.object({ type: v.literal('recipe.remove'), ids: v.array(v.string()) }),
  /** Forgets what the user did by hand, on that site or on all. */
  v.object({ type: v.literal('hand.forget'), origin: v.optional(v.string()) }),
  /** Those of a file; they come turned off. Twice, and they are there twice. */
  v.object({ type: v.literal('recipe.take'), file: RecipeFile }),
  ...ModelRequest.options,
  ...ToolRequest.options,
  ...PackRequest.options,
  ...GrantRequest.options,
  ...ServerRequest.options,
]);
export type LaterRequest = v.InferOutput<typeof LaterRequest>;
export type PanelRequest = LookRequest | LaterRequest;

const REPLIES = {
  'run.start': v.undefined(),
  'run.stop': v.undefined(),
  'run.reply': v.undefined(),
  'run.forget': v.undefined(),
  'memory.free': v.object({ forgotten: v.number() }),
  'run.pause': v.undefined(),
  'run.go': v.undefined(),
  /** How many steps were taken back, and those that could not be: number of the iteration, name of the element. */
  'run.undo': v.object({ undone: v.number(), left: v.array(v.object({ iteration: v.number(), target: v.string() })) }),
  'source.show': v.object({ shown: v.boolean() }),
  'tab.look': TabLook,
  'recipe.change': v.undefined(),
  'recipe.back': v.undefined(),
  'recipe.remove': v.undefined(),
  'hand.forget': v.undefined(),
  'recipe.take': v.object({ taken: v.number() }),
  ...MODEL_REPLIES,
  ...TOOL_REPLIES,
  ...PACK_REPLIES,
  ...GRANT_REPLIES,
  ...SERVER_REPLIES,
} as const;
type Replies = { [T in keyof typeof REPLIES]: v.InferOutput<(typeof REPLIES)[T]> };
export type ReplyTo<R extends { type: keyof Replies }> = Replies[R['type']];

/** Asks the background and parses what it says. Failure is a value. */
export async function askBackground<R extends PanelRequest>(request: R): Promise<Result<ReplyTo<R>, Problem>> {
  const result = await ask(() => browser.runtime.sendMessage({ to: 'background', request }), REPLIES[request.type]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of that very type has just parsed it
  return result as Result<ReplyTo<R>, Problem>;
}

/** What the panel asks, as it came; undefined where it is nothing that one could ask. */
export function laterRequest(request: unknown): LaterRequest | undefined {
  const parsed = v.safeParse(LaterRequest, request);
  return parsed.success ? parsed.output : undefined;
}
