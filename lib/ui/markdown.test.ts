// @vitest-environment happy-dom
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { h, render } from 'preact';
import { afterEach, expect, test } from 'vitest';

import { Markdown, settle } from './markdown.tsx';

const root = document.createElement('div');
afterEach(() => {
  render(null, root);
});

function draw(text: string, streaming = false): HTMLElement {
  render(h(Markdown, { text, streaming }), root);
  return root;
}

const PIECES = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '[a](javascript:alert(1))', '[a](JaVaScRiPt:alert(1))',
  '![a](https://tracker.example/x.png)', '[b](data:text/html,x)', '<https://a.example>', '<a href="javascript:x">', '**', '_', '`', '```\n',
  '# ', '\n\n', '- ', '1. ', '> ', '| a | b |\n|---|---|\n', '[', '](', ')', '<svg onload=x>', '&lt;', '\\', '~~', '\uD800', '[x]: javascript:a\n',
]; // prettier-ignore
const anyText = oneof(
  string({ unit: 'binary' }),
  array(oneof(constantFrom(...PIECES), string())).map((parts) => parts.join('')),
);

test('no text makes a script, a handler, an image, a frame or a link to anything but http', () => {
  const allowed = /^(A|B|BLOCKQUOTE|BR|CODE|DEL|DIV|EM|HR|LI|OL|P|PRE|SPAN|STRONG|TABLE|TBODY|TD|TH|THEAD|TR|UL)$/;
  assert(
    property(anyText, constantFrom(true, false), (text, streaming) => {
      for (const element of draw(text, streaming).querySelectorAll('*')) {
        expect(element.tagName).toMatch(allowed);
        for (const { name, value } of element.attributes) {
          expect(name).not.toMatch(/^on|^src|^style|^srcdoc|^formaction/i);
          if (name === 'href') expect(value).toMatch(/^https?:\/\//);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('raw HTML is shown as the text that it is', () => {
  expect(draw('a <b onclick=x>b</b> <script>c</script>').textContent).toBe('a <b onclick=x>b</b> <script>c</script>');
});

test('a link shows its host where its text does not, and opens apart from the panel', () => {
  const link = draw('[your bank](https://evil.example/login)').querySelector('a');
  expect(link?.textContent).toBe('your bank (evil.example)');
  expect(link?.target).toBe('_blank');
  expect(link?.rel).toContain('noopener');
  expect(draw('<https://a.example/x>').querySelector('a')?.textContent).toBe('https://a.example/x');
});

test('an image is not loaded: its text links to it', () => {
  expect(draw('![a map](https://maps.example/m.png)').innerHTML).not.toContain('<img');
  expect(root.querySelector('a')?.textContent).toBe('a map (maps.example)');
});

test('lists, tables, code and emphasis become elements', () => {
  draw('- one **two**\n- [x] three\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n```js\nlet x = "<b>";\n```');
  expect(root.querySelector('li strong')?.textContent).toBe('two');
  expect(root.querySelectorAll('td')).toHaveLength(2);
  expect(root.querySelector('pre code')?.textContent).toBe('let x = "<b>";');
});

test('while text streams in, no mark of a half-written word is ever seen', () => {
  const whole =
    'Some **bold words** and *soft* and `code` and [a link](https://a.example/x).\n\n- first **item**\n- second\n\n## End';
  for (let end = 1; end <= whole.length; end++) {
    expect(draw(whole.slice(0, end), true).textContent, whole.slice(0, end)).not.toMatch(/[*`#[\]]|\(https|^-|\n-/);
  }
});

test('streaming text only grows: what is shown is a beginning of what comes next', () => {
  const whole = 'Some **bold words** follow, `code` and *more*.\n\nAnother paragraph with ~~two~~ three words.';
  let before = '';
  for (let end = 1; end <= whole.length; end++) {
    const now = draw(whole.slice(0, end), true).textContent ?? '';
    expect(now.startsWith(before.trimEnd()), `"${before}" then "${now}"`).toBe(true);
    before = now;
  }
});

test('a line under text is no heading before it is one', () => {
  expect(draw('A line\n-', true).querySelector('[role="heading"]')).toBeNull();
  expect(settle('A line\n---')).toBe('A line');
});

test.each(['[', '![', '*a', '<', '> ', '- ', '**_', '\\[', '_a_'])(
  'thousands of %s are shown, and fast enough',
  (piece) => {
    const started = performance.now();
    expect(draw(piece.repeat(20_000 / piece.length), true).firstElementChild?.childNodes.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(4000);
  },
);

test('a very long answer loses nothing', () => {
  const text = `${'word '.repeat(6000)}end`;
  expect(draw(text).textContent?.replaceAll(/\s+/g, ' ')).toBe(text);
});

test('arithmetic and names with underscores are no emphasis, also while they stream in', () => {
  expect(draw('2 * 3 and snake_case', true).textContent).toBe('2 * 3 and snake_case');
});
