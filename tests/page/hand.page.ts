/** What a person does by hand, as the watching script notes it: real mouse and keys, and what pages try to make of it. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { HandStep, type PageSnapshot } from '@/lib/contracts/index.ts';
import { bodyOfHand } from '@/lib/recipes/hand.ts';
import { bind, nextOf } from '@/lib/recipes/next.ts';

import { journal } from '../gallery/records.ts';
import { bundle } from '../support/bundle.ts';
import { expect, type Room, SITE, test as base } from './harness.ts';

const test = base.extend<object, { hand: string }>({
  hand: [async ({}, use) => use(await bundle(fileURLToPath(new URL('hand-entry.ts', import.meta.url)))), { scope: 'worker' }],
}); // prettier-ignore

const Compared = v.array(v.object({ whole: v.string(), short: v.string(), html: v.string() }));

async function watch(room: Room, hand: string, html: string) {
  await room.open(html);
  await room.evaluate(`${hand};0`);
}

/** What was told by the time that the page was quiet. */
async function told(room: Room, count: number): Promise<HandStep[]> {
  const read = async () => v.parse(v.array(HandStep), await room.evaluate('locusHand.told'));
  await expect.poll(async () => (await read()).length).toBeGreaterThanOrEqual(count);
  return read();
}

const short = (steps: readonly HandStep[]) => steps.map((step) => (step.do === 'cut' ? 'cut' : `${step.do} ${step.name}`)); // prettier-ignore

/** As a person does it: Playwright's own way is a script's. */
async function chooseLarge(room: Room) {
  await room.page.getByLabel('Size').focus();
  await room.page.keyboard.press('L');
}

const FORM = `<form onsubmit="return false"><label>Town <input id="town"></label>
  <label>Size <select><option>Small</option><option>Large</option></select></label>
  <label><input type="checkbox"> Wrap it</label><input type="password" aria-label="Password">
  <button>Order <b>now</b></button></form>
  <ul><li>Milk <button>Delete</button></li><li>Bread <button>Delete</button></li></ul>`;

test('what is filled in, chosen, ticked and pressed is noted in its order, and nothing that was typed', async ({
  room,
  hand,
}) => {
  await watch(room, hand, FORM);
  const { page } = room;
  await page.getByLabel('Town').click();
  await page.keyboard.type('Bad Tölz');
  await chooseLarge(room);
  await page.getByText('Wrap it').click();
  await page.getByRole('button', { name: 'Order now' }).click();
  await page.getByRole('button', { name: 'Delete' }).nth(1).click();
  const steps = await told(room, 5);
  expect(short(steps)).toEqual(['type Town', 'select Size', 'check Wrap it', 'click Order now', 'click Delete']);
  expect(steps[1]).toMatchObject({ option: 'Large', page: SITE });
  expect(steps[2]).toMatchObject({ on: true });
  expect(steps[4]).toMatchObject({ beside: 'Bread' });
  expect(JSON.stringify(steps)).not.toContain('Tölz');
});

test('by the keyboard alone it is the same; Enter counts once', async ({ room, hand }) => {
  await watch(room, hand, FORM);
  await room.page.getByLabel('Town').focus();
  await room.page.keyboard.type('Ulm');
  await room.page.keyboard.press('Enter');
  expect(short(await told(room, 2))).toEqual(['type Town', 'click Order now']);
  await watch(room, hand, '<form onsubmit="return false"><input type="search" aria-label="Find"></form>');
  await room.page.getByLabel('Find').focus();
  await room.page.keyboard.type('rye');
  await room.page.keyboard.press('Enter');
  expect(short(await told(room, 2))).toEqual(['type Find', 'enter Find']);
});

test('of a secret field nothing is noted but that there was one', async ({ room, hand }) => {
  await watch(room, hand, `${FORM}<input name="cvv" aria-label="Code"><input type="text" autocomplete="one-time-code" aria-label="Once">`); // prettier-ignore
  for (const label of ['Password', 'Code', 'Once']) {
    await room.page.getByLabel(label).click();
    await room.page.keyboard.type('123');
  }
  await room.page.getByRole('button', { name: 'Order now' }).click();
  const steps = await told(room, 4);
  expect(short(steps)).toEqual(['cut', 'cut', 'cut', 'click Order now']);
});

