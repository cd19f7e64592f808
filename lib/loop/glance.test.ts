import { expect, test } from 'vitest';

import { type Action, type Ask, type Outcome, type Run } from '@/lib/contracts/index.ts';
import { success } from '@/lib/shared/index.ts';

import { begin, FakeJournal, FakeSite, MODEL, portsFor } from './fakes.ts';
import { createGrammar } from './grammar/index.ts';
import { runLoop } from './loop.ts';
import type { Act, Whereabouts } from './ports.ts';

interface Told {
  run: Run;
  asks: Ask[];
  acts: { where: Whereabouts; act: Act }[];
}

/** A run of a model that says these things in turn, on a page with a folded table. */
async function told(actions: readonly Action[], outcomes: readonly Outcome[] = []): Promise<Told> {
  const site = new FakeSite();
  const script = { site, journal: new FakeJournal(), replies: actions.map((action) => JSON.stringify(action)) };
  const asks: Ask[] = [];
  const acts: Told['acts'] = [];
  const ports = portsFor(script);
  await begin(script.journal, MODEL, { kind: 'ask', text: 'find the total' });
  const regions = [{ ref: 'e90', role: 'table', name: 'Orders', rows: 100, rowsHere: 2 }];
  const elements = site.elements.map((element, i) => ({ ...element, at: i, block: i, region: 0, row: i + 1 }));
  const run = await runLoop(
    'r',
    {
      ...ports,
      grammar: createGrammar(),
      senses: {
        ...ports.senses,
        observe: async (_tabId, ask) => {
          asks.push(ask);
          return success({ ...site.snapshot(), elements, regions, elementTotal: 300, part: { number: 1, of: 4 } });
        },
      },
      hands: {
        ...ports.hands,
        perform: async (where, act) => {
          acts.push({ where, act });
          return outcomes[acts.length - 1] ?? { status: 'ok', ms: 1 };
        },
      },
    },
    new AbortController().signal,
  );
  return { run, asks, acts };
}

const answer = { do: 'answer', text: 'done' } as const;

test('a look at a folded list does nothing to the page, and the next view is about that list', async () => {
  const { run, asks, acts } = await told([{ do: 'look', ref: 'e90' }, answer]);
  expect(run).toMatchObject({ status: 'done', answer: 'done' });
  expect(acts).toEqual([]);
  expect(asks.map(({ focus }) => focus)).toEqual([undefined, { on: 'ref', ref: 'e90', part: 1 }]);
});

test('more turns the pages of a list, and those of the page itself', async () => {
  const list = await told([{ do: 'look', ref: 'e90' }, { do: 'more' }, { do: 'more' }, answer]);
  expect(list.asks.at(-1)?.focus).toEqual({ on: 'ref', ref: 'e90', part: 3 });
  const page = await told([{ do: 'more' }, { do: 'more' }, { do: 'more' }, answer]);
  expect(page.run.status).toBe('done');
  expect(page.asks.map(({ focus }) => focus)).toEqual([
    undefined,
    { on: 'part', part: 1 },
    { on: 'part', part: 2 },
    { on: 'part', part: 3 },
  ]);
});

test('words that are looked for are asked of the page; an act ends the closer look', async () => {
  const { asks } = await told([{ do: 'find', text: 'total' }, { do: 'click', ref: 'e1' }, answer]);
  expect(asks.map(({ focus }) => focus)).toEqual([undefined, { on: 'words', text: 'total' }, undefined, undefined]);
});

test('a run goes on in the tab that its act opened, and can name only tabs of its own', async () => {
  const { acts, run } = await told(
    [{ do: 'click', ref: 'e1' }, { do: 'click', ref: 'e2' }, answer],
    [{ status: 'ok', ms: 1, tabId: 77 }],
  );
  expect(run.status).toBe('done');
  expect(acts.map(({ where }) => [where.tabId, where.tabs])).toEqual([
    [1, [1]],
    [77, [1, 77]],
  ]);
});
