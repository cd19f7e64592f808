import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Room, test } from './harness.ts';

/**
 * What a look and an article cost, in milliseconds of CPU time of the page's main thread. Not part of the tests:
 * `PAGE_FIGURES=1 playwright test --project page figures`, and PAGE_CORPUS=FOLDER for real pages (folders with a source.html).
 */
test.skip(process.env['PAGE_FIGURES'] === undefined, 'measures only when asked to');
test.setTimeout(600_000);

const CARD =
  '<article><h3>Card</h3><p>Some text that says what it is.</p><a href="/x">Open</a> <button>Buy</button></article>';
const ROW =
  '<tr><td><input type="checkbox"></td><td>Ada Lovelace</td><td><a href="/a">a@example.org</a></td><td>12</td><td><button>Edit</button></td></tr>';
const GENERATED: Record<string, string> = {
  'table, 1,000 rows': `<table>${ROW.repeat(1000)}</table>`,
  'table, 10,000 rows': `<table>${ROW.repeat(10_000)}</table>`,
  '5,000 links': '<ul>' + '<li><a href="/page">A link to some page</a></li>'.repeat(5000) + '</ul>',
  '1,500 cards': CARD.repeat(1500),
};

interface Figures {
  elements: number;
  widgets: number;
  cold: number;
  warm: number;
  article: number;
}

async function measure(room: Room): Promise<Figures> {
  const cost = async (expression: string) => {
    const before = await room.cpuMs();
    await room.evaluate(expression);
    return (await room.cpuMs()) - before;
  };
  const look = "locusRoom.answer({ type: 'page.snapshot', prefix: '' }).then(() => 0)";
  await room.evaluate('document.documentElement.scrollHeight'); // the layout is the page's own cost
  const cold = await cost(look);
  const warm: number[] = [];
  for (let i = 0; i < 5; i++) warm.push(await cost(look));
  const article = await cost("locusRoom.answer({ type: 'page.article' }).then(() => 0)");
  const elements = Number(await room.evaluate("document.getElementsByTagName('*').length"));
  const { elementTotal } = await room.look();
  return { elements, widgets: elementTotal, cold, warm: warm.toSorted((x, y) => x - y)[2] ?? 0, article };
}

function row(name: string, { elements, widgets, cold, warm, article }: Figures): string {
  return `${name.padEnd(24)} ${[elements, widgets, cold.toFixed(1), warm.toFixed(1), article.toFixed(1)].map((each) => String(each).padStart(9)).join('')}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

test('generated pages', async ({ room }) => {
  say(`${'page'.padEnd(24)}  elements  widgets cold ms  warm ms article ms`);
  for (const [name, html] of Object.entries(GENERATED)) {
    await room.open(html);
    say(row(name, await measure(room)));
  }
});

test('real pages', async ({ room }) => {
  const folder = process.env['PAGE_CORPUS'] ?? '';
  test.skip(folder === '', 'no folder of pages was given');
  const all: Figures[] = [];
  for (const name of await readdir(folder)) {
    const html = await readFile(join(folder, name, 'source.html'), 'utf8').catch(() => undefined);
    if (html === undefined) continue;
    // Without its scripts, and with nothing fetched: the saved page as it was.
    await room.open(html.replace(/<script\b[\s\S]*?<\/script>/gi, ''));
    all.push(await measure(room));
  }
  const at = (key: keyof Figures, share: number) =>
    all.map((each) => each[key]).toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))] ??
    0;
  for (const [word, share] of [
    ['median', 0.5],
    ['p95', 0.95],
    ['largest', 1],
  ] as const) {
    const figures = {
      elements: at('elements', share),
      widgets: at('widgets', share),
      cold: at('cold', share),
      warm: at('warm', share),
      article: at('article', share),
    };
    say(row(`${all.length} pages, ${word}`, figures));
  }
});