test('scripts of the page cannot make a step', async ({ room, hand }) => {
  await watch(room, hand, `${FORM}<a href="#x">Away</a>`);
  await room.page.evaluate(() => {
    const [box, label, button, field] = ['[type=checkbox]', 'label:last-of-type', 'button', '#town'].map((each) => document.querySelector<HTMLInputElement>(each)); // prettier-ignore
    box?.click();
    label?.click();
    button?.click();
    document.querySelector('form')?.requestSubmit();
    document.querySelector('a')?.click();
    for (const type of ['pointerdown', 'keydown', 'input', 'change', 'click'])
      field?.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    button?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    button?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
  });
  await chooseLarge(room);
  expect(short(await told(room, 1))).toEqual(['select Size']);
});

test('one press of a person makes one step, whatever the page presses along with it', async ({ room, hand }) => {
  await watch(room, hand, FORM);
  await room.page.evaluate(() => {
    document.querySelector('button')?.addEventListener('click', () => {
      document.querySelector<HTMLElement>('[type=checkbox]')?.click();
      document.querySelector<HTMLElement>('label:last-of-type')?.click();
    });
  });
  await room.page.getByRole('button', { name: 'Order now' }).click();
  await chooseLarge(room);
  expect(short(await told(room, 2))).toEqual(['click Order now', 'select Size']);
});

test('what was noted is found again on the page by the recipe that is made of it', async ({ room, hand }) => {
  await watch(room, hand, FORM);
  await room.page.getByLabel('Town').click();
  await room.page.keyboard.type('Ulm');
  await room.page.getByRole('button', { name: 'Delete' }).nth(1).click();
  const steps = (await told(room, 2)).filter((step) => step.do !== 'cut');
  const seen = await room.look();
  const page: PageSnapshot = { ...seen, tabId: 1, at: 0, closedFrames: [], frames: [{ key: '', frameId: 0, origin: seen.origin, documentKey: seen.documentKey }] }; // prettier-ignore
  const body = bodyOfHand([steps, steps, steps], seen.origin, (key, ...values) => `${key} ${values.join(' ')}`);
  if (body === undefined) throw new Error('no recipe');
  const recipe = bind({ id: 'p', ...body, origin: seen.origin, start: SITE, state: 'on', seen: 3, used: 0, missed: 0, changedAt: 0, earlier: [] }, ['Köln']); // prettier-ignore
  const run = journal('r', 'delete bread').run();
  const refs = recipe.steps.map((_, i) => nextOf({ ...run, recipe: { ...recipe, steps: recipe.steps.slice(i) } }, page)?.action); // prettier-ignore
  const field = await room.find('Town');
  const second = seen.elements.filter(({ name }) => name === 'Delete')[1];
  expect(refs).toEqual([
    { do: 'type', ref: field.ref, text: 'Köln' },
    { do: 'click', ref: second?.ref },
  ]);
});

test('kinds and names are those that the reader of pages gives', async ({ room, hand }) => {
  const folders = ['../fixtures/page/', '../fixtures/site/'].map((each) => new URL(each, import.meta.url));
  const files = await Promise.all(folders.map(async (each) => (await readdir(each)).filter((name) => name.endsWith('.html')).map((name) => new URL(name, each)))); // prettier-ignore
  let all = 0;
  const other: string[] = [];
  for (const file of files.flat()) {
    await watch(room, hand, await readFile(file, 'utf8'));
    const compared = v.parse(Compared, await room.evaluate('locusHand.compare()'));
    all += compared.length;
    for (const { whole, short: ours, html } of compared) {
      const [a, b] = [whole, ours].map((text) => text.replaceAll(/[\s…]+/gu, '').slice(0, 100));
      if (a !== b) other.push(`${file.pathname.split('/').at(-1)}: ${whole} | ${ours} | ${html.slice(0, 160)}`);
    }
  }
  process.stdout.write(`${all - other.length} of ${all} controls by the same kind and name\n${other.join('\n')}\n`);
  expect(all).toBeGreaterThan(50);
  expect(other.length / all).toBeLessThan(0.05);
});
