import { expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { DEFAULT_SETTINGS } from '@/lib/contracts/index.ts';

import { openSettings } from './settings.ts';

test('whoever is told of a change reads what it changed to, though they listened before anybody read', async () => {
  fakeBrowser.reset();
  const settings = openSettings();
  const heard: unknown[] = [];
  settings.watch(() => void settings.read().then(({ theme }) => heard.push(theme)));
  await settings.read();
  await browser.storage.local.set({ settings: { ...DEFAULT_SETTINGS, theme: 'dark' } });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(heard).toEqual(['dark']);
});

test('changes are kept with the settings, from whichever context they come', async () => {
  fakeBrowser.reset();
  const [panel, background] = [openSettings(), openSettings()];
  await panel.change({ theme: 'dark' });
  await background.change({ sites: { 'https://shop.example': 'never' } });
  expect((await panel.changes()).map(({ field, after }) => [field, after])).toEqual([['theme', 'dark'], ['sites', 'never']]); // prettier-ignore
});
