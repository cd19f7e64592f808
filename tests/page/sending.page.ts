/** What a page says of where its forms go. */
import { expect, test } from './harness.ts';

test('a field says where Enter in it sends its form, whatever the field and its buttons claim', async ({ room }) => {
  await room.open(`<base href="https://base.example/">
<form action="https://evil.example/find"><input type="search" aria-label="A" formaction="/safe"><button hidden></button></form>
<form method="POST"><input aria-label="B"><button formmethod="get">Go</button></form>
<input aria-label="C"><form action=""><textarea aria-label="D"></textarea></form>`);
  const { elements } = await room.look();
  const [own] = elements.flatMap(({ name, enters }) => (name === 'B' ? [enters?.origin] : []));
  expect(own).not.toBe('https://base.example');
  expect(elements.filter(({ kind }) => kind === 'text').map(({ name, enters }) => [name, enters])).toEqual([
    ['A', { method: 'get', origin: 'https://evil.example' }],
    ['B', { method: 'post', origin: own }],
    ['C', undefined],
    ['D', undefined],
  ]);
});
