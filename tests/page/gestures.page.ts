import { expect, test } from './harness.ts';

const refOf = async (room: { find: (name: string, role?: string) => Promise<{ ref: string }> }, name: string, role?: string) =>
  (await room.find(name, role)).ref; // prettier-ignore

test('double, right and middle clicks and modifiers arrive as the page’s listeners expect them', async ({ room }) => {
  await room.open(`<button id="b">Menu</button><script>
    const b = document.getElementById('b'); window.heard = [];
    for (const type of ['click', 'dblclick', 'contextmenu', 'auxclick', 'mousedown'])
      b.addEventListener(type, (e) => heard.push(type + e.button + (e.shiftKey ? 'S' : '') + e.detail));
  </script>`);
  const ref = await refOf(room, 'Menu');
  const heard = () => room.page.evaluate('heard.splice(0).join(" ")');
  await room.perform({ do: 'click', ref, how: 'double' });
  expect(await heard()).toBe('mousedown01 click01 mousedown02 click02 dblclick02');
  await room.perform({ do: 'click', ref, how: 'right' });
  expect(await heard()).toBe('mousedown21 contextmenu20 auxclick20');
  await room.perform({ do: 'click', ref, how: 'middle' });
  expect(await heard()).toBe('mousedown11 auxclick10');
  await room.perform({ do: 'click', ref, with: ['Shift'] });
  expect(await heard()).toBe('mousedown0S1 click0S1');
});

test('a pointer that hovers enters what it is over, and leaves it when it goes on', async ({ room }) => {
  await room.open(`<div id="a" tabindex="0">Over me</div><button>Other</button><script>
    window.heard = [];
    for (const type of ['mouseenter', 'mouseleave']) document.getElementById('a').addEventListener(type, () => heard.push(type));
  </script>`);
  await room.perform({ do: 'hover', ref: await refOf(room, 'Over me') });
  await room.perform({ do: 'hover', ref: await refOf(room, 'Other') });
  expect(await room.page.evaluate('heard')).toEqual(['mouseenter', 'mouseleave']);
});

test('what is draggable is dragged by the platform’s drag and drop, onto what takes it', async ({ room }) => {
  await room.open(`<div id="a" draggable="true" tabindex="0">Card</div>
    <div id="b" tabindex="0" role="button" style="margin-top:90px;height:60px">Bin</div><script>
    a.ondragstart = (e) => e.dataTransfer.setData('text/plain', 'card');
    b.ondragover = (e) => e.preventDefault();
    b.ondrop = (e) => { b.textContent = 'Bin has ' + e.dataTransfer.getData('text/plain'); };
  </script>`);
  const [card, bin] = [await refOf(room, 'Card'), await refOf(room, 'Bin')];
  expect(await room.perform({ do: 'drag', ref: card, to: bin })).toMatchObject({ status: 'ok' });
  expect(await room.page.textContent('#b')).toBe('Bin has card');
});

test('what follows the pointer is dragged by it, by an offset too', async ({ room }) => {
  await room.open(`<div id="k" role="slider" tabindex="0" aria-label="Knob" style="position:absolute;left:20px;top:20px;width:30px;height:30px;background:red"></div><script>
    let on = null;
    k.onmousedown = (e) => { on = e.clientX - k.offsetLeft; };
    document.onmousemove = (e) => { if (on !== null && e.buttons === 1) k.style.left = e.clientX - on + 'px'; };
    document.onmouseup = () => { on = null; };
  </script>`);
  await room.perform({ do: 'drag', ref: await refOf(room, 'Knob'), by: { x: 120, y: 0 } });
  expect(await room.page.evaluate('k.style.left')).toBe('140px');
});

