import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import type { SecretGiven } from '@/lib/contracts/index.ts';

import { Database } from './database.ts';
import { openMemory } from './index.ts';

const SHOP = 'https://shop.example';
const VALUE = 'open sesame 42';
const given: SecretGiven = { kind: 'password', label: 'My password', origin: SHOP, value: VALUE, lasts: 'kept' };

let names = 0;
function fresh(): { name: string; secrets: ReturnType<typeof openMemory>['secrets'] } {
  const name = `secrets-${(names += 1)}`;
  return { name, secrets: openMemory(name).secrets };
}

beforeEach(() => {
  fakeBrowser.reset();
});

test('a value comes back for the very origin that it was given for, and for no other', async () => {
  const { secrets } = fresh();
  const { secret } = await secrets.keep(given);
  expect(await secrets.valueOf(secret, SHOP)).toBe(VALUE);
  for (const origin of ['http://shop.example', 'https://www.shop.example', 'https://shop.example:444', 'https://shop.example/', 'null', ''])
    expect(await secrets.valueOf(secret, origin), origin).toBeUndefined();
  expect(await secrets.valueOf('s99', SHOP)).toBeUndefined();
}); // prettier-ignore

test('the list has everything but the value', async () => {
  const { secrets } = fresh();
  await secrets.keep({ ...given, user: 'ada' });
  const { value: _, ...rest } = given;
  expect(await secrets.list()).toEqual([{ ...rest, secret: 's1', user: 'ada', here: true }]);
});

test('what is stored has the value nowhere in the clear, and a row that says another origin opens no more', async () => {
  const { name, secrets } = fresh();
  const { secret } = await secrets.keep(given);
  const database = new Database(name);
  const [row] = await database.secrets.toArray();
  const bytes = new TextDecoder('latin1').decode(row?.sealed?.data);
  expect(JSON.stringify(row) + bytes).not.toContain('sesame');
  await database.secrets.update(secret, { origin: 'https://evil.example' });
  expect(await secrets.valueOf(secret, 'https://evil.example')).toBeUndefined();
  expect(await secrets.valueOf(secret, SHOP)).toBeUndefined();
  const key = (await database.keys.get('aes'))?.value;
  expect(key instanceof CryptoKey && key.extractable).toBe(false);
});

test('one for the session is in memory only, and when that is over its name is left, and nothing to give', async () => {
  const { name, secrets } = fresh();
  const { secret } = await secrets.keep({ ...given, lasts: 'session' });
  expect(await secrets.valueOf(secret, SHOP)).toBe(VALUE);
  expect(JSON.stringify(await new Database(name).secrets.toArray())).not.toContain('sesame');
  await browser.storage.session.clear();
  expect(await secrets.valueOf(secret, SHOP)).toBeUndefined();
  expect(await secrets.list()).toMatchObject([{ secret, here: false }]);
});

test('a value is replaced, a secret deleted, and its name is never used again', async () => {
  const { secrets } = fresh();
  for (const lasts of ['kept', 'session'] as const) {
    const { secret } = await secrets.keep({ ...given, lasts });
    await secrets.replace(secret, 'another one');
    expect(await secrets.valueOf(secret, SHOP)).toBe('another one');
    await secrets.remove(secret);
    expect(await secrets.valueOf(secret, SHOP)).toBeUndefined();
    expect(JSON.stringify(await browser.storage.session.get(null))).not.toContain('another');
  }
  expect((await secrets.keep(given)).secret).toBe('s3');
});

test('two that keep their first secret at once share a key', async () => {
  const { name, secrets } = fresh();
  const other = openMemory(name).secrets;
  const [a, b] = await Promise.all([secrets.keep(given), other.keep({ ...given, value: 'the other' })]);
  expect(a.secret).not.toBe(b.secret);
  expect(await other.valueOf(a.secret, SHOP)).toBe(VALUE);
  expect(await secrets.valueOf(b.secret, SHOP)).toBe('the other');
});
