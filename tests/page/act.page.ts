import { expect, SITE, test } from './harness.ts';

/** Notes the events that arrive at the page, in its own world. */
const LISTEN = `<script>window.log = []; for (const type of ['pointerover','pointerdown','mousedown','focus','pointerup','mouseup','click',
  'keydown','keypress','keyup','beforeinput','input','change','submit','blur']) addEventListener(type, (e) => { log.push(type); if (type === 'submit') e.preventDefault(); }, true)</script>`;

test('a click arrives as a person’s: pointer, focus, then the click, once', async ({ room }) => {
  await room.open(`${LISTEN}<button onclick="this.textContent='Done'">Go</button>`);
  const { ref } = await room.find('Go');
  const outcome = await room.perform({ do: 'click', ref });
  expect(outcome).toMatchObject({ status: 'ok', change: { added: 0, removed: 0, notices: [] } });
  expect(await room.page.evaluate('log')).toEqual([
    'pointerover',
    'pointerdown',
    'mousedown',
    'focus',
    'pointerup',
    'mouseup',
    'click',
  ]);
  expect((await room.look()).elements[0]).toMatchObject({ ref, name: 'Done', states: ['focused'] });
});

test('the same act id is done once, while it goes on and afterwards; recall tells of it', async ({ room }) => {
  await room.open('<button onclick="window.n = (window.n ?? 0) + 1">Count</button>');
  const { ref } = await room.find('Count');
  const deed = { do: 'click', ref } as const;
  const outcomes = await Promise.all([room.perform(deed, 'a'), room.perform(deed, 'a')]);
  expect(await room.perform(deed, 'a')).toEqual(outcomes[0]);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(await room.page.evaluate('n')).toBe(1);
  const { documentKey } = await room.look();
  expect(await room.ask({ type: 'page.recall', actId: 'a' })).toEqual({
    ok: true,
    value: { documentKey, seen: true, outcome: outcomes[0] },
  });
  expect(await room.ask({ type: 'page.recall', actId: 'b' })).toEqual({
    ok: true,
    value: { documentKey, seen: false },
  });
});

test('typing replaces the value, a controlled field notices, and the change is told and can be undone', async ({
  room,
}) => {
  // As React does it: an own property on the node tracks the value; an `input` event that brings no news is dropped.
  await room.open(`<label>Name <input id="i" value="Bob"></label><output id="o"></output><script>
    const input = document.querySelector('#i'); const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    let tracked = input.value;
    Object.defineProperty(input, 'value', { configurable: true, get() { return native.get.call(this) }, set(v) { tracked = String(v); native.set.call(this, v) } });
    input.addEventListener('input', () => { const now = native.get.call(input); if (now === tracked) return; tracked = now; document.querySelector('#o').textContent = 'Hello ' + now; });
  </script>`);
  const { ref } = await room.find('Name');
  const outcome = await room.perform({ do: 'type', ref, text: 'Ada 😀' });
  expect(outcome).toMatchObject({
    status: 'ok',
    change: { changed: [{ ref, name: 'Name', what: 'value "Ada 😀"' }], notices: ['Hello Ada 😀'] },
    undo: { do: 'value', ref, value: 'Bob' },
  });
  expect(await room.undo(outcome.undo)).toMatchObject({ status: 'ok' });
  expect(await room.page.textContent('#o')).toBe('Hello Bob');
});