test('text is added at the end, or typed key by key, where the page listens to keys', async ({ room }) => {
  await room.open(`<label>Name <input id="n" value="Ada"></label><output id="o"></output><script>
    n.addEventListener('keydown', (e) => { o.textContent += e.key; });
  </script>`);
  const ref = await refOf(room, 'Name');
  await room.perform({ do: 'type', ref, text: ' L.', how: 'append' });
  expect(await room.page.inputValue('#n')).toBe('Ada L.');
  await room.page.evaluate('o.textContent = ""');
  await room.perform({ do: 'type', ref, text: 'Bob', how: 'keys' });
  expect(await room.page.inputValue('#n')).toBe('Bob');
  expect(await room.page.textContent('#o')).toContain('Bob');
});

test('characters and shortcuts are pressed: a letter goes where the caret is, Control+a selects all', async ({
  room,
}) => {
  await room.open('<label>Name <input id="n" value="Ada"></label>');
  const ref = await refOf(room, 'Name');
  await room.perform({ do: 'press', key: 'End', ref });
  await room.perform({ do: 'press', key: '!' });
  expect(await room.page.inputValue('#n')).toBe('Ada!');
  await room.perform({ do: 'press', key: 'a', with: ['Control'], ref });
  await room.perform({ do: 'press', key: 'x' });
  expect(await room.page.inputValue('#n')).toBe('x');
});

test('text is selected, copied and pasted, and a secret is not', async ({ room }) => {
  await room.open(`<p id="p" tabindex="0">The code is <b>AB-12</b> today.</p><label>Code <input id="c"></label>
    <label>Password <input id="s" type="password" value="hush"></label>`);
  const text = (await room.look()).elements.find(({ name }) => name.startsWith('The code'));
  const ref = text?.ref ?? '';
  await room.perform({ do: 'mark', ref, text: 'is AB-12' });
  expect(await room.page.evaluate('getSelection().toString()')).toBe('is AB-12');
  const copied = await room.perform({ do: 'copy', ref });
  expect(copied.copied).toBe('is AB-12');
  await room.perform({ do: 'paste', ref: await refOf(room, 'Code'), text: 'is AB-12' });
  expect(await room.page.inputValue('#c')).toBe('is AB-12');
  const refused = await room.perform({ do: 'copy', ref: await refOf(room, 'Password') });
  expect(refused).toMatchObject({ status: 'failed', problem: { code: 'element.wrong_kind' } });
  expect(refused.copied).toBeUndefined();
});

test('several options of a list are chosen one by one, and taken back together', async ({ room }) => {
  await room.open(
    '<label>Days <select id="d" multiple size="4"><option>Mon<option selected>Tue<option>Wed<option>Thu</select></label>',
  );
  const ref = await refOf(room, 'Days');
  const chosen = () => room.page.evaluate('[...d.selectedOptions].map((o) => o.text).join()');
  await room.perform({ do: 'select', ref, option: 'Thu', how: 'add' });
  expect(await chosen()).toBe('Tue,Thu');
  const only = await room.perform({ do: 'select', ref, option: 'Mon' });
  expect(await chosen()).toBe('Mon');
  await room.undo(only.undo);
  expect(await chosen()).toBe('Tue,Thu');
});

test('a list that the page draws itself is opened, and its option pressed', async ({ room }) => {
  await room.open(`<div id="c" role="combobox" tabindex="0" aria-label="Colour" aria-expanded="false" aria-controls="l">None</div>
    <ul id="l" role="listbox" hidden><li role="option">Red</li><li role="option">Green</li></ul><script>
    c.onclick = () => setTimeout(() => { l.hidden = false; c.setAttribute('aria-expanded', 'true'); }, 50);
    for (const o of l.children) o.onmousedown = () => { c.textContent = o.textContent; l.hidden = true; };
  </script>`);
  const ref = await refOf(room, 'Colour');
  expect(await room.perform({ do: 'select', ref, option: 'green' })).toMatchObject({ status: 'ok' });
  expect(await room.page.textContent('#c')).toBe('Green');
  expect(await room.perform({ do: 'select', ref, option: 'Blue' })).toMatchObject({
    problem: { code: 'option.not_found' },
  });
});

