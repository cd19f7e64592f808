import 'fake-indexeddb/auto';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { createSecrets } from '@/lib/background/index.ts';
import { NO_CHANGE, type Outcome, type PageElement } from '@/lib/contracts/index.ts';
import { openMemory } from '@/lib/memory/index.ts';
import { success } from '@/lib/shared/index.ts';
import type { TabHands, TabSenses } from '@/lib/tabs/index.ts';

import { begin, FakeJournal, FakeSite, finish, MODEL, portsFor, RULES_ONLY, type Script } from './fakes.ts';
import { createGrammar, masked, recording, runLoop, sealed } from './index.ts';

const SHOP = 'https://shop.example';
const LOAN = { secret: 's1', tabId: 1, frameId: 0 };
const ASKER = { tabId: 1, frameId: 0, origin: SHOP };

beforeEach(() => {
  fakeBrowser.reset();
});

let names = 0;
async function keeping(value: string) {
  const store = openMemory(`giving-${(names += 1)}`).secrets;
  await store.keep({ kind: 'password', label: 'My password', origin: SHOP, value, lasts: 'kept' });
  return { store, secrets: createSecrets({ store, masked }) };
}

test('a secret goes to the frame that it was lent to, once, while the act goes on', async () => {
  const { secrets } = await keeping('open sesame 42');
  expect(await secrets.answer('act', ASKER)).toBeUndefined();
  const done = secrets.lend('act', LOAN);
  expect(await secrets.answer('act', ASKER)).toBe('open sesame 42');
  expect(await secrets.answer('act', ASKER)).toBeUndefined();
  secrets.lend('second', LOAN)();
  expect(await secrets.answer('second', ASKER)).toBeUndefined();
  done();
});

test('who asks from another place gets nothing, whatever the place; the one that was meant still does', async () => {
  const { secrets } = await keeping('open sesame 42');
  const places = fc.record({
    tabId: fc.constantFrom(1, 2),
    frameId: fc.constantFrom(0, 4),
    origin: fc.constantFrom(SHOP, 'http://shop.example', 'https://www.shop.example', 'https://shop.example:444', 'https://evil.example', 'https://shop.example.evil.example', 'null', ''),
    act: fc.constantFrom('act', 'another'),
  }); // prettier-ignore
  await fc.assert(
    fc.asyncProperty(places, async ({ act, ...asker }) => {
      const done = secrets.lend('act', LOAN);
      const meant = act === 'act' && asker.tabId === 1 && asker.frameId === 0 && asker.origin === SHOP;
      expect(await secrets.answer(act, asker)).toBe(meant ? 'open sesame 42' : undefined);
      done();
    }),
    { numRuns: 200 },
  );
});

const password: PageElement = { ref: 'e3', at: 0, block: 0, kind: 'text', role: 'textbox', name: 'Password', states: [], secret: true, inputType: 'password' }; // prettier-ignore

/** A site that is as careless as can be: whatever it gets it shows, links, and puts into its address. */
function careless(): { site: FakeSite; got: (value: string) => void } {
  const site = new FakeSite();
  site.elements = [...site.elements, password];
  const got = (value: string) => {
    site.notices = [`You typed ${value}!`];
    site.url = `${SHOP}/?q=${encodeURIComponent(value)}`;
    site.elements = [...site.elements, { ref: 'e9', at: 9, block: 9, kind: 'link', role: 'link', name: `Help with ${value}`, states: [], href: site.url }]; // prettier-ignore
    const change = {
      ...NO_CHANGE,
      changed: [{ ref: 'e3', name: 'Password', what: 'filled in (secret)' }],
      texts: [value],
    };
    site.outcome = () => ({ status: 'ok', change, ms: 1 });
  };
  return { site, got };
}

