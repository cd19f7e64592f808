import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { bundle } from '../support/bundle.ts';
import { expect, test as base } from './harness.ts';

/**
 * Names by accname 1.2 against dom-accessibility-api. Deliberately ours: at most 120 characters, no invisible characters, a line break
 * or a space inside an inline element parts words, placeholders name what nothing else does, a hidden label still names.
 */
const Compared = v.array(v.object({ role: v.string(), ours: v.string(), theirs: v.string(), html: v.string() }));
type Compared = v.InferOutput<typeof Compared>;

const test = base.extend<object, { names: string }>({
  names: [async ({}, use) => use(await bundle(fileURLToPath(new URL('names-entry.ts', import.meta.url)))), { scope: 'worker' }],
}); // prettier-ignore

const bare = (text: string): string => text.replace(/[\s\p{Default_Ignorable_Code_Point}\p{Co}]+/gu, '');

/** White space apart, which the two put differently; cut where ours is cut. */
function same({ ours, theirs }: Compared[number]): boolean {
  return ours.endsWith('…') ? bare(theirs).startsWith(bare(ours.slice(0, -1))) : bare(ours) === bare(theirs);
}

/** Ours on purpose: a placeholder or a title (also of the image inside) in place of nothing, and no markup of a noscript. */
function better({ ours, theirs, html }: Compared[number]): boolean {
  if (theirs.includes('<')) return theirs.replace(/<[^>]*>?/g, '').trim() === ours;
  return theirs === '' && ['placeholder', 'title', 'alt'].some((name) => html.includes(`${name}="${ours}"`));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const CORPUS = process.env['PAGE_CORPUS'] ?? '';

test('names agree with dom-accessibility-api on real pages', async ({ room, names }) => {
  test.skip(CORPUS === '', 'PAGE_CORPUS=FOLDER of real pages (folders with a source.html) is not given');
  test.setTimeout(600_000);
  let total = 0;
  let agreed = 0;
  let ahead = 0;
  for (const folder of (await readdir(CORPUS)).toSorted()) {
    const html = await readFile(join(CORPUS, folder, 'source.html'), 'utf8').catch(() => '');
    if (html === '') continue;
    await room.open(html.replace(/<script\b[\s\S]*?<\/script>/gi, ''));
    const compared = v.parse(Compared, await room.evaluate(`${names};locusNames.compare()`));
    const others = compared.filter((each) => !same(each));
    total += compared.length;
    agreed += compared.length - others.length;
    ahead += others.filter((each) => better(each)).length;
    for (const { role, ours, theirs, html: source } of others
      .filter((each) => !better(each))
      .slice(0, Number(process.env['PAGE_SHOW'] ?? 0))) {
      say(
        `${folder} ${role}: ${JSON.stringify(ours)} not ${JSON.stringify(theirs)}\n    ${source.replace(/\s+/g, ' ')}`,
      );
    }
  }
  say(
    `names: ${agreed} of ${total} agree (${((100 * agreed) / total).toFixed(2)}%), ${ahead} more are ours on purpose`,
  );
  expect(agreed / total).toBeGreaterThan(0.99);
});

const NAMES: readonly (readonly [html: string, name: string])[] = [
  ['<label for="a">First <b>name</b></label><input id="a" class="it">', 'First name'],
  ['<label>Remind me in <input class="it" type="number" value="5"> days</label>', 'Remind me in days'],
  [
    '<label>Snooze for <input type="number" value="5"> minutes <input type="checkbox" id="sn"></label><label for="sn2">Wait <input value="7"> s</label><input class="it" type="checkbox" id="sn2">',
    'Wait 7 s',
  ],
  ['<span id="x">Total</span> <span id="y">price</span><input class="it" aria-labelledby="y x">', 'price Total'],
  [
    '<span id="h1" hidden>Secret <i style="display:none">inner</i></span><input class="it" aria-labelledby="h1">',
    'Secret inner',
  ],
  ['<button class="it" aria-label=" Close ">x</button>', 'Close'],
  ['<button class="it"><svg><title>Search</title><path d="M0 0"/></svg></button>', 'Search'],
  ['<a class="it" href="/"><img alt="Home" src="data:,"> page</a>', 'Home page'],
  [
    '<a class="it" href="/">One<br>two<div>three</div><span style="display:block">four</span>five</a>',
    'One two three four five',
  ],
  [
    '<a class="it" href="/">Hell<b>o</b> <span hidden>not</span><span style="visibility:hidden">me</span><span aria-hidden="true">nor me</span></a>',
    'Hello',
  ],
  ['<button class="it" title="Delete the row"><i></i></button>', 'Delete the row'],
  ['<input class="it" placeholder="Search…">', 'Search…'],
  ['<input class="it" title="Amount" placeholder="0.00">', 'Amount'],
  ['<input class="it" type="submit">', 'Submit'],
  ['<input class="it" type="reset">', 'Reset'],
  ['<input class="it" type="button" value="Go on">', 'Go on'],
  ['<input class="it" type="image" alt="Buy" src="data:,">', 'Buy'],
  ['<map name="m"><area class="it" href="/" alt="North"></map>', 'North'],
  ['<fieldset class="it" tabindex="0" role="radiogroup"><legend>Size</legend></fieldset>', 'Size'],
  ['<select class="it" aria-label="Sort"><option>Price</option></select>', 'Sort'],
  ['<label for="se">Sort</label><select class="it" id="se"><option>Price</option></select>', 'Sort'],
  ['<div class="it" role="checkbox" tabindex="0">Keep <em>me</em> signed in</div>', 'Keep me signed in'],
  ['<div class="it" role="textbox" contenteditable>what was typed</div>', ''],
  ['<div class="it" role="slider" tabindex="0" aria-valuenow="3">3</div>', ''],
  ['<div class="it" role="treeitem" tabindex="0">Folder</div>', 'Folder'],
  ['<div class="it" role="switch" aria-label="Wifi" tabindex="0"></div>', 'Wifi'],
  ['<details><summary class="it">More <span>about</span> it</summary></details>', 'More about it'],
  ['<button class="it"><span aria-label="five stars">★★★★★</span></button>', 'five stars'],
  ['<button class="it" aria-labelledby="nothing">Left</button>', 'Left'],
  ['<label for="tw">One</label><label for="tw">Two</label><input class="it" id="tw">', 'One Two'],
  ['<label><input class="it" type="radio"> Express <small>(+5 €)</small></label>', 'Express (+5 €)'],
];

test('names of controls by the rules of accname', async ({ room, names }) => {
  const wrong: string[] = [];
  for (const [html, name] of NAMES) {
    await room.page.setContent(html);
    await room.enter();
    const ours = await room.evaluate(`${names};locusNames.of('.it')`);
    if (ours !== name) wrong.push(`${html}: ${JSON.stringify(ours)} not ${JSON.stringify(name)}`);
  }
  expect(wrong).toEqual([]);
});

const FIELDS = `
<table>
  <tr><th></th><th>Monday</th><th>Tuesday</th></tr>
  <tr><td>Alice</td><td><input id="am"></td><td><input id="at"></td></tr>
</table>
<form>Name: <input id="n"> Age <b>in years</b>: <input id="y"><br>
  <input type="radio" name="q" id="r1"> Thin <input type="radio" name="q" id="r2"> Thick
  <p>Your town</p><input id="t">
  <dl><dt>Zip code</dt><dd><input id="z"></dd></dl></form>
<ul><li>Bob <button id="trash"><svg width="10" height="10"><use href="/icons.svg#icon-trash"></use></svg></button></li></ul>
<a id="fb" href="/x"><img src="/img/logo-facebook.png?v=2" width="20" height="20"></a>
<p id="hint">Three letters</p><div><input id="d" aria-describedby="hint"></div>
<form><button id="saveDraft" style="width: 20px; height: 20px"></button></form>`;

test('a control without a name is told by what stands beside it: row and column, text, icon, or the word of its author', async ({
  room,
}) => {
  await room.open(FIELDS);
  const { elements } = await room.look();
  expect(elements.map(({ near }) => near)).toEqual([
    'Alice, Monday', 'Alice, Tuesday', 'Name:', 'Age in years :', 'Thin', 'Thick', 'Your town', 'Zip code', 'trash, Bob', 'logo facebook', 'Three letters', 'save draft',
  ]); // prettier-ignore
});

const STATES = `
<div role="checkbox" aria-checked="mixed" tabindex="0">All</div>
<button aria-haspopup="menu" aria-expanded="false">File</button>
<button aria-busy="true">Saving</button>
<label>Tags<select multiple><option selected>a</option><option selected>b</option><option>c</option></select></label>
<div draggable="true" style="width: 50px; height: 20px">Card</div>
<div contenteditable aria-label="Note">text</div>
<label>Amount<input type="number" min="1" max="9" step="2" value="3"></label>
<label>Code<input pattern="[A-Z]{3}" maxlength="3" title="Three capitals"></label>
<div role="slider" tabindex="0" aria-label="Volume" aria-valuemin="0" aria-valuemax="11" aria-valuenow="5" aria-valuetext="5 of 11" style="width: 50px; height: 9px"></div>
<label>Town<input list="towns"></label><datalist id="towns"><option value="Bern"><option value="Basel"></datalist>
<div role="combobox" aria-label="Fruit" aria-controls="fruit" aria-expanded="false" tabindex="0">Kiwi</div>
<ul id="fruit" role="listbox" hidden><li role="option">Kiwi<li role="option">Plum</ul>
<input aria-label="Mail" aria-invalid="true" aria-errormessage="bad" aria-describedby="why"><p id="bad">No @ in it</p><p id="why">For the bill</p>
<button role="tab" aria-selected="true">Prices</button>`;

test('states, limits, values, options and descriptions are those of the element', async ({ room }) => {
  await room.open(STATES);
  const { elements } = await room.look();
  const expected = [
    { name: 'All', checked: false, states: ['mixed'] },
    { name: 'File', states: ['collapsed', 'popup'] },
    { name: 'Saving', states: ['busy'] },
    { name: 'Tags', states: ['multiple'], value: 'a, b', options: ['a', 'b', 'c'], optionCount: 3 },
    { name: 'Card', states: ['draggable'], box: { width: 50, height: 20 } },
    { name: 'Note', states: ['editable'], value: 'text', inputType: 'contenteditable' },
    { name: 'Amount', value: '3', limits: { min: '1', max: '9', step: '2' } },
    { name: 'Code', limits: { pattern: '[A-Z]{3}', length: '3' }, description: 'Three capitals' },
    { name: 'Volume', value: '5 of 11', limits: { min: '0', max: '11' } },
    { name: 'Town', role: 'combobox', options: ['Bern', 'Basel'], optionCount: 2 },
    { name: 'Fruit', role: 'combobox', value: 'Kiwi', options: ['Kiwi', 'Plum'], optionCount: 2 },
    { name: 'Mail', states: ['invalid'], message: 'No @ in it', description: 'For the bill' },
    { name: 'Prices', states: ['selected'] },
  ];
  expect(elements).toMatchObject(expected);
});

const DRAWINGS = `
<svg width="200" height="100" style="display: block">
  <circle cx="15" cy="15" r="10" fill="red" style="cursor: pointer"></circle>
  <rect x="40" y="5" width="20" height="20" fill="aqua" style="cursor: pointer"></rect>
  <rect x="70" y="5" width="40" height="20" fill="none" stroke="black" stroke-width="2" style="cursor: pointer"></rect>
  <polygon points="120,25 130,5 140,25" fill="magenta" style="cursor: pointer"></polygon>
  <polygon points="160,5 170,12 166,24 154,24 150,12 160,5" fill="green" style="cursor: pointer"></polygon>
  <path d="M100 50 L130 50 A30 30 0 0 1 100 80 Z" fill="#497F4C" style="cursor: pointer"></path>
  <text x="10" y="80" font-size="20" fill="blue" style="cursor: pointer">q</text>
</svg>
<div style="width: 50px; height: 50px; background: olive; cursor: pointer"></div>
<div style="width: 20px; height: 20px; background: pink; border-radius: 50%; cursor: pointer"></div>
<div style="width: 60px; height: 20px; border: 1px solid black; cursor: pointer"></div>
<canvas width="80" height="40" aria-label="Board"></canvas>`;

test('shapes, boxes and canvases say how they look: colour, form and size in pixels', async ({ room }) => {
  await room.open(`<style>body { margin: 0 }</style>${DRAWINGS}`);
  const { elements } = await room.look();
  expect(new Set(elements.slice(0, 7).map(({ role }) => role))).toEqual(new Set(['img']));
  expect(elements.map(({ look, name }) => [look?.replace(/^(blue text) .*/, '$1'), name])).toEqual([
    ['red circle 20x20', ''],
    ['cyan square 20x20', ''],
    ['outlined black rectangle 40x20', ''],
    ['magenta triangle 20x20', ''],
    ['green pentagon 20x19', ''],
    ['green slice 30x30', ''],
    ['blue text', 'q'],
    ['olive square 50x50', ''],
    ['pink circle 20x20', ''],
    ['outlined black rectangle 62x22', ''],
    ['canvas 80x40', 'Board'],
  ]);
  expect(elements[1]?.box).toEqual({ x: 40, y: 5, width: 20, height: 20 });
});
