import * as v from 'valibot';

import { FrameSnapshot } from '@/lib/contracts/index.ts';

import { expect, type Room, test } from './harness.ts';

const LOOK = { type: 'page.snapshot', prefix: '', ask: { words: ['golf'] } };

/** A page that changes at random, the same for the same seed; one call, one change. Runs in the page's own world. */
const CHANGER = `(seed) => {
  const random = () => { seed = (seed * 1664525 + 1013904223) >>> 0; return seed / 4294967296; };
  const pick = (list) => list[Math.floor(random() * list.length)];
  let made = 0;
  const word = () => pick(['alpha', 'bravo', 'golf', 'hotel', 'kilo', 'lima']) + ' ' + made++;
  const pieces = [
    () => '<button>' + word() + '</button>',
    () => '<a href="/' + made + '">' + word() + '</a>',
    () => '<p>' + word() + ' <b>' + word() + '</b> <a href="/x">' + word() + '</a></p>',
    () => '<h2>' + word() + '</h2>',
    () => '<ul>' + Array.from({ length: Math.floor(random() * 60) }, () => '<li>' + word() + ' <button>' + word() + '</button></li>').join('') + '</ul>',
    () => '<table><tr><th>A<th>B</tr>' + Array.from({ length: Math.floor(random() * 40) }, () => '<tr><td>' + word() + '<td><button>Delete</button></tr>').join('') + '</table>',
    () => '<form><label>' + word() + ' <input></label><label><input type=checkbox> ' + word() + '</label><select><option>a<option>b</select><button>Send</button></form>',
    () => '<fieldset><legend>' + word() + '</legend><input aria-label="' + word() + '"><button>' + word() + '</button></fieldset>',
    () => '<div class=hid><p>' + word() + '</p><button>' + word() + '</button></div>',
    () => '<div style="cursor:pointer"><span>' + word() + '</span></div>',
    () => '<section aria-label="' + word() + '"><p>' + word() + '</p><div><div>' + word() + '<input placeholder=p></div></div></section>',
    () => '<details><summary>' + word() + '</summary><p>' + word() + '</p><button>in</button></details>',
    () => '<div role=dialog aria-label="' + word() + '" style="position:fixed;top:10px;left:10px;background:#fff"><button>OK</button><p>' + word() + '</p></div>',
    () => '<div>' + Array.from({ length: 20 }, () => '<span>' + word() + '</span><br>').join('') + '</div>',
    () => '<label for=named>' + word() + '</label>',
    () => '<input id=named>',
    () => '<x-box>' + word() + '<button>' + word() + '</button></x-box>',
    () => '<div role=alert>' + word() + '</div>',
  ];
  const anyone = () => pick([document.body, ...document.body.querySelectorAll('*')]);
  const holder = () => pick([document.body, document.body, ...document.body.querySelectorAll('div, section, li, td, form, fieldset, x-box')]);
  const changes = [
    () => holder().insertAdjacentHTML(pick(['beforeend', 'afterbegin']), pick(pieces)()),
    () => holder().insertAdjacentHTML('beforeend', pick(pieces)()),
    () => { const el = anyone(); if (el !== document.body) el.remove(); },
    () => { const el = anyone(), to = holder(); if (el !== document.body && !el.contains(to)) to.append(el); },
    () => { const el = anyone(); if (el.firstChild?.nodeType === 3) el.firstChild.data = word(); },
    () => { const el = anyone(); if (el !== document.body) el.classList.toggle('hid'); },
    () => { const el = anyone(); if (el !== document.body) el.toggleAttribute(pick(['hidden', 'inert', 'disabled', 'open', 'required'])); },
    () => { const el = anyone(); if (el !== document.body) el.setAttribute('aria-label', word()); },
    () => { const el = anyone(); if (el !== document.body) el.setAttribute('role', pick(['button', 'group', 'list', 'none', 'navigation', 'listitem'])); },
    () => { const el = anyone(); if (el !== document.body) el.setAttribute('aria-expanded', pick(['true', 'false'])); },
    () => { for (const el of document.querySelectorAll('input')) if (random() < 0.3) { el.value = word(); el.checked = random() < 0.5; } },
    () => { const el = anyone(); el.focus(); },
    () => scrollTo(0, random() * 3000),
    () => { const host = document.querySelector('x-box'); if (host && host.shadowRoot === null) host.attachShadow({ mode: 'open' }).innerHTML = pick(pieces)() + '<slot></slot>'; },
    () => { for (const el of document.querySelectorAll('x-box')) if (el.shadowRoot && random() < 0.5) el.shadowRoot.append(document.createElement('button')); },
  ];
  return () => pick(changes)();
}`;

/** A snapshot without the refs and the document's key: those tell which room gave them. */
function told(frame: FrameSnapshot): unknown {
  const text = JSON.stringify(frame, (key, value: unknown) =>
    key === 'ref' || key === 'documentKey' ? undefined : value,
  );
  return JSON.parse(text);
}

async function looks(room: Room): Promise<{ again: FrameSnapshot; afresh: FrameSnapshot }> {
  const answer = await room.evaluate(
    `(async () => { const ask = ${JSON.stringify(LOOK)}; return [await locusRoom.answer(ask), await locusFreshRoom().answer(ask)]; })()`,
  );
  const Answer = v.object({ ok: v.literal(true), value: FrameSnapshot });
  const [again, afresh] = v.parse(v.tuple([Answer, Answer]), answer);
  return { again: again.value, afresh: afresh.value };
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
  test(`after random changes a look again sees what a first look sees, seed ${seed}`, async ({ room }) => {
    test.setTimeout(120_000);
    await room.open('<style>.hid { display: none }</style><h1>Start</h1><div id=main><p>Text</p></div>');
    await room.page.evaluate(`{ globalThis.change = (${CHANGER})(${seed}); for (let i = 0; i < 25; i++) change(); }`);
    for (let step = 0; step < 40; step++) {
      const { again, afresh } = await looks(room);
      expect(told(again), `step ${step}`).toEqual(told(afresh));
      await room.page.evaluate('change()');
    }
  });
}
