import { expect, test } from 'vitest';

import { DEFAULT_SETTINGS, type Engine, type EngineEvent, type EngineProfile, type Settings } from '@/lib/contracts/index.ts'; // prettier-ignore
import type { WorldRequest } from '@/lib/protocol/index.ts';
import { failure, success } from '@/lib/shared/index.ts';

import { answerWorld, type WorldParts } from './world.ts';

const PROFILE: EngineProfile = { kind: 'cpu', model: 'm', placement: 'local', contextTokens: 0, viewTokens: 0, textTokens: 0, answerTokens: 0, grammar: 'none' }; // prettier-ignore
const END: EngineEvent = { type: 'end', reason: 'stop', text: 'Yes.', usage: { promptTokens: 9, cachedTokens: 0, completionTokens: 2 }, ms: { load: 0, prefill: 0, decode: 0 }, sent: [] }; // prettier-ignore

interface Given {
  settings?: Partial<Settings>;
  placement?: EngineProfile['placement'];
  kind?: EngineProfile['kind'];
  end?: EngineEvent;
}

/** A background in which one tab is open, at https://mail.example. */
function background({ settings, placement = 'local', kind = 'cpu', end = END }: Given = {}) {
  const seen = { predicted: 0, held: 0 };
  const profile = { ...PROFILE, placement, kind };
  const engine: Engine = {
    profile,
    countTokens: () => 1,
    async *predict() {
      seen.predicted += 1;
      yield end;
    },
  };
  const page = { url: 'https://mail.example/1', title: 'Mail', origin: 'https://mail.example' };
  const parts: unknown = {
    tools: { grants: async () => [] },
    settings: { read: async () => ({ ...DEFAULT_SETTINGS, ...settings }) },
    factsOf: async (tabId: number) => (tabId === 1 ? success(page) : failure({ code: 'page.gone' })),
    senses: {
      article: async () => success({ ...page, markdown: '# Dear Ada' }),
      observe: async () =>
        success({
          ...page,
          frames: [{ origin: 'https://ads.example' }],
          texts: [{ at: 1, text: 'Dear Ada', level: 1 }],
          elements: [{ at: 2, kind: 'text', ref: 'e1', name: 'Reply', value: 'my own words' }],
        }),
    },
    profileOf: () => profile,
    engine: () => () => engine,
    keepAlive: {
      hold() {
        seen.held += 1;
        return () => (seen.held -= 1);
      },
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fakes: as much of each part as is asked of it
  const ask = (request: WorldRequest) => answerWorld(request, parts as WorldParts);
  return { ask, seen };
}

const LOCAL = { settings: { local: ['https://mail.example'] } };

const grantsAt = (tabId: number | undefined, given?: Given) => background(given).ask({ type: 'world.grants', reads: [], sha256: 'aa', ...(tabId !== undefined && { tabId }) }); // prettier-ignore
const pageAt = (kind: 'article' | 'view', given?: Given) =>
  background(given).ask({ type: 'world.page', tabId: 1, kind });

test('grants come with the site of the tab, and whether it is kept on this device', async () => {
  expect(await grantsAt(undefined)).toEqual(success({ grants: [], isLocal: false }));
  expect(await grantsAt(1)).toEqual(success({ grants: [], site: 'https://mail.example', isLocal: false }));
  expect(await grantsAt(1, LOCAL)).toMatchObject({ value: { isLocal: true } });
  expect(await grantsAt(2)).toEqual(success({ grants: [], isLocal: false }));
});

test('a page is read as its article, or as what is to be seen, without what the user typed', async () => {
  expect(await pageAt('article')).toMatchObject({
    ok: true,
    value: { title: 'Mail', text: '# Dear Ada', isLocal: false },
  });
  expect(await pageAt('view')).toMatchObject({ ok: true, value: { text: '# Dear Ada\n[text e1] Reply' } });
  expect(await pageAt('article', LOCAL)).toMatchObject({ value: { isLocal: true } });
  expect(await pageAt('view', { settings: { local: ['https://ads.example'] } })).toMatchObject({
    value: { isLocal: true },
  });
});

const complete = (isLocal: boolean): WorldRequest => ({ type: 'world.complete', jobId: 'j', messages: [], maxTokens: 5, isLocal }); // prettier-ignore

test('the chosen engine goes on with a prompt, and the background lives as long', async () => {
  const { ask, seen } = background();
  expect(await ask(complete(true))).toEqual(success({ text: 'Yes.', tokens: 2 }));
  expect(seen).toEqual({ predicted: 1, held: 0 });
});

test('without an engine, and with one that fails, the tool gets the problem', async () => {
  expect(await background({ kind: 'rules' }).ask(complete(false))).toMatchObject({ problem: { code: 'engine.none' } });
  const end: EngineEvent = { ...END, reason: 'error', problem: { code: 'engine.network' } };
  expect(await background({ end }).ask(complete(false))).toMatchObject({ problem: { code: 'engine.network' } });
});

test('what is of a site that is kept on this device goes to no server', async () => {
  const { ask, seen } = background({ placement: 'cloud' });
  expect(await ask(complete(true))).toMatchObject({ ok: false, problem: { code: 'site.local_only' } });
  expect(seen.predicted).toBe(0);
  expect(await ask(complete(false))).toMatchObject({ ok: true });
});