test('every kind of field takes what belongs into it, and refuses what does not', async ({ room }) => {
  await room.fixture('controls');
  const typed: [name: string, text: string, value: string][] = [
    ['When', '2026/1/5', '2026-01-05'],
    ['How many', '3,5', '3.5'],
    ['Colour', '#0F0', '#00ff00'],
    ['Spicy', '7', '7'],
    ['Note', 'a\nb', 'a b'],
    ['Comment', 'new text', 'new text'],
    ['E-mail', 'a@b.c', 'a@b.c'],
  ];
  for (const [name, text, value] of typed) {
    const { ref } = await room.find(name);
    expect(await room.perform({ do: 'type', ref, text })).toMatchObject({ status: 'ok' });
    expect((await room.find(name)).value, name).toBe(value);
  }
  const date = await room.find('When');
  expect(await room.perform({ do: 'type', ref: date.ref, text: 'tomorrow' })).toMatchObject({
    status: 'failed',
    problem: { code: 'element.wrong_kind' },
  });
  const button = await room.find('Order');
  expect(await room.perform({ do: 'type', ref: button.ref, text: 'x' })).toMatchObject({
    problem: { code: 'element.wrong_kind' },
  });
});

test('what is typed into a secret field is in no outcome and in no undo', async ({ room }) => {
  await room.fixture('controls');
  const { ref } = await room.find('Password');
  const outcome = await room.perform({ do: 'type', ref, text: 'correct horse' });
  expect(outcome.status).toBe('ok');
  expect(JSON.stringify(outcome)).not.toMatch(/correct horse|hunter2/);
  expect(await room.page.inputValue('input[type=password]')).toBe('correct horse');
});

test('an option is chosen by its label: exact, any case, a beginning that only one has', async ({ room }) => {
  await room.fixture('controls');
  const { ref } = await room.find('Size');
  const first = await room.perform({ do: 'select', ref, option: 'small' });
  expect(first).toMatchObject({
    status: 'ok',
    change: { changed: [{ what: 'value "Small"' }] },
    undo: { do: 'value', value: 'Large' },
  });
  expect(await room.perform({ do: 'select', ref, option: 'Med' })).toMatchObject({
    change: { changed: [{ what: 'value "Medium"' }] },
  });
  expect(await room.perform({ do: 'select', ref, option: 'Huge' })).toMatchObject({
    status: 'failed',
    problem: { code: 'option.not_found' },
  });
  expect(await room.perform({ do: 'select', ref, option: 'Giant' })).toMatchObject({
    problem: { code: 'element.disabled' },
  });
  await room.undo(first.undo);
  expect((await room.find('Size')).value).toBe('Large');
});

test('check puts boxes, switches and radio buttons where they are wanted, and clicks only if need be', async ({
  room,
}) => {
  await room.fixture('controls');
  const hidden = await room.find('Extra cheese');
  const on = await room.perform({ do: 'check', ref: hidden.ref, on: true });
  expect(on).toMatchObject({
    status: 'ok',
    change: { changed: [{ what: 'checked' }] },
    undo: { do: 'check', on: false },
  });
  expect(await room.perform({ do: 'check', ref: hidden.ref, on: true })).toMatchObject({
    status: 'ok',
    change: { changed: [] },
  });
  await room.undo(on.undo);
  expect(await room.find('Extra cheese')).toMatchObject({ checked: false });
  const dark = await room.find('Dark mode');
  await room.perform({ do: 'check', ref: dark.ref, on: true });
  expect(await room.find('Dark mode')).toMatchObject({ checked: true });
  const thick = await room.find('Thick');
  const radio = await room.perform({ do: 'check', ref: thick.ref, on: true });
  expect(await room.find('Thin')).toMatchObject({ checked: false });
  await room.undo(radio.undo);
  expect(await room.find('Thin')).toMatchObject({ checked: true });
  expect(await room.perform({ do: 'check', ref: (await room.find('Thin')).ref, on: false })).toMatchObject({
    problem: { code: 'element.wrong_kind' },
  });
});

test('an element that went away is gone, never another one in its place', async ({ room }) => {
  await room.open('<ul><li><button onclick="window.hit=1">Delete</button></li></ul>');
  const { ref } = await room.find('Delete');
  await room.page.evaluate(() => {
    document.body.innerHTML = '<ul><li><button onclick="window.hit=2">Delete</button></li></ul>';
  });
  expect(await room.perform({ do: 'click', ref })).toMatchObject({
    status: 'failed',
    problem: { code: 'element.gone' },
  });
  expect(await room.perform({ do: 'click', ref: 'e999' })).toMatchObject({ problem: { code: 'element.gone' } });
  expect(await room.perform({ do: 'click', ref: 'f1e1' })).toMatchObject({ problem: { code: 'element.gone' } });
  expect(await room.page.evaluate('window.hit')).toBeUndefined();
});

