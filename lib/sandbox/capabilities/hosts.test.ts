import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { allowedUrl, isHostPattern } from './hosts.ts';

const PATTERNS = ['api.example.com', '*.data.example.org', 'files.example.com:8443', 'xn--bcher-kva.example'];

test.each([
  ['https://api.example.com', 'https://api.example.com/'],
  ['https://api.example.com/a?b=c#d', 'https://api.example.com/a?b=c'],
  ['https://API.Example.COM/a', 'https://api.example.com/a'],
  ['https://api.example.com:443/a', 'https://api.example.com/a'],
  ['https://files.example.com:8443/', 'https://files.example.com:8443/'],
  ['https://one.data.example.org/', 'https://one.data.example.org/'],
  ['https://a.b.data.example.org/', 'https://a.b.data.example.org/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['https://api.example.com/https://evil.example/@evil', 'https://api.example.com/https://evil.example/@evil'],
])('%s is allowed, as %s', (url, fetched) => {
  expect(allowedUrl(url, PATTERNS)?.href).toBe(fetched);
});

/** Tries to reach something else, or the same in a way that somebody else could read otherwise. */
const BYPASSES = [
  // another name
  'https://evil.example/',
  'https://example.com/',
  'https://xapi.example.com/',
  'https://x.api.example.com/',
  'https://api.example.com.evil.example/',
  'https://api.example.comevil.example/',
  'https://api-example.com/',
  'https://api.example.co/',
  'https://data.example.org/',
  'https://xdata.example.org/',
  'https://data.example.org.evil.example/',
  // who the user is
  'https://api.example.com@evil.example/',
  'https://api.example.com:443@evil.example/',
  'https://api.example.com%40evil.example/',
  'https://user@api.example.com/',
  'https://user:password@api.example.com/',
  'https://:@api.example.com/',
  'https://@api.example.com/',
  'https://evil.example#@api.example.com/',
  'https://evil.example?@api.example.com/',
  'https://evil.example/@api.example.com/',
  // slashes and white space that parsers drop or turn
  String.raw`https://evil.example\@api.example.com/`,
  String.raw`https://api.example.com\@evil.example/`,
  String.raw`https:\\api.example.com/`,
  String.raw`https://api.example.com\.evil.example/`,
  'https:api.example.com/',
  'https:/api.example.com/',
  'https:///api.example.com/',
  '//api.example.com/',
  ' https://api.example.com/',
  'https://api.example.com/ ',
  'https://api.exam\tple.com/',
  'https://api.exam\nple.com/',
  'ht\ntps://api.example.com/',
  'https://api.example.com\u0000.evil.example/',
  'https://api.example.com\u00a0.evil.example/',
  // dots
  'https://api.example.com./',
  'https://api.example.com../',
  'https://api..example.com/',
  'https://.api.example.com/',
  'https://one.data.example.org./',
  'https://api.example.com%2e/',
  'https://api.example.com%2eevil.example/',
  'https://evil.example%2f.data.example.org/',
  'https://evil。example/',
  // other letters
  'https://аpi.example.com/', // Cyrillic а
  'https://api.exɑmple.com/', // Latin alpha
  'https://xn--pi-7kc.example.com/',
  'https://bucher.example/',
  // ports and schemes
  'http://api.example.com/',
  'https://api.example.com:80/',
  'https://api.example.com:8443/',
  'https://files.example.com/',
  'https://files.example.com:08444/',
  'http://files.example.com:8443/',
  'ftp://api.example.com/',
  'ws://api.example.com/',
  'wss://api.example.com/',
  'file:///etc/passwd',
  'file://api.example.com/etc/passwd',
  'data:text/plain,api.example.com',
  'blob:https://api.example.com/0b3c',
  'javascript:fetch("https://api.example.com")',
  'chrome-extension://api.example.com/',
  'moz-extension://api.example.com/',
  'view-source:https://api.example.com/',
  'about:blank',
  // this machine and its network, in their notations
  'http://localhost/',
  'https://localhost/',
  'http://foo.localhost/',
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://①②⑦.⓪.⓪.①/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[0:0:0:0:0:ffff:7f00:1]/',
  'http://[fe80::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://192.168.0.1/',
  'https://localtest.me/',
  'https://127.0.0.1.nip.io/',
  // nothing
  '',
  'https://',
  'https://?',
  'api.example.com',
];

test('the corpus is as long as it should be, without twins', () => {
  expect(new Set(BYPASSES).size).toBe(BYPASSES.length);
  expect(BYPASSES.length).toBeGreaterThan(80);
});

test.each(BYPASSES)('%j is not allowed', (url) => {
  expect(allowedUrl(url, PATTERNS)).toBeUndefined();
});

describe('an address of numbers is reached by the pattern that says it, in whatever notation, and by no other', () => {
  test.each(['http://127.0.0.1:8080/', 'http://127.1:8080/', 'http://0x7f000001:8080/', 'http://2130706433:8080/'])(
    '%s',
    (url) => {
      expect(allowedUrl(url, ['http://127.0.0.1:8080'])?.href).toBe('http://127.0.0.1:8080/');
      expect(allowedUrl(url, ['http://127.0.0.1', 'http://127.0.0.2:8080', 'http://localhost:8080'])).toBeUndefined();
    },
  );
});

test.each([
  'example.com',
  '*.example.com',
  'a-b.example.com',
  'example.com:8443',
  'http://127.0.0.1',
  'http://127.0.0.1:11434',
  'http://localhost:3000',
  'http://[::1]:3000',
  'http://192.168.0.10',
  '*.service.gov.uk',
  'me.github.io',
])('%j is a pattern', (text) => {
  expect(isHostPattern(text)).toBe(true);
});

test.each([
  '*',
  '*.',
  '*.com',
  '*.co.uk',
  '*.com.au',
  '*.github.io',
  '*.pages.dev',
  '**.example.com',
  'a.*.example.com',
  '*example.com',
  'Example.com',
  'example.com.',
  '.example.com',
  'example.com/',
  'example.com/path',
  'example.com:443',
  'example.com:99999',
  'example.com:*',
  'user@example.com',
  'https://example.com',
  'http://example.com',
  'http://*.example.com',
  'HTTP://127.0.0.1',
  'ftp://127.0.0.1',
  'http://127.1',
  'http://0x7f.1',
  'http://2130706433',
  'http://[0:0:0:0:0:0:0:1]',
  '127.0.0.1',
  '[::1]',
  'localhost',
  'foo.localhost',
  '*.localhost',
  'com',
  'bücher.example',
  'exa mple.com',
  'example.com?',
  'example.com#',
  String.raw`example.com\a`,
  'localtest.me',
  '127.0.0.1.nip.io',
  '*.sslip.io',
  '',
])('%j is no pattern', (text) => {
  expect(isHostPattern(text)).toBe(false);
});

const piece = fc.constantFrom('api.example.com', 'evil.example', '.', '@', ':', '/', '\\', '?', '#', '%40', '%2e', '[', ']', '*', '443', '8443', 'x', '\t', ' ', '。', 'А', '127.0.0.1', 'data.example.org'); // prettier-ignore
const scheme = fc.constantFrom('https://', 'https://', 'https://', 'http://', 'https:', 'HTTPS://', '//', 'https:\\\\');
const begin = fc.constantFrom('', 'api.example.com', 'files.example.com:8443', 'x.data.example.org');
const address = fc.tuple(scheme, begin, fc.array(piece, { maxLength: 5 })).map(([a, b, c]) => a + b + c.join(''));

test('whatever is allowed goes by the name and port of a pattern, by https, as nobody', () => {
  let allowed = 0;
  fc.assert(
    fc.property(fc.oneof(address, fc.webUrl(), fc.string()), (text) => {
      const url = allowedUrl(text, PATTERNS);
      if (url === undefined) return;
      allowed += 1;
      // What is fetched is a text that is read again.
      const again = new URL(url.href);
      const { hostname, port } = again;
      const exact = PATTERNS.includes(again.host);
      expect(exact || (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.data\.example\.org$/u.test(hostname) && port === '')).toBe(true);
      expect([again.protocol, again.username, again.password, again.hash]).toEqual(['https:', '', '', '']);
    }),
    { numRuns: 5000 },
  );
  expect(allowed).toBeGreaterThan(100);
});

test('an address that is allowed is not any more once its host is another one', () => {
  fc.assert(
    fc.property(fc.domain(), fc.webPath(), (host, path) => {
      fc.pre(isHostPattern(host.toLowerCase()));
      expect(allowedUrl(`https://${host}${path}`, [host.toLowerCase()])).toBeDefined();
      for (const other of [`x${host}`, `x.${host}`, `${host}x`, `${host}.evil.example`, `evil.example/${host}`]) {
        expect(allowedUrl(`https://${other}${path}`, [host.toLowerCase()]), other).toBeUndefined();
      }
    }),
  );
});
