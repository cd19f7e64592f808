// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { addressOf } from './describe.ts';

const BASE = 'https://site.test/a/b?c';
const PIECES = fc.array(
  fc.constantFrom('/', '.', '..', 'https://', 'http://', 'x', 'a.b', 'EX', '127.1', '0x7f', '?', '#', '%2e', '%20', ' ', '@', ':', ':80', 'ü', '\\', '-', '~', '&=', '//'),
  { maxLength: 8 },
); // prettier-ignore

test('an address is what the URL parser makes of it, however it is written', () => {
  fc.assert(
    fc.property(PIECES, (pieces) => {
      const written = pieces.join('');
      const url = URL.parse(written.trim(), BASE);
      if (url !== null) [url.username, url.password] = ['', ''];
      expect(addressOf(written, BASE)).toBe(url?.href);
    }),
    { numRuns: 3000 },
  );
});

test('an address has no user name and no password, and is none where it holds its content itself', () => {
  expect(addressOf('/x', 'https://user:secret@site.test/')).toBe('https://site.test/x');
  expect(addressOf('https://user:secret@site.test/x', BASE)).toBe('https://site.test/x');
  expect(addressOf('data:text/html,x', BASE)).toBeUndefined();
  expect(addressOf('/x', 'about:blank')).toBeUndefined();
});