test('disabled, hidden and covered elements are not acted on, and which it is is said', async ({ room }) => {
  await room.open(
    `<button id="d">D</button><button id="h">H</button><button id="c" style="position:absolute;top:200px">C</button>`,
  );
  const refs = Object.fromEntries((await room.look()).elements.map(({ name, ref }) => [name, ref]));
  await room.page.evaluate(() => {
    document.querySelector('#d')?.setAttribute('disabled', '');
    document.querySelector('#h')?.setAttribute('hidden', '');
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div style="position:fixed;inset:150px 0 0 0;background:#fff"></div>',
    );
  });
  expect(await room.perform({ do: 'click', ref: refs['D'] ?? '' })).toMatchObject({
    problem: { code: 'element.disabled' },
  });
  expect(await room.perform({ do: 'click', ref: refs['H'] ?? '' })).toMatchObject({
    problem: { code: 'element.hidden' },
  });
  expect(await room.perform({ do: 'click', ref: refs['C'] ?? '' })).toMatchObject({
    problem: { code: 'element.covered' },
  });
});

test('a button that is enabled a moment later is waited for; one far away is scrolled to', async ({ room }) => {
  await room.open(`<button id="b" disabled onclick="this.textContent='clicked'">Late</button><div style="height:4000px"></div>
    <button onclick="this.textContent='found'">Far</button><script>setTimeout(() => document.querySelector('#b').disabled = false, 2500)</script>`);
  const late = await room.find('Late');
  const far = await room.find('Far');
  await room.page.waitForTimeout(1900);
  expect(await room.perform({ do: 'click', ref: far.ref })).toMatchObject({ status: 'ok' });
  expect((await room.look()).scroll.y).toBeGreaterThan(1000);
  await room.page.evaluate(() => document.querySelector('#b')?.setAttribute('disabled', ''));
  setTimeout(() => void room.page.evaluate(() => document.querySelector('#b')?.removeAttribute('disabled')), 150);
  expect(await room.perform({ do: 'click', ref: late.ref })).toMatchObject({ status: 'ok' });
  await expect(room.page.getByText('clicked')).toBeVisible();
});

test('a click that navigates answers at once that the document goes away', async ({ room }) => {
  await room.open('<a href="/next">Next</a>');
  const { ref } = await room.find('Next');
  const outcome = await room.perform({ do: 'click', ref });
  expect(outcome).toMatchObject({ status: 'ok', change: { navigated: true } });
  await room.page.waitForURL(`${SITE}next`);
});

test('a change of the address within the document is told', async ({ room }) => {
  await room.open(`<button onclick="history.pushState({}, '', '/step2'); document.title='Step 2'">Continue</button>`);
  const { ref } = await room.find('Continue');
  expect(await room.perform({ do: 'click', ref })).toMatchObject({
    change: { url: { from: SITE, to: `${SITE}step2` }, title: 'Step 2' },
  });
});

test('messages that turn up after an act are told: alerts, toasts, invalid fields, dialogs', async ({ room }) => {
  await room.open(`<form><label>Mail <input type="email" required></label><button>Send</button></form>
    <button id="b">Toast</button><button id="d">Ask</button><dialog aria-label="Really?"><p>Sure</p></dialog><p role="alert" id="a"></p><script>
    document.querySelector('#b').onclick = () => setTimeout(() => { document.querySelector('#a').textContent = 'Saved';
      document.body.insertAdjacentHTML('beforeend', '<div class="toast-message">It worked</div>') }, 80);
    document.querySelector('#d').onclick = () => document.querySelector('dialog').show();</script>`);
  expect((await room.perform({ do: 'click', ref: (await room.find('Toast')).ref })).change?.notices).toEqual([
    'Saved',
    'It worked',
  ]);
  expect((await room.perform({ do: 'click', ref: (await room.find('Ask')).ref })).change?.notices).toEqual(['Really?']);
  const { change } = await room.perform({ do: 'click', ref: (await room.find('Send')).ref });
  expect(change?.notices).toEqual([expect.stringMatching(/^Mail: ./)]);
  expect(change?.changed).toEqual([expect.objectContaining({ name: 'Mail', what: 'invalid' })]);
});

