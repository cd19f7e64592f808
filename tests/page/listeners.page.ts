/** What only has a listener is found where Locus listens, and what the page can tell of it. */
import { entryPage } from '../frameworks/build.ts';
import { expect, type Room, test } from './harness.ts';

async function names(room: Room): Promise<string[]> {
  return (await room.look()).elements.map(({ name }) => name);
}

/** Runs in the page's own world. */
const inPage = (room: Room, script: string) => room.page.evaluate(script);

test('an element that only has a listener is found; without listening it is not', async ({ room }) => {
  const html = `<p>Plain words</p><p id="door">Door</p><script>door.addEventListener('click', () => {})</script>`;
  await room.open(html);
  expect(await names(room)).toEqual([]);
  await room.listen();
  await room.open(html);
  expect(await names(room)).toEqual(['Door']);
});

test('a handler that is set as a property counts as well, until it is taken away', async ({ room }) => {
  await room.listen();
  await room.open(
    '<p id="a">One</p><p id="b">Two</p><script>a.onclick = () => {}; b.onpointerdown = () => {}</script>',
  );
  expect(await names(room)).toEqual(['One', 'Two']);
  await inPage(room, 'a.onclick = null');
  expect(await names(room)).toEqual(['Two']);
});

test('listeners that come and go between two looks are told of each time', async ({ room }) => {
  await room.listen();
  await room.open('<p id="a">One</p><p id="b">Two</p>');
  expect(await names(room)).toEqual([]);
  await inPage(room, 'globalThis.f = () => {}; b.addEventListener("dblclick", f); b.addEventListener("click", f)');
  expect(await names(room)).toEqual(['Two']);
  await inPage(room, 'b.removeEventListener("click", f)');
  expect(await names(room)).toEqual(['Two']);
  await inPage(room, 'b.removeEventListener("dblclick", f); a.addEventListener("mouseup", f)');
  expect(await names(room)).toEqual(['One']);
});

test('an element may get its listener long before it gets into the page', async ({ room }) => {
  await room.listen();
  await room.open(`<p>Words</p><script>globalThis.late = Object.assign(document.createElement('p'), { textContent: 'Late' });
    late.addEventListener('click', () => {})</script>`);
  expect(await names(room)).toEqual([]);
  await inPage(room, 'document.body.append(late)');
  expect(await names(room)).toEqual(['Late']);
});

test('open shadow roots are listened to, one in the other', async ({ room }) => {
  await room.listen();
  await room.open(`<div id="host"></div><script>
    const outer = host.attachShadow({ mode: 'open' });
    outer.innerHTML = '<p>Outer</p><section></section>';
    const inner = outer.querySelector('section').attachShadow({ mode: 'open' });
    inner.innerHTML = '<p>Inner</p>';
    for (const root of [outer, inner]) root.querySelector('p').addEventListener('click', () => {});
  </script>`);
  expect(await names(room)).toEqual(['Outer', 'Inner']);
});

test('who listens for what is in it is no thing to press itself', async ({ room }) => {
  await room.listen();
  await room.open(`<form id="form"><p id="leaf">Leaf</p></form><script>
    const f = () => {};
    document.body.addEventListener('click', f);
    for (const type of ['keydown', 'input', 'change']) { form.addEventListener(type, f); leaf.addEventListener(type, f) }
  </script>`);
  expect(await names(room)).toEqual(['Leaf']);
});

test('listeners that nothing reacts to with the hand are none', async ({ room }) => {
  await room.listen();
  await room.open(`<p id="a">One</p><script>
    for (const type of ['scroll', 'animationend', 'load', 'my-event']) a.addEventListener(type, () => {});
    a.addEventListener('click', null);
  </script>`);
  expect(await names(room)).toEqual([]);
});

for (const framework of ['react', 'svelte', 'vue', 'jquery']) {
  test(`${framework}: its delegated handlers are found where they are, now and after a change`, async ({ room }) => {
    const entry = `bare-${framework}.${framework === 'react' ? 'jsx' : 'js'}`;
    await room.listen();
    await room.open(await entryPage(entry, framework));
    await room.page.getByText('Clicked').waitFor();
    expect(await names(room)).toEqual(['Clicked', 'Pressed']);
    await room.page.getByText('Clicked').click();
    await room.page.getByText('Later').waitFor();
    expect(await names(room)).toEqual(['Clicked', 'Pressed', 'Later']);
  });
}

test('the page sees the functions that it had', async ({ room }) => {
  const seen = `JSON.stringify([EventTarget.prototype.addEventListener, EventTarget.prototype.removeEventListener,
    Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'onclick').set, Function.prototype.toString].map((f) => [
      f.name, f.length, String(f), Function.prototype.toString.call(f), Object.getOwnPropertyNames(f), 'prototype' in f,
    ]).concat([Object.getOwnPropertyNames(globalThis).length, Object.getOwnPropertyNames(document.documentElement).length,
      Object.keys(Object.getOwnPropertyDescriptor(EventTarget.prototype, 'addEventListener')),
      document.documentElement.outerHTML]))`;
  await room.open('<p>One</p>');
  const before = await inPage(room, seen);
  await room.listen();
  await room.open('<p>One</p>');
  await room.look();
  expect(await inPage(room, seen)).toBe(before);
});

test('wrong calls fail as they would, and right ones are what they were', async ({ room }) => {
  await room.listen();
  await room.open('<p id="a">One</p>');
  const result = await inPage(
    room,
    `(() => {
      const errors = [];
      for (const wrong of [() => EventTarget.prototype.addEventListener.call({}, 'click', () => {}), () => a.addEventListener('click'),
        () => Function.prototype.toString.call({})]) try { wrong() } catch (error) { errors.push(error.constructor === TypeError) }
      let count = 0;
      addEventListener('click', () => count++);
      a.addEventListener('click', { handleEvent: () => count++ }, { once: true });
      a.onclick = () => count++;
      a.click(); a.click();
      return [errors, count, typeof a.onclick];
    })()`,
  );
  expect(result).toEqual([[true, true, true], 5, 'function']);
});

test('nothing that a page does to its prototypes makes listening heard or stop', async ({ room }) => {
  await room.listen();
  await room.open(`<p id="a">One</p><script>
    globalThis.heard = [];
    const spy = (owner, key) => { const was = owner[key]; owner[key] = function (...args) { heard[heard.length] = key; return Reflect.apply(was, this, args) } };
    for (const key of ['get', 'set', 'has', 'delete']) { spy(WeakMap.prototype, key); if (key in WeakSet.prototype) spy(WeakSet.prototype, key) }
    spy(WeakSet.prototype, 'add'); spy(WeakRef.prototype, 'deref'); spy(EventTarget.prototype, 'dispatchEvent');
    spy(Array.prototype, 'push'); spy(Array.prototype, Symbol.iterator); spy(Node.prototype, 'getRootNode');
    for (const type of ['f7c9e2a41b', 'a1d85e90c7']) addEventListener(type, () => { heard[heard.length] = type }, true);
    heard.length = 0;
    a.addEventListener('click', () => {});
    dispatchEvent.call(window, new Event('f7c9e2a41b'));
    const late = heard.join();
    heard.length = 0;
    addEventListener('report', () => { document.title = late + '|' + heard.join() }, { once: true });
    heard.length = 0;
  </script>`);
  expect(await names(room)).toEqual(['One']);
  // Asked from the isolated world: nothing in the page's own is what it was. Nobody answered the page's own try to say hello.
  expect(await room.evaluate('dispatchEvent(new Event("report")), document.title')).toBe('dispatchEvent,f7c9e2a41b|');
});
