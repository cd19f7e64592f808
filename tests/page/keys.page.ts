import { expect, SITE, test } from './harness.ts';

/** Notes the events that arrive at the page, in its own world. */
const LISTEN = `<script>window.log = []; for (const type of ['pointerover','pointerdown','mousedown','focus','pointerup','mouseup','click',
  'keydown','keypress','keyup','beforeinput','input','change','submit','blur']) addEventListener(type, (e) => { log.push(type); if (type === 'submit') e.preventDefault(); }, true)</script>`;

test('keys do what they do under a person’s finger', async ({ room }) => {
  await room.open(`${LISTEN}<form onsubmit="document.title='sent ' + new FormData(this).get('q')"><input name="q" aria-label="Q"><input aria-label="R"><button>Go</button></form>
    <button id="b" onclick="document.title='pressed'">B</button><a id="a" href="#there">A</a><textarea aria-label="T">ab👩‍👩‍👧</textarea><dialog>x</dialog>
    <select aria-label="S"><option>1<option>2</select>`);
  const q = await room.find('Q');
  await room.perform({ do: 'type', ref: q.ref, text: 'fox' });
  await room.page.evaluate('log.length = 0');
  await room.perform({ do: 'press', key: 'Enter' });
  expect(await room.page.title()).toBe('sent fox');
  expect(await room.page.evaluate('log')).toEqual(['keydown', 'keypress', 'click', 'submit', 'keyup']);
  await room.perform({ do: 'press', key: 'Tab' });
  expect((await room.find('R')).states).toContain('focused');
  await room.perform({ do: 'press', key: 'Space', ref: (await room.find('B')).ref });
  expect(await room.page.title()).toBe('pressed');
  await room.perform({ do: 'press', key: 'Enter', ref: (await room.find('A')).ref });
  expect(room.page.url()).toBe(`${SITE}#there`);
  const area = await room.find('T');
  await room.page.evaluate(() => document.querySelector('textarea')?.setSelectionRange(100, 100));
  await room.perform({ do: 'press', key: 'Backspace', ref: area.ref });
  await room.perform({ do: 'press', key: 'Enter' });
  expect(await room.page.inputValue('textarea')).toBe('ab\n');
  await room.perform({ do: 'press', key: 'ArrowDown', ref: (await room.find('S')).ref });
  expect(await room.page.inputValue('select')).toBe('2');
  await room.page.evaluate(() => document.querySelector('dialog')?.showModal());
  await room.perform({ do: 'press', key: 'Escape' });
  expect(await room.page.evaluate(() => document.querySelector('dialog')?.open)).toBe(false);
});

test('Enter where the page handles it itself does nothing more', async ({ room }) => {
  await room.open(
    `<form onsubmit="window.sent=1;return false"><input aria-label="Q" onkeydown="event.preventDefault()"></form>`,
  );
  await room.perform({ do: 'press', key: 'Enter', ref: (await room.find('Q')).ref });
  expect(await room.page.evaluate('window.sent')).toBeUndefined();
});