test('the page scrolls, or the box that does instead of it', async ({ room }) => {
  await room.open('<div style="height:5000px">tall</div>');
  const down = await room.perform({ do: 'scroll', to: 'down' });
  expect(down).toMatchObject({
    status: 'ok',
    change: { scrolled: { from: 0, to: 595 } },
    undo: { do: 'scroll', y: 0 },
  });
  expect((await room.perform({ do: 'scroll', to: 'bottom' })).change?.scrolled?.to).toBeGreaterThan(4000);
  await room.undo(down.undo);
  expect((await room.look()).scroll.y).toBe(0);
  await room.open(
    '<body style="margin:0"><div id="box" style="height:100vh;overflow:auto"><div style="height:5000px">tall</div></div>',
  );
  expect((await room.perform({ do: 'scroll', to: 'down' })).change?.scrolled?.to).toBeGreaterThan(300);
});

test('waiting ends when the text is there, the element is gone, the time is over, or the limit', async ({ room }) => {
  await room.open(
    `<button>Old</button><script>setTimeout(() => { document.querySelector('button').remove(); document.body.append('All  done now') }, 800)</script>`,
  );
  const { ref } = await room.find('Old');
  const [text, gone] = await Promise.all([
    room.perform({ do: 'wait', for: { what: 'text', text: 'all done' } }),
    room.perform({ do: 'wait', for: { what: 'gone', ref } }),
  ]);
  expect([text.status, gone.status]).toEqual(['ok', 'ok']);
  expect((await room.perform({ do: 'wait', for: { what: 'time', ms: 100 } })).ms).toBeGreaterThanOrEqual(100);
  expect(await room.perform({ do: 'wait', for: { what: 'text', text: 'never' } })).toMatchObject({
    status: 'failed',
    problem: { code: 'action.timeout' },
  });
});

test('a page that never rests does not keep an act from ending', async ({ room }) => {
  await room.open(`<button>Go</button><p id="clock"></p><div id="feed"></div><script>
    setInterval(() => { document.querySelector('#clock').textContent = Date.now() }, 10);
    setInterval(() => { document.querySelector('#feed').append(document.createElement('i')) }, 10);</script>`);
  const outcome = await room.perform({ do: 'click', ref: (await room.find('Go')).ref });
  expect(outcome.status).toBe('ok');
  expect(outcome.ms).toBeLessThan(1500);
});

test('a link for another tab opens it (where pop-ups are allowed), and the outcome says which', async ({
  room,
  browserContext,
}) => {
  await room.open('<a href="/other" target="_blank">Other</a>');
  const { ref } = await room.find('Other');
  const opened = browserContext.waitForEvent('page', { timeout: 5000 });
  expect(await room.perform({ do: 'click', ref })).toMatchObject({ status: 'ok', change: { newTab: `${SITE}other` } });
  await (await opened).close();
});

test('a click that the page prevented asks for no tab, and a mail link does not make the page go away', async ({
  room,
}) => {
  await room.open(
    '<a href="/other" target="_blank" onclick="event.preventDefault()">Other</a> <a href="mailto:ada@example.org">Mail</a>',
  );
  const prevented = await room.perform({ do: 'click', ref: (await room.find('Other')).ref });
  expect(prevented.change).not.toHaveProperty('newTab');
  const mail = await room.perform({ do: 'click', ref: (await room.find('Mail')).ref });
  expect(mail.change).not.toHaveProperty('navigated');
});
