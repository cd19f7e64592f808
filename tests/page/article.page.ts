import type { Article } from '@/lib/contracts/index.ts';

import { expect, type Room, test } from './harness.ts';

const TEXT = 'The quick brown fox jumps over the lazy dog, and then it does so again, because nobody was looking. ';

/** Text of each block, beside the tag and text of what `page.show` marks for it. */
async function shownFor(room: Room, article: Article): Promise<{ text: string; at: string }[]> {
  const found = [];
  for (const { anchor, start, end } of article.blocks) {
    const answer = await room.ask({ type: 'page.show', anchor });
    expect(answer).toEqual({ ok: true, value: { shown: true } });
    found.push({ text: article.markdown.slice(start, end), at: anchor });
  }
  return found;
}

function blockWith(article: Article, words: string): Article['blocks'][number] {
  const found = article.blocks.find(({ start, end }) => article.markdown.slice(start, end).includes(words));
  if (found === undefined) throw new Error(`no block with ${words}`);
  return found;
}

/** Top of the mark that the page shows now, and what lies under its middle; CSS pixels of the viewport. */
async function markOf(room: Room): Promise<{ count: number; under: string }> {
  // The mark's root is closed: what it covers is told by where the browser says its parts are.
  const session = await room.page.context().newCDPSession(room.page);
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const html = root.children?.find(({ nodeName }) => nodeName === 'HTML');
  const hosts = html?.children?.filter(({ nodeName }) => nodeName === 'DIV') ?? [];
  const boxes = hosts.flatMap(({ shadowRoots }) => shadowRoots?.[0]?.children ?? []);
  let under = '';
  const [box] = boxes;
  if (box !== undefined) {
    const { model } = await session.send('DOM.getBoxModel', { nodeId: box.nodeId });
    const [left = 0, top = 0] = model.content;
    under = await room.page.evaluate(
      ([x, y]) => {
        const range = document.caretRangeFromPoint(x ?? 0, y ?? 0);
        return range?.startContainer.textContent?.trim().slice(0, 40) ?? '';
      },
      [left + 12, top + model.height / Math.max(1, Math.round(model.height / 22)) / 2],
    );
  }
  await session.detach();
  return { count: boxes.length, under };
}

test('each block of an article has an anchor, in order and without overlap, and each can be shown', async ({
  room,
}) => {
  await room.open(`<html><body><nav><a href="/">Home</a></nav><article><h1>Foxes</h1><p id="one">First. ${TEXT.repeat(3)}</p>
    <div>Loose text without a paragraph. ${TEXT.repeat(2)}<br><br>After a break. ${TEXT}</div>
    <h2>Habits</h2><ul>${Array.from({ length: 12 }, (_, i) => `<li>Item ${i}: ${TEXT}</li>`).join('')}</ul>
    <pre>const a = 1;\n\n\n  run(a);</pre><blockquote><p>Quoted. ${TEXT}</p></blockquote>
    <figure><img alt="A fox" src="data:,"><figcaption>A fox at night</figcaption></figure>
    <table><tr><th>Name</th><th>Age</th></tr>${Array.from({ length: 60 }, (_, i) => `<tr><td>Fox ${i}</td><td>${i} years</td></tr>`).join('')}</table>
    <p>Last. ${TEXT.repeat(3)}</p></article></body></html>`);
  const article = await room.article();
  expect(article.from).toBe('article');
  let end = 0;
  for (const block of article.blocks) {
    expect(block.start).toBeGreaterThanOrEqual(end);
    expect(block.end).toBeGreaterThan(block.start);
    ({ end } = block);
  }
  const covered = article.blocks.reduce((sum, block) => sum + block.end - block.start, 0);
  expect(covered).toBeGreaterThan(article.markdown.length * 0.97);
  const texts = (await shownFor(room, article)).map(({ text }) => text);
  expect(texts).toContain('## Habits');
  expect(texts).toContain('```\nconst a = 1;\n\n\n  run(a);\n```');
  expect(texts.filter((text) => text.startsWith('- Item'))).toHaveLength(12);
  expect(texts.find((text) => text.includes('Fox 59'))).toMatch(/^\| Fox \d+ \|/);
});

test('showing a block scrolls there and marks its words, leaves the page as it was, and no reader sees the mark', async ({
  room,
}) => {
  await room.open(`<html><body style="font:16px/22px sans-serif"><article><h1>Foxes</h1><p>${TEXT.repeat(60)}</p><h2>Far down</h2>
    <div>Something before. ${TEXT.repeat(4)}<br><br><b>The needle</b> lies here. ${TEXT.repeat(2)}</div><p>${TEXT.repeat(90)}</p></article></body></html>`);
  const article = await room.article();
  const before = await room.page.evaluate(() => document.body.outerHTML);
  const { anchor } = blockWith(article, 'needle');
  expect(await room.ask({ type: 'page.show', anchor })).toEqual({ ok: true, value: { shown: true } });
  const needle = await room.page.locator('b').boundingBox();
  expect(needle?.y).toBeGreaterThan(0);
  expect(needle?.y).toBeLessThan(700);
  const mark = await markOf(room);
  expect(mark.count).toBeGreaterThan(0);
  expect(mark.under).toMatch(/^The needle/);
  expect((await room.look()).elements).toEqual([]);
  expect(await room.page.evaluate(() => document.body.outerHTML)).toBe(before);
  await expect.poll(async () => (await markOf(room)).count).toBe(0);
});

