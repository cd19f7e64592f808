import { fileURLToPath } from 'node:url';

import * as fc from 'fast-check';
import * as v from 'valibot';

import type { FrameSnapshot, PageSnapshot } from '@/lib/contracts/index.ts';
import { renderView } from '@/lib/loop/view/index.ts';

import { bundle } from '../support/bundle.ts';
import { MARK, page as anyPage } from './dom-arbitrary.ts';
import { expect, test as base } from './harness.ts';

/** Any page, generated. PAGE_RUNS=1000 for the whole; a fixed seed for the few of every day. */
const RUNS = Number(process.env['PAGE_RUNS'] ?? 40);
const HOW = { numRuns: RUNS, ...(process.env['PAGE_RUNS'] === undefined && { seed: 42 }), endOnFailure: RUNS < 100 };

const test = base.extend<object, { script: string }>({
  script: [async ({}, use) => use(await bundle(fileURLToPath(new URL('property-entry.ts', import.meta.url)))), { scope: 'worker' }],
}); // prettier-ignore
test.setTimeout(60_000 + RUNS * 2000);

const Named = v.array(v.object({ id: v.number(), connected: v.boolean(), sign: v.string() }));

function refsOf({ elements, regions, holes }: FrameSnapshot): string[] {
  return [...new Set([...elements, ...regions, ...holes].map(({ ref }) => ref))];
}

const count = (text: string): number => Math.ceil(text.length / 4);

function put(html: string): void {
  document.body.setHTMLUnsafe(html);
}

test('any page: what a snapshot names is in the document, and no two refs name one element', async ({ room }) => {
  await room.open('');
  await fc.assert(
    fc.asyncProperty(anyPage, async (html) => {
      await room.page.evaluate(put, html);
      const frame = await room.look();
      const refs = refsOf(frame);
      const named = v.parse(Named, await room.evaluate(`locusRefs(${JSON.stringify(refs)})`));
      expect(named.filter(({ connected }) => !connected)).toEqual([]);
      expect(new Set(named.map(({ id }) => id)).size).toBe(refs.length);
      expect(new Set(frame.elements.map(({ ref }) => ref)).size).toBe(frame.elements.length);
    }),
    HOW,
  );
});

/** Takes away, moves, copies and renames elements at random; `seed` says which. */
function mutate(seed: number): void {
  let state = seed;
  const next = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % most;
  };
  for (let step = 0; step < 15; step++) {
    const all = [...document.body.querySelectorAll('*')];
    const el = all[next(all.length || 1)];
    const other = all[next(all.length || 1)];
    if (el === undefined || other === undefined) return;
    const deed = next(6);
    if (deed === 0) el.remove();
    else if (deed === 1 && !el.contains(other)) other.before(el);
    else if (deed === 2) el.replaceWith(el.cloneNode(true));
    else if (deed === 3) el.setAttribute('aria-label', `named ${next(100)}`);
    else if (deed === 4) el.setAttribute('role', 'button');
    else el.append(other.cloneNode(false));
  }
}

test('any page, changed at random: a ref names the element that it named, or the one that took its place, or nothing', async ({
  room,
}) => {
  await room.open('');
  await fc.assert(
    fc.asyncProperty(anyPage, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), async (html, seeds) => {
      await room.page.evaluate(put, html);
      const known = new Map<string, number>();
      const note = async () => {
        const refs = [...new Set([...known.keys(), ...refsOf(await room.look())])];
        const named = v.parse(Named, await room.evaluate(`locusRefs(${JSON.stringify(refs)})`));
        const holders = new Map<number, string>();
        for (const [index, { id }] of named.entries()) {
          const ref = refs[index] ?? '';
          if (id === 0) continue;
          expect(holders.get(id) ?? ref, 'two refs name one element').toBe(ref);
          holders.set(id, ref);
          known.set(ref, id);
        }
      };
      await note();
      for (const seed of seeds) {
        const before = new Map(known);
        await room.page.evaluate(mutate, seed);
        await note();
        for (const [ref, id] of before) {
          const others = [...known].filter(([other, now]) => other !== ref && now === id && before.get(other) !== id);
          expect(others, `the element of ${ref} has another ref now`).toEqual([]);
        }
      }
    }),
    HOW,
  );
});

/** What is left of a view without its quotes and options: words of ours. */
function bareOf(view: string): string {
  return view.replaceAll(/"[^"\n]*"/g, '').replaceAll(/\{[^{}"\n]*\}/g, '');
}

test('any page: its view stays within the budget, and nothing of the page stands outside of quotes', async ({
  room,
}) => {
  await room.open('');
  await fc.assert(
    fc.asyncProperty(anyPage, fc.constantFrom(40, 200, 1200), async (html, budget) => {
      await room.page.evaluate(put, html);
      const frame = await room.look();
      const page: PageSnapshot = { ...frame, tabId: 1, at: 0, frames: [], closedFrames: [] };
      const scores = frame.elements.map(() => 0);
      const view = renderView(page, () => scores, { budget, count, words: [], handful: false });
      expect(view.tokens).toBeLessThanOrEqual(budget);
      expect(bareOf(view.text)).not.toContain(MARK);
      // oxlint-disable-next-line no-control-regex -- that there are none is what is tested
      expect(view.text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069\u200B]/);
      expect(JSON.stringify(frame).length).toBeLessThan(2_000_000);
    }),
    HOW,
  );
});

/** Counts what the page's own script could notice of somebody who reads: mutations, calls of its prototypes, events. */
function watch(): void {
  const seen: string[] = [];
  Object.assign(globalThis, { seen });
  new MutationObserver((records) => seen.push(...records.map(({ type }) => type))).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  }); // prettier-ignore
  for (const type of ['focusin', 'focusout', 'scroll', 'selectionchange', 'slotchange', 'toggle', 'message']) {
    addEventListener(type, () => seen.push(type), true);
  }
  const note = (own: CallableFunction, name: string) =>
    function noted(this: unknown, ...args: unknown[]): unknown {
      seen.push(name);
      return Function.prototype.apply.call(own, this, args);
    };
  for (const room of [
    'Node',
    'Element',
    'HTMLElement',
    'Document',
    'HTMLInputElement',
    'ShadowRoot',
    'CSSStyleDeclaration',
  ]) {
    const prototype: object = Reflect.get(Reflect.get(globalThis, room), 'prototype');
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor') continue;
      const value: unknown = own.value;
      const get: unknown = Reflect.get(own, 'get');
      if (typeof value === 'function') own.value = note(value, name);
      else if (typeof get === 'function') Object.assign(own, { get: note(get, name) });
      Object.defineProperty(prototype, name, own);
    }
  }
}

test('any page: reading it changes nothing, and its own script sees nothing of it', async ({ room }) => {
  await fc.assert(
    fc.asyncProperty(anyPage, async (html) => {
      await room.open('');
      await room.page.evaluate(put, html);
      await room.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
      await room.page.evaluate(watch);
      await room.look();
      await room.look();
      await room.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
      expect(await room.page.evaluate('[...new Set(seen)].filter((name) => name !== "toggle")')).toEqual([]);
    }),
    { ...HOW, numRuns: Math.ceil(RUNS / 4) },
  );
});
