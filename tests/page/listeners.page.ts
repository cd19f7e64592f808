import { expect, test } from './harness.ts';

const names = async (room: { look: () => Promise<{ elements: { name: string; kind: string }[] }> }) =>
  (await room.look()).elements.map(({ name }) => name);

test('an element that only has a listener is found; without listening it is not', async ({ room }) => {
  const html = `<p id="a">Plain words</p><p id="b">Hidden door</p>
    <script>document.getElementById('b').addEventListener('click', () => {})</script>`;
  await room.open(html);
  expect(await names(room)).toEqual([]);
  await room.listen();
  await room.open(html);
  expect(await names(room)).toEqual(['Hidden door']);
});
