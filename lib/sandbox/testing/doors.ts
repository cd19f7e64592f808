import { createHash } from 'node:crypto';

import type { Grant, Scope } from '@/lib/contracts/index.ts';
import type { WorldReply, WorldRequest } from '@/lib/protocol/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';
import { engineOf } from '@/scripts/lib/tools.ts';

import type { AskedCapability } from '../capabilities/index.ts';
import { askedOf } from '../capabilities/index.ts';
import type { World } from '../capabilities/world.ts';
import { createToolDesk, type ToolDesk } from '../desk.ts';
import { inProcess } from './frame.ts';

/** What the background would answer, by the type of what is asked; anything else is a problem. */
export type Answers = {
  [T in WorldRequest['type']]?: (
    request: Extract<WorldRequest, { type: T }>,
  ) => WorldReply<Extract<WorldRequest, { type: T }>>;
};

export interface FakeWorld {
  world: World;
  asked: WorldRequest[];
  /** Addresses that were fetched. */
  fetched: { url: string; init: RequestInit }[];
  grants: Grant[];
}

/** A world in which time stands still, chance is none, and nothing is granted but what a test grants. */
export function fakeWorld(
  answers: Answers = {},
  answer: (url: string) => Response | Promise<Response> = () => new Response('hello'),
): FakeWorld {
  const asked: WorldRequest[] = [];
  const fetched: FakeWorld['fetched'] = [];
  const grants: Grant[] = [];
  const all: Answers = {
    'world.grants': () => ({ grants, site: 'https://here.example', isLocal: false }),
    'world.used': () => undefined,
    ...answers,
  };
  const ask = (request: WorldRequest): Promise<Result<unknown, { code: 'internal' }>> => {
    asked.push(request);
    const found: unknown = all[request.type];
    if (typeof found !== 'function') return Promise.resolve(failure({ code: 'internal' }));
    return Promise.resolve(success(Reflect.apply(found, undefined, [request])));
  };
  const world: World = {
    now: () => 1_790_000_000_000,
    randomBytes: (count) => new Uint8Array(count).fill(7),
    fetch: async (input, init = {}) => {
      const url = input instanceof Request ? input.url : String(input);
      fetched.push({ url, init });
      return answer(url);
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake: it gives what each type promises
    ask: ask as World['ask'],
  };
  return { world, asked, fetched, grants };
}

const shaOf = (script: string) => createHash('sha256').update(script).digest('hex');

/** A grant of the user for what a script asks for. */
export function granted(
  script: string,
  entry: AskedCapability,
  { scope = 'always', of = '' }: { scope?: Scope; of?: string } = {},
): Grant {
  const { name: capability, terms, about } = askedOf(entry);
  return { id: `${capability}-${scope}-${of}`, sha256: shaOf(script), tool: 'tried', capability, terms, about, scope, of, at: 0 }; // prettier-ignore
}

/** A desk with one tool, `tried`, whose script this is; its input and output may be anything. */
export function deskOf(script: string, capabilities: readonly unknown[], world?: World): ToolDesk {
  const sandbox = {
    abi: 'js/1',
    sha256: shaOf(script),
    language: 'JavaScript',
    limits: { fuel: 1_000_000_000, ms: 20_000, pages: 512, outputBytes: 4_000_000, logBytes: 1000 },
    capabilities,
  };
  const manifest = {
    name: 'tried',
    title: 'Tried',
    description: 'For tests.',
    inputSchema: { type: 'object' },
    outputSchema: { type: 'object' },
    _meta: { 'locus.example/sandbox': sandbox },
  };
  return createToolDesk({
    tools: () => Promise.resolve([{ manifest, script }]),
    engine: engineOf,
    frame: inProcess,
    ...(world !== undefined && { world }),
  });
}
