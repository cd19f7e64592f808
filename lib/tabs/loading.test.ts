import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Browser, browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { opened } from './loading.ts';

const never = new AbortController().signal;

/** A tab as the browser tells of it, look by look; the last stays. */
function tabThatIs(...looks: Partial<Browser.tabs.Tab>[]) {
  let look = 0;
  fakeBrowser.tabs.get = async () => {
    const tab = looks[Math.min(look, looks.length - 1)];
    look += 1;
    if (tab === undefined) throw new Error('No tab with id: 7');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tab is known here by address and status only
    return tab as Browser.tabs.Tab;
  };
}

function siteIsLetIn(yes: boolean) {
  Object.assign(browser.permissions, { contains: async () => yes });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What `opened` gives, and after how many milliseconds. */
async function openedAfter(url: string) {
  const began = Date.now();
  const tab = opened(7, url, never);
  await vi.runAllTimersAsync();
  const got = await tab;
  return { url: got?.url, status: got?.status, ms: Date.now() - began };
}

test('a new tab that says it is complete before it goes anywhere is waited for, where its address will be told', async () => {
  siteIsLetIn(true);
  const empty = { status: 'complete' as const, url: undefined };
  tabThatIs(
    ...Array.from({ length: 40 }, () => empty),
    { status: 'loading' },
    { status: 'complete', url: 'https://a.example/' },
  );
  const got = await openedAfter('https://a.example/');
  expect(got).toMatchObject({ url: 'https://a.example/', status: 'complete' });
  expect(got.ms).toBeGreaterThan(2000);
});

test('a tab of a site that is kept from Locus is not waited for longer than half a second', async () => {
  siteIsLetIn(false);
  tabThatIs({ status: 'complete', url: undefined });
  const got = await openedAfter('https://a.example/');
  expect(got.url).toBeUndefined();
  expect(got.ms).toBeLessThan(1000);
});

test('a tab that has its address is given at once; one that is gone is not waited for', async () => {
  siteIsLetIn(true);
  tabThatIs({ status: 'complete', url: 'https://a.example/' });
  expect(await openedAfter('https://a.example/')).toMatchObject({ url: 'https://a.example/', ms: 0 });
  tabThatIs();
  expect(await openedAfter('https://a.example/')).toMatchObject({ url: undefined, ms: 0 });
});