test('whatever the secret, and whoever decides to give it: no record, no tape, no prompt and no trace has it', async () => {
  const letters = fc.constantFrom(...Array.from('abcxyzABC0189 -_.!?"\'\\/&<>%+äß€😀'));
  const values = fc.string({ unit: letters, minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);
  await fc.assert(
    fc.asyncProperty(values, fc.boolean(), async (value, byModel) => {
      fakeBrowser.reset();
      const { secrets } = await keeping(value);
      const { site, got } = careless();
      const give = { do: 'give', ref: 'e3', secret: 's1' } as const;
      const script: Script = {
        site,
        journal: new FakeJournal(),
        replies: [JSON.stringify(give), '{"do":"answer","text":"in"}'],
        ...(!byModel && { rules: (n: number) => [{ rule: 'command.give', action: give, target: 'My password' }, finish][n - 1] }), // prettier-ignore
      };
      const ports = portsFor(script);
      const prompts: string[] = [];
      const hands: TabHands = {
        async perform({ tabId, frameId }, act): Promise<Outcome> {
          const { actId, deed } = act;
          const done = deed.do === 'give' ? secrets.lend(actId, { secret: deed.secret, tabId, frameId }) : undefined;
          const asked = await secrets.answer(actId, { tabId, frameId, origin: site.snapshot().origin });
          if (asked !== undefined) got(asked);
          done?.();
          return site.perform(act);
        },
        recall: async () => undefined,
        undo: async () => ({ status: 'ok', ms: 0 }),
      };
      const senses: Omit<TabSenses, 'ahead'> = { ...ports.senses, here: async () => undefined };
      const real = {
        ...ports,
        grammar: createGrammar(),
        senses: secrets.senses(senses),
        hands: secrets.hands(hands),
        engine: (profile: typeof MODEL) => {
          const engine = ports.engine(profile);
          return {
            ...engine,
            predict: (request: Parameters<typeof engine.predict>[0], signal: AbortSignal) => {
              prompts.push(JSON.stringify(request));
              return engine.predict(request, signal);
            },
          };
        },
      };
      await begin(script.journal, byModel ? MODEL : RULES_ONLY, { kind: 'ask', text: 'sign me in' });
      const { signal } = new AbortController();
      const run = await runLoop('r', recording(real, signal), signal);
      expect(run.iterations[0]?.outcome?.status, JSON.stringify(run.problem)).toBe('ok');
      expect(site.notices).toEqual([`You typed ${value}!`]);
      const all = JSON.stringify([script.journal.records, script.journal.tape, prompts, sealed(script.journal, { browser: 'test' })]); // prettier-ignore
      if (byModel) expect(prompts[0]).toContain('s1 password');
      for (const spelling of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
        expect(all).not.toContain(JSON.stringify(spelling).slice(1, -1));
    }),
    { numRuns: 60 },
  );
});

test('a background that was killed still hides what pages got before', async () => {
  const { store, secrets } = await keeping('open sesame 42');
  secrets.lend('act', LOAN);
  await secrets.answer('act', ASKER);
  const { site, got } = careless();
  got('open sesame 42');
  const later = createSecrets({ store, masked }).senses({
    observe: async () => success(site.snapshot()),
    article: async () => success({ title: '', url: '', origin: SHOP, lang: '', markdown: 'It is open sesame 42.', documentKey: 'd', blocks: [], cut: false, from: 'article' }),
    selection: async () => success({ text: 'open sesame 42', block: '' }),
    tables: async () => [{ ref: 'e1', name: '', columns: ['open sesame 42'], rows: [], total: 0 }],
    tools: async () => [{ name: 'open sesame 42', description: '', inputSchema: {}, readOnly: true }],
    here: async () => ({ ref: 'e9', label: 'Help with open sesame 42' }),
  }); // prettier-ignore
  const { signal } = new AbortController();
  const seen = [await later.observe(1, { words: [] }, signal), await later.article(1, signal), await later.selection(1, signal), await later.tools(1, signal), await later.tables(1, undefined, signal), await later.here(1, signal)]; // prettier-ignore
  expect(JSON.stringify(seen)).not.toContain('sesame');
  expect(seen[0]).toMatchObject({ ok: true, value: { origin: SHOP, handles: [{ secret: 's1', kind: 'password' }] } });
});
