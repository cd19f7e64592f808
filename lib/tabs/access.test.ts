import { beforeEach, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { factsOf, refusalOf } from './access.ts';

beforeEach(() => {
  fakeBrowser.reset();
});

const codeFor = (text: string, url?: string) => refusalOf(new Error(text), url).code;

test('each refusal of the browsers has its own reason', () => {
  expect(codeFor('Cannot access contents of url "https://a.example/". Extension manifest must request permission', 'https://a.example/')).toBe('page.needs_access'); // prettier-ignore
  expect(codeFor('Missing host permission for the tab')).toBe('page.needs_access');
  expect(codeFor('Cannot access a chrome:// URL')).toBe('page.restricted');
  expect(codeFor('The extensions gallery cannot be scripted.')).toBe('page.restricted');
  expect(codeFor('Cannot access contents of url "file:///a.html".', 'file:///a.html')).toBe('page.file_access');
  expect(codeFor('No tab with id: 7')).toBe('page.gone');
  expect(codeFor('Something new')).toBe('page.unreachable');
});

test('a refusal names the site where its address is known', () => {
  expect(refusalOf(new Error('Cannot access contents of the page'), 'https://a.example/x').params).toEqual({ origin: 'https://a.example' }); // prettier-ignore
  expect(refusalOf(new Error('Cannot access contents of the page'), undefined).params).toBeUndefined();
});

async function look(url: string | undefined, sites = {}): Promise<string> {
  const tab = await fakeBrowser.tabs.create(url === undefined ? {} : { url });
  const facts = await factsOf(tab.id ?? -1, sites);
  return facts.ok ? facts.value.origin : facts.problem.code;
}

test('a tab is judged by its address before anything is injected', async () => {
  expect(await look('https://a.example/x')).toBe('https://a.example');
  expect(await look('chrome://settings/')).toBe('page.restricted');
  expect(await look('chrome-extension://abc/page.html')).toBe('page.restricted');
  expect(await look('https://chromewebstore.google.com/detail/x')).toBe('page.restricted');
  expect(await look('https://addons.mozilla.org/x')).toBe('page.restricted');
  expect(await look('https://a.example/x', { 'https://a.example': 'never' })).toBe('page.never');
  expect(await look(undefined)).toBe('page.needs_access');
});

test('a tab that is not there is gone', async () => {
  const facts = await factsOf(9999, {});
  expect(facts).toMatchObject({ ok: false, problem: { code: 'page.gone' } });
});