test('a slider is moved by its keys until it says the value, and says where it stopped', async ({ room }) => {
  await room.open(`<div id="s" role="slider" tabindex="0" aria-label="Volume" aria-valuenow="5" style="width:90px;height:20px"></div>
    <label>Day <input id="d" type="date"></label><script>
    s.onkeydown = (e) => { const d = { ArrowRight: 1, ArrowLeft: -1 }[e.key]; if (d) s.ariaValueNow = Math.min(10, +s.ariaValueNow + d); };
  </script>`);
  const ref = await refOf(room, 'Volume');
  expect(await room.perform({ do: 'set', ref, value: '8' })).toMatchObject({ status: 'ok' });
  expect(await room.page.getAttribute('#s', 'aria-valuenow')).toBe('8');
  expect(await room.perform({ do: 'set', ref, value: '40' })).toMatchObject({
    status: 'failed',
    problem: { detail: 'it stands at 10' },
  });
  await room.perform({ do: 'set', ref: await refOf(room, 'Day'), value: '2026-11-05' });
  expect(await room.page.inputValue('#d')).toBe('2026-11-05');
});

test('a file that came with the task goes into its field; without one it says so', async ({ room }) => {
  await room.open('<label>Photo <input id="f" type="file"></label>');
  const ref = await refOf(room, 'Photo');
  const file = { name: 'a.txt', type: 'text/plain', base64: btoa('hello') };
  const given = await room.ask({ type: 'page.perform', actId: 'up', deed: { do: 'upload', ref, file: 1 }, file });
  expect(given).toMatchObject({ ok: true, value: { status: 'ok' } });
  expect(await room.page.evaluate('f.files[0].text().then((t) => f.files[0].name + ":" + t)')).toBe('a.txt:hello');
  expect(await room.perform({ do: 'upload', ref, file: 1 })).toMatchObject({ problem: { code: 'file.gone' } });
});

test('a form is sent as its default button would, and checked by the browser first', async ({ room }) => {
  await room.open(`<form id="f"><label>Name <input id="n" required></label><button>Send</button></form><script>
    window.sent = 0; f.onsubmit = (e) => { e.preventDefault(); sent += 1; };
  </script>`);
  const ref = await refOf(room, 'Name');
  await room.perform({ do: 'submit', ref });
  expect(await room.page.evaluate('sent')).toBe(0);
  await room.perform({ do: 'type', ref, text: 'Ada' });
  await room.perform({ do: 'submit', ref });
  expect(await room.page.evaluate('sent')).toBe(1);
});

test('waits end when an element is there, when the address fits, when the page is quiet', async ({ room }) => {
  await room.open(
    '<button onclick="setTimeout(() => document.body.append(Object.assign(document.createElement(`button`), { textContent: `Late` })), 600)">Go</button>',
  );
  await room.perform({ do: 'click', ref: await refOf(room, 'Go') });
  expect(await room.perform({ do: 'wait', for: { what: 'element', name: 'late', role: 'button' } })).toMatchObject({
    status: 'ok',
  });
  expect(await room.perform({ do: 'wait', for: { what: 'url', text: 'site.test' } })).toMatchObject({ status: 'ok' });
  expect(await room.perform({ do: 'wait', for: { what: 'quiet' } })).toMatchObject({ status: 'ok' });
});

test('the outline where Locus acts writes nothing into the page', async ({ room }) => {
  await room.open('<button>Save</button>');
  const ref = await refOf(room, 'Save');
  await room.page.evaluate(`window.writes = 0; new MutationObserver((r) => { writes += r.length; })
    .observe(document, { subtree: true, childList: true, attributes: true })`);
  await room.ask({ type: 'page.perform', actId: 'o', deed: { do: 'click', ref }, outline: true });
  expect(await room.page.evaluate('[writes, document.getAnimations().length > 0]')).toEqual([0, true]);
});
