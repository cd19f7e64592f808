import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { spokenIn } from './spoken.ts';

test.each([
  ['fill Password with hunter2', 'hunter2', 'hunter2'],
  ['fill password with "hunter 2!", press Go', 'hunter 2!', '"hunter 2!"'],
  ['log in with password: hunter2.', 'hunter2', 'hunter2'],
  ['type hunter2 into the password field', 'hunter2', 'hunter2'],
  ['fülle Passwort mit „Sesam 42“ aus', 'Sesam 42', '„Sesam 42“'],
  ['my PIN is 4711', '4711', '4711'],
  ['type with into Password', 'with', 'with'],
])('%s', (text, value, written) => {
  const [said] = spokenIn(text);
  expect(said?.value).toBe(value);
  expect(text.slice(said?.from, said?.to)).toBe(written);
});

test.each([
  'fill Password with my password',
  'fill Password with secret s1',
  'fülle Passwort mit Geheimnis s12',
  'fülle das Passwort mit meinem Passwort',
  'click "Forgot password"',
  'what is a password?',
])('%s says none', (text) => {
  expect(spokenIn(text)).toEqual([]);
});

test('whatever is said, it stands where it is said to stand', () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[^\s"“„'.,;!?]{1,20}$/u), fc.string(), (before, value, after) => {
      fc.pre(!/^(?:secret|geheimnis|my|the|mein\p{L}*|das|dem)$/iu.test(value));
      const text = `${before} fill Password with ${value} ${after}`;
      for (const { value: said, from, to } of spokenIn(text)) expect(text.slice(from, to)).toContain(said);
      expect(spokenIn(text).map(({ value: said }) => said)).toContain(value);
    }),
  );
});
