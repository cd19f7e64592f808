import {
  type Article,
  type Ask,
  type Engine,
  type EngineChoice,
  type EngineProfile,
  type PageSnapshot,
  type Problem,
  problem,
  type Settings,
} from '@/lib/contracts/index.ts';
import type { ToolStore } from '@/lib/memory/index.ts';
import type { GrantRequest, HostLink, WorldReply, WorldRequest } from '@/lib/protocol/index.ts';
import { failure, randomWord, type Result, success } from '@/lib/shared/index.ts';

/** What tools reach of the background, when a capability is granted. */
export interface WorldParts {
  tools: ToolStore;
  settings: { read: () => Promise<Settings> };
  factsOf: (tabId: number, sites: Settings['sites']) => Promise<Result<{ origin: string }, Problem>>;
  senses: {
    observe: (tabId: number, ask: Ask, signal: AbortSignal) => Promise<Result<PageSnapshot, Problem>>;
    article: (tabId: number, signal: AbortSignal) => Promise<Result<Article, Problem>>;
  };
  profileOf: (choice: EngineChoice) => EngineProfile;
  engine: (choices: readonly EngineChoice[]) => (begun: EngineProfile) => Engine;
  keepAlive: { hold: () => () => void };
}

const READ_MS = 15_000;
const COMPLETE_MS = 60_000;

type Answered<T extends WorldRequest['type']> = Promise<
  Result<WorldReply<Extract<WorldRequest, { type: T }>>, Problem>
>;

/** Answers the host of the tools: one exhaustive switch; every request may come twice. */
export async function answerWorld(request: WorldRequest, parts: WorldParts): Promise<Result<unknown, Problem>> {
  const { tools } = parts;
  switch (request.type) {
    case 'world.grants':
      return grantsAt(request, parts);
    case 'world.used':
      return success(await tools.used(request.callId, request.use));
    case 'world.keys':
      return success(await tools.keys(request.sha256));
    case 'world.get':
      return success(await tools.get(request.sha256, request.key));
    case 'world.all':
      return success(await tools.all(request.sha256));
    case 'world.set': {
      const { maxBytes, sha256, key, value, isLocal, from } = request;
      return success({ fits: await tools.set({ sha256, key, value, isLocal, from }, maxBytes) });
    }
    case 'world.page':
      return read(request, parts);
    case 'world.complete':
      return complete(request, parts);
  }
}

async function grantsAt(
  { sha256, tabId, reads }: Extract<WorldRequest, { type: 'world.grants' }>,
  { tools, settings, factsOf }: WorldParts,
): Answered<'world.grants'> {
  const grants = await tools.grants(sha256);
  const { sites, local } = await settings.read();
  const knows = reads.some((origin) => local.includes(origin));
  const facts = tabId === undefined ? undefined : await factsOf(tabId, sites);
  if (facts?.ok !== true) return success({ grants, isLocal: knows });
  const { origin } = facts.value;
  return success({ grants, site: origin, isLocal: knows || local.includes(origin) });
}

async function read(
  { tabId, kind }: Extract<WorldRequest, { type: 'world.page' }>,
  { senses, settings }: WorldParts,
): Answered<'world.page'> {
  const signal = AbortSignal.timeout(READ_MS);
  const { local } = await settings.read();
  if (kind === 'article') {
    const article = await senses.article(tabId, signal);
    if (!article.ok) return article;
    const { url, title, markdown, origin } = article.value;
    return success({ url, title, text: markdown, isLocal: local.includes(origin), origins: [origin] });
  }
  const view = await senses.observe(tabId, { words: [] }, signal);
  if (!view.ok) return view;
  const { url, title, origin, frames } = view.value;
  const origins = [...new Set([origin, ...frames.map((frame) => frame.origin)])];
  const isLocal = origins.some((each) => local.includes(each));
  return success({ url, title, text: linesOf(view.value), isLocal, origins });
}

