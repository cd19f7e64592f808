import { expect, test } from 'vitest';

import { DEFAULT_SETTINGS } from '@/lib/contracts/index.ts';

import { listenedHosts, watchedHosts } from './registered.ts';

const { sites, deaf } = DEFAULT_SETTINGS;
const ALWAYS = {
  'https://a.example': 'always',
  'https://b.example:8443': 'always',
  'https://c.example': 'never',
} as const;

test('nobody is listened to unasked', () => {
  expect(listenedHosts({ sites, deaf })).toEqual([]);
});

test('sites that are always allowed are listened to, but those where it is switched off', () => {
  expect(listenedHosts({ sites: ALWAYS, deaf })).toEqual(['https://a.example/*', 'https://b.example/*']);
  expect(listenedHosts({ sites: ALWAYS, deaf: ['https://a.example'] })).toEqual(['https://b.example/*']);
});

test('so are sites that are only read, or where everything asks: Locus may see them', () => {
  const careful = { 'https://a.example': 'read', 'https://b.example': 'ask' } as const;
  expect(listenedHosts({ sites: careful, deaf })).toEqual(['https://a.example/*', 'https://b.example/*']);
});

test('switched off for one port of a host, it is off for the host', () => {
  expect(listenedHosts({ sites: ALWAYS, deaf: ['https://b.example'] })).toEqual(['https://a.example/*']);
});

test('files and what is no address at all are left out', () => {
  expect(listenedHosts({ sites: { 'file://': 'always', nonsense: 'always' }, deaf: ['nonsense'] })).toEqual([]);
});

test('what the user does by hand is noticed where they switched that on, and only while the site is always allowed', () => {
  expect(watchedHosts({ sites: ALWAYS, watched: DEFAULT_SETTINGS.watched })).toEqual([]);
  const watched = ['https://a.example', 'https://c.example', 'https://never-heard-of.example'];
  expect(watchedHosts({ sites: ALWAYS, watched })).toEqual(['https://a.example/*']);
  expect(watchedHosts({ sites: { 'https://a.example': 'ask' }, watched })).toEqual([]);
});