test('an element is shown by its ref; what has left the page, and what never was there, is not', async ({ room }) => {
  await room.open(
    `<article><p>${TEXT.repeat(5)}</p><p id="gone">Gone soon. ${TEXT.repeat(3)}</p></article><button>Go</button>`,
  );
  const { ref } = await room.find('Go');
  expect(await room.ask({ type: 'page.show', anchor: ref })).toEqual({ ok: true, value: { shown: true } });
  const { anchor } = blockWith(await room.article(), 'Gone soon');
  await room.page.evaluate(() => document.querySelector('#gone')?.remove());
  for (const name of [anchor, 'a99999', 'e99999', 'nonsense', ''])
    expect(await room.ask({ type: 'page.show', anchor: name })).toEqual({ ok: true, value: { shown: false } });
});

test('the same piece keeps its anchor when the article is read again', async ({ room }) => {
  await room.open(`<article><h1>Foxes</h1><p>One. ${TEXT.repeat(5)}</p><p>Two. ${TEXT.repeat(5)}</p></article>`);
  const first = await room.article();
  await room.page.evaluate(() =>
    document.querySelector('h1')?.insertAdjacentHTML('afterend', '<p>New in between.</p>'),
  );
  const second = await room.article();
  expect(second.documentKey).toBe(first.documentKey);
  for (const words of ['One.', 'Two.']) expect(blockWith(second, words).anchor).toBe(blockWith(first, words).anchor);
});

test('what lies in shadow roots, slots and closed disclosures is found again', async ({ room }) => {
  await room.open(`<article><h1>Foxes</h1>${`<p>${TEXT.repeat(5)}</p>`.repeat(5)}<div id="host"><p slot="s">Slotted words. ${TEXT}</p></div>
    <details><summary>More</summary><p>Folded words. ${TEXT}</p></details></article>
    <script>document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<p>Shadow words. ${TEXT}</p><slot name="s"></slot>'</script>`);
  const article = await room.article();
  for (const words of ['Slotted words', 'Folded words', 'Shadow words']) {
    const { anchor } = blockWith(article, words);
    expect(await room.ask({ type: 'page.show', anchor }), words).toEqual({ ok: true, value: { shown: true } });
  }
});

test('a page that hides itself as a whole until its fonts come is read all the same', async ({ room }) => {
  await room.open(`<body style="visibility:hidden"><article><h1>Foxes</h1><p>${TEXT.repeat(9)}</p></article></body>`);
  expect((await room.article()).markdown).toContain('quick brown fox');
});

test('elements nested 5,000 deep are read, in a page that names its pictures like properties', async ({ room }) => {
  await room.open(
    `<form><img id="childNodes" name="parentNode" alt=""><p>${TEXT}</p></form><div id="deep"></div><style>.deep { display: contents }</style>`,
  );
  await room.page.evaluate(() => {
    let at = document.querySelector('#deep') ?? document.body;
    // Boxes nested so deep take the browser's own layout down; elements without a box of their own do not.
    for (let i = 0; i < 5000; i++) {
      at = at.appendChild(document.createElement('div'));
      at.className = 'deep';
    }
    at.textContent = 'The bottom.';
  });
  const { markdown } = await room.article();
  expect(markdown).toContain('quick brown fox');
  expect(markdown).toContain('The bottom.');
});

test('facts of the page: title, language, canonical address, meta, structured data, forms, headings', async ({
  room,
}) => {
  await room.open(`<html lang="de-AT"><head><title>Füchse</title><link rel="canonical" href="/fox">
    <meta property="og:title" content="Foxes"><meta name="description" content="All about them"><meta name="csrf-token" content="secret">
    <script type="application/ld+json">{"@type":"Article","headline":"Foxes"}</script><script type="application/ld+json">{broken</script></head>
    <body><h1>Foxes</h1><h2>Habits</h2><h3 hidden>Hidden</h3><form aria-label="Sign up" method="post"><label>Name <input></label>
    <label>Password <input type="password" value="hunter2"></label><select aria-label="Size"></select><button>Send</button></form></body></html>`);
  const answer = await room.ask({ type: 'page.facts' });
  expect(answer).toEqual({
    ok: true,
    value: {
      url: 'http://site.test/',
      title: 'Füchse',
      lang: 'de-AT',
      canonical: 'http://site.test/fox',
      meta: { 'og:title': 'Foxes', description: 'All about them' },
      structured: [{ '@type': 'Article', headline: 'Foxes' }],
      forms: [{ name: 'Sign up', method: 'post', fields: ['Name', 'Size', 'Send'] }],
      headings: [
        { level: 1, text: 'Foxes' },
        { level: 2, text: 'Habits' },
      ],
    },
  });
  const article = await room.ask({ type: 'page.article' });
  expect(article).toMatchObject({ value: { facts: [{ name: 'page address', value: 'http://site.test/fox' }] } });
});