/** Texts and elements in reading order, a line each. Values of fields are the user's own and stay out. */
function linesOf({ elements, texts }: PageSnapshot): string {
  const lines = [
    ...texts.map(({ at, text, level }) => ({ at, line: level === undefined ? text : `${'#'.repeat(level)} ${text}` })),
    ...elements.map(({ at, kind, ref, name }) => ({ at, line: `[${kind} ${ref}] ${name}` })),
  ];
  return lines
    .toSorted((a, b) => a.at - b.at)
    .map(({ line }) => line)
    .join('\n');
}

async function complete(
  { jobId, messages, maxTokens, isLocal }: Extract<WorldRequest, { type: 'world.complete' }>,
  { settings, profileOf, engine, keepAlive }: WorldParts,
): Answered<'world.complete'> {
  const { engine: choice } = await settings.read();
  const profile = profileOf(choice);
  if (profile.kind === 'rules') return failure(problem('engine.none'));
  if (isLocal && profile.placement !== 'local') return failure(problem('site.local_only'));
  const release = keepAlive.hold();
  try {
    const events = engine([choice])(profile).predict(
      { jobId, messages, maxTokens, temperature: 0, seed: randomWord() },
      AbortSignal.timeout(COMPLETE_MS),
    );
    for await (const event of events) {
      if (event.type !== 'end') continue;
      if (event.reason === 'error' || event.reason === 'aborted')
        return failure(event.problem ?? problem('engine.crashed'));
      const [sent] = event.sent;
      return success({
        text: event.text,
        tokens: event.usage.completionTokens,
        ...(sent !== undefined && { sent }),
      });
    }
    return failure(problem('engine.crashed'));
  } finally {
    release();
  }
}

export interface GrantParts {
  tools: ToolStore;
  host: Pick<HostLink, 'ask'>;
  settings: { read: () => Promise<Settings> };
  factsOf: WorldParts['factsOf'];
}

/** What the panel asks of grants. */
export async function answerGrants(request: GrantRequest, parts: GrantParts): Promise<Result<unknown, Problem>> {
  const { tools } = parts;
  switch (request.type) {
    case 'grants.list':
      return success({ grants: await tools.grants(), uses: await tools.uses() });
    case 'grants.take':
      return success(await tools.takeBack(request.ids));
    case 'grants.give':
      return give(request, parts);
  }
}

/** What is granted is what the tool's manifest asks for, never what a message says that it does. */
async function give(
  request: Extract<GrantRequest, { type: 'grants.give' }>,
  parts: GrantParts,
): Promise<Result<undefined, Problem>> {
  const { id, tool: name, capability, scope } = request;
  const listed = await parts.host.ask({ type: 'tools.list' });
  if (!listed.ok) return listed;
  const tool = listed.value.find((each) => each.name === name);
  const asked = tool?.capabilities.find((each) => each.name === capability);
  if (tool === undefined || asked === undefined) return failure(problem('sandbox.no_tool', { params: { tool: name } }));
  const of = await placeOf(request, parts);
  if (!of.ok) return of;
  const { terms, about } = asked;
  const { sha256 } = tool;
  await parts.tools.give({ id, sha256, tool: name, capability, terms, about, scope, of: of.value, at: Date.now() });
  return success(undefined);
}

async function placeOf(
  { scope, callId, runId, tabId }: Extract<GrantRequest, { type: 'grants.give' }>,
  { settings, factsOf }: GrantParts,
): Promise<Result<string, Problem>> {
  if (scope === 'always') return success('');
  const none = failure(problem('internal', { detail: `a grant for "${scope}" without what it is for` }));
  if (scope !== 'site') {
    const of = scope === 'once' ? callId : runId;
    return of === undefined || of === '' ? none : success(of);
  }
  if (tabId === undefined) return none;
  const facts = await factsOf(tabId, (await settings.read()).sites);
  return facts.ok ? success(facts.value.origin) : facts;
}
