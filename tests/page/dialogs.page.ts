/** Dialogs of the page while an act goes on: answered in the page's own world, as lib/tabs/main-world.ts has it done. */
import type { Page } from '@playwright/test';
import * as v from 'valibot';

import { answerDialogs, dialogsSince, letLeave } from '@/lib/tabs/answer-dialogs.ts';

import { expect, test } from './harness.ts';

const KEY = 'd-test';

async function during(
  page: Page,
  agreed: readonly string[],
  script: string,
): Promise<{ said: unknown; dialogs: unknown }> {
  await page.evaluate(
    `(${answerDialogs.toString()})(${JSON.stringify(agreed)}, '${KEY}', { ms: 40000, stays: false })`,
  );
  const said: unknown = await page.evaluate(script);
  return { said, dialogs: listed(await page.evaluate(`(${dialogsSince.toString()})('${KEY}')`)) };
}

/** Lists as JSON, as one list. */
function listed(lists: unknown): unknown[] {
  return v.parse(v.array(v.string()), lists).flatMap((list): unknown => JSON.parse(list));
}

const ASKS = `[alert('Saved'), confirm('Delete it?'), prompt('Your name?', 'Ada')]`;

test('dialogs are dismissed and told, unless the user said yes to their very words', async ({ room }) => {
  await room.open('<p>Words</p>');
  expect(await during(room.page, [], ASKS)).toEqual({
    said: [undefined, false, null],
    dialogs: [
      { type: 'alert', message: 'Saved', accepted: true },
      { type: 'confirm', message: 'Delete it?', accepted: false },
      { type: 'prompt', message: 'Your name?', accepted: false },
    ],
  });
  const approved = await during(room.page, ['Delete it?', 'Your name?'], ASKS);
  expect(approved.said).toEqual([undefined, true, 'Ada']);
  expect(approved.dialogs).toEqual([
    expect.objectContaining({ type: 'alert' }),
    expect.objectContaining({ type: 'confirm', accepted: true }),
    expect.objectContaining({ type: 'prompt', accepted: true }),
  ]);
  const other = await during(room.page, ['Delete it?'], `[confirm('Delete it? And pay 5.'), confirm('Delete it?')]`);
  expect(other.said).toEqual([false, true]);
});

test("outside of an act they are the browser's own, as they were", async ({ room }) => {
  await room.open('<p>Words</p>');
  const looks = `JSON.stringify(['alert', 'confirm', 'prompt'].map((key) => [String(window[key]), Object.getOwnPropertyDescriptor(window, key).writable]))`;
  const before = await room.page.evaluate(looks);
  await during(room.page, ['Delete it?'], ASKS);
  expect(await room.page.evaluate(looks)).toBe(before);
  const shown: string[] = [];
  room.page.on('dialog', (dialog) => {
    shown.push(dialog.message());
    void dialog.accept('Grace');
  });
  expect(await room.page.evaluate(ASKS)).toEqual([undefined, true, 'Grace']);
  expect(shown).toEqual(['Saved', 'Delete it?', 'Your name?']);
});

test('what the page shows in their place is left alone, and what it sets meanwhile stays', async ({ room }) => {
  await room.open('<p>Words</p><script>window.alert = (text) => "own " + text</script>');
  const { said, dialogs } = await during(room.page, [], `[alert('a'), (window.confirm = () => 'mine')()]`);
  expect([said, dialogs]).toEqual([['own a', 'mine'], []]);
  expect(await room.page.evaluate(`confirm('x')`)).toBe('mine');
});

test('a background that never comes back leaves the page its dialogs', async ({ room }) => {
  await room.open('<p>Words</p>');
  await room.page.evaluate(`(${answerDialogs.toString()})(['x'], 'other', { ms: 50, stays: false })`);
  await room.page.waitForTimeout(120);
  room.page.on('dialog', (dialog) => void dialog.dismiss());
  expect(await room.page.evaluate(`confirm('x')`)).toBe(false);
});

test('a guard that stays answers while it is told to, and not before, between or after', async ({ room }) => {
  await room.open('<p>Words</p>');
  const shown: string[] = [];
  room.page.on('dialog', (dialog) => {
    shown.push(dialog.message());
    void dialog.accept();
  });
  await room.page.evaluate(`(${answerDialogs.toString()})([], 'g', { ms: 40000, stays: true })`);
  const say = (word: string) =>
    room.page.evaluate(`new Promise((resolve) => {
      addEventListener('gr', ({ detail }) => resolve(detail), { once: true });
      dispatchEvent(new CustomEvent('g', { detail: '${word}' }));
    })`);
  for (const name of ['one', 'two']) {
    expect(await room.page.evaluate(`confirm('before ${name}')`)).toBe(true);
    await say('on');
    expect(await room.page.evaluate(`confirm('${name}')`)).toBe(false);
    const said: unknown = JSON.parse(v.parse(v.string(), await say('off')));
    expect(said).toEqual({ opened: [{ type: 'confirm', message: name, accepted: false }], declares: name === 'two' });
    await room.page.evaluate('document.modelContext = {}');
  }
  expect(shown).toEqual(['before one', 'before two']);
});

test('an approved act may leave a page that objects; nobody else has that answered', async ({ room }) => {
  const objects = `<p>Words</p><script>addEventListener('beforeunload', (event) => event.preventDefault());
    onbeforeunload = () => 'Unsaved'</script>`;
  const asked: string[] = [];
  room.page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await room.open(objects);
  await room.page.locator('p').click(); // a page that nobody touched may not object
  await room.page.evaluate(`(${answerDialogs.toString()})([], 'a', { ms: 40000, stays: false })`);
  await room.page.evaluate(`void (location.href = '/elsewhere')`);
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await room.page.evaluate(`(${dialogsSince.toString()})('a'); (${letLeave.toString()})('b', 40000)`);
  await room.page.evaluate(`void (location.href = '/elsewhere')`);
  await room.page.waitForURL('**/elsewhere');
  expect(asked).toEqual(['beforeunload']);
});
