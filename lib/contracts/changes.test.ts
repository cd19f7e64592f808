import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { changesBetween, takingBack, withChanges } from './changes.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

const SHOP = 'https://shop.example';
const set = (patch: Partial<Settings>): Settings => ({ ...DEFAULT_SETTINGS, ...patch });
const SERVER = { kind: 'openai', baseURL: 'http://127.0.0.1:11434/v1', model: 'qwen' } as const;

const anySettings: fc.Arbitrary<Settings> = fc
  .record({
    theme: fc.constantFrom('system' as const, 'light' as const, 'dark' as const),
    sites: fc.dictionary(fc.constantFrom(SHOP, 'https://b.example'), fc.constantFrom('always' as const, 'never' as const)),
    local: fc.uniqueArray(fc.constantFrom(SHOP, 'https://c.example')),
    outline: fc.boolean(),
    engine: fc.constantFrom({ kind: 'rules' as const }, { ...SERVER, apiKey: 'sk-1' }),
  })
  .map(set); // prettier-ignore

test('each setting that was changed is told, by site where it is said by site; a key never', () => {
  const before = set({ sites: { [SHOP]: 'ask' } });
  const after = set({ theme: 'dark', local: [SHOP], engine: { ...SERVER, apiKey: 'sk-secret' } });
  const changes = changesBetween(before, after, 5);
  expect(changes).toEqual([
    { at: 5, field: 'sites', of: SHOP, before: 'ask' },
    { at: 5, field: 'local', of: SHOP, before: false, after: true },
    { at: 5, field: 'engine', before: { kind: 'rules' }, after: SERVER },
    { at: 5, field: 'theme', before: 'system', after: 'dark' },
  ]);
  expect(JSON.stringify(changes)).not.toContain('sk-');
  expect(changesBetween(after, { ...after, engine: { ...SERVER, apiKey: 'another' } }, 6)).toEqual([]);
});

test('taking all of it back, last first, gives the settings as they were', () => {
  fc.assert(
    fc.property(anySettings, anySettings, (before, after) => {
      let now = after;
      for (const change of changesBetween(before, after, 1).toReversed()) now = { ...now, ...takingBack(now, change) };
      expect(changesBetween(before, now, 2)).toEqual([]);
    }),
  );
});

test('what is another by now is not taken back over it', () => {
  const [change] = changesBetween(DEFAULT_SETTINGS, set({ theme: 'dark' }), 1);
  if (change === undefined) throw new Error('no change');
  expect(takingBack(set({ theme: 'dark' }), change)).toEqual({ theme: 'system' });
  expect(takingBack(set({ theme: 'light' }), change)).toBeUndefined();
});

test('a server that comes back has its key where it is still known, and none where it is not', () => {
  const [change] = changesBetween(set({ engine: { ...SERVER, apiKey: 'k' } }), DEFAULT_SETTINGS, 1);
  if (change === undefined) throw new Error('no change');
  expect(takingBack(DEFAULT_SETTINGS, change)).toEqual({ engine: SERVER });
  const spare = { ...SERVER, model: 'other', apiKey: 'k' };
  expect(takingBack(set({ spare }), change)).toEqual({ engine: { ...SERVER, apiKey: 'k' } });
});

const by = (from: Settings['theme'], to: Settings['theme'], at: number) =>
  changesBetween(set({ theme: from }), set({ theme: to }), at);

test('quick changes of one setting are one, and none where it is as it was; the oldest go', () => {
  const one = withChanges(by('system', 'dark', 0), by('dark', 'light', 9_000));
  expect(one).toEqual([{ at: 9_000, field: 'theme', before: 'system', after: 'light' }]);
  expect(withChanges(one, by('light', 'system', 10_000))).toEqual([]);
  expect(withChanges(one, by('light', 'system', 99_000))).toHaveLength(2);
  const many = Array.from({ length: 60 }, (_, i) => by('system', 'dark', i * 100_000)).flat();
  expect(withChanges([], many)).toHaveLength(50);
});
