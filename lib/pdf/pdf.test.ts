import { expect, test } from 'vitest';

import { column, makePdf, type Placed, reportPdf } from '@/tests/fixtures/pdf.ts';

import { type PdfRead, readPdf } from './read.ts';

const bytes = (file: string) => new Uint8Array(Buffer.from(file, 'latin1'));

async function read(file: string): Promise<PdfRead> {
  const found = await readPdf(bytes(file));
  if ('fault' in found) throw new Error(`${found.fault}: ${found.detail}`);
  return found;
}

const LEFT =
  'The left column tells of the lighthouse and of its keeper, who lived alone for thirty years. It goes on for a while, describing extraordinary circumstances and the management of the lamp, before it comes to an end at the foot of the page.';
const RIGHT =
  'The right column begins where the left one ended. Nothing of it stands between the lines of the other, although a program that reads from the left to the right would mix them considerably.';

test('two columns are read one after the other, with the words that line ends broke made whole', async () => {
  const title: Placed = { text: 'The lighthouse at Ness', x: 150, y: 740, size: 24 };
  const page = [
    title,
    ...column(RIGHT, { x: 320, y: 690, width: 230 }),
    ...column(LEFT, { x: 60, y: 690, width: 230 }),
  ];
  const { markdown, blocks } = await read(makePdf([page]));
  expect(markdown).toBe(`# The lighthouse at Ness\n\n${LEFT}\n\n${RIGHT}`);
  expect(blocks).toHaveLength(3);
  expect(markdown.slice(blocks[1]?.start, blocks[1]?.end)).toBe(LEFT);
});

test('text across the page, then columns, then across again', async () => {
  const wide = 'An abstract that goes across both columns, as papers have it, and is followed by them. '
    .repeat(2)
    .trim();
  const after = 'A note at the foot that goes across both columns again, long enough to be no part of either one.';
  const page = [
    ...column(wide, { x: 60, y: 740, width: 490 }),
    ...column(LEFT, { x: 60, y: 680, width: 230 }),
    ...column(RIGHT, { x: 320, y: 680, width: 230 }),
    ...column(after, { x: 60, y: 400, width: 490 }),
  ];
  const { markdown } = await read(makePdf([page]));
  expect(markdown).toBe([wide, LEFT, RIGHT, after].join('\n\n'));
});

test('paragraphs are told apart by room, by an indent and by a short last line; bullets are a list', async () => {
  const page = [
    ...column('One paragraph that takes about two lines of this page, and then ends in the middle of it.', {
      x: 60,
      y: 740,
      width: 300,
    }),
    ...column('Another begins after some room, and it takes two lines as well, or nearly so.', {
      x: 60,
      y: 690,
      width: 300,
    }),
    { text: '\x95 a first thing', x: 70, y: 640 },
    { text: '\x95 a second thing', x: 70, y: 627 },
  ];
  const { markdown } = await read(makePdf([page]));
  expect(markdown.split('\n\n')).toEqual([
    'One paragraph that takes about two lines of this page, and then ends in the middle of it.',
    'Another begins after some room, and it takes two lines as well, or nearly so.',
    '- a first thing',
    '- a second thing',
  ]);
});

test('rows of a table stay rows', async () => {
  const rows = [['Bread', 'Price', 'Since'], ['Rye', '4.20', '1998'], ['Spelt', '5.10', '2003'], ['Oat', '3.90', '2019'], ['Corn', '4.00', '2021'], ['Rice', '6.00', '2024']]; // prettier-ignore
  const page = rows.flatMap((cells, i) => cells.map((text, j) => ({ text, x: 60 + j * 150, y: 740 - i * 14 })));
  const { markdown } = await read(makePdf([page]));
  expect(markdown.split('\n\n')).toEqual(rows.map((cells) => cells.join(' | ')));
});

test('a hundred pages: each block knows its page; running titles and page numbers are left out', async () => {
  const pages = Array.from({ length: 100 }, (_, i) => [
    { text: 'Annual report of the bakery', x: 60, y: 770, size: 9 },
    ...column(`Chapter ${i + 1} is about a subject of its own, number ${i * 17}. ${LEFT}`, {
      x: 60,
      y: 730,
      width: 480,
    }),
    { text: `Page ${i + 1} of 100`, x: 270, y: 30, size: 9 },
  ]);
  const { markdown, blocks, pages: count, cut, title } = await read(makePdf(pages, { title: 'Annual report' }));
  expect({ count, cut, title }).toEqual({ count: 100, cut: false, title: 'Annual report' });
  expect(markdown).not.toMatch(/Annual report of|Page \d+ of/);
  const block = blocks.find(({ start, end }) => markdown.slice(start, end).startsWith('Chapter 77 '));
  expect(block?.page).toBe(77);
});

test('a heading that each page has is no running title', async () => {
  const { markdown } = await read(reportPdf(10));
  expect(markdown.match(/^# Oven \d+$/gm)).toHaveLength(10);
  expect(markdown).not.toMatch(/ovens of the valley|Page \d/);
});

test('a locked file, a file of pictures and a damaged file are told apart', async () => {
  const page = [{ text: 'Secret words that nobody can read', x: 60, y: 700 }];
  expect(await readPdf(bytes(makePdf([page], { locked: true })))).toMatchObject({ fault: 'locked' });
  expect(await readPdf(bytes(makePdf([[], [], []])))).toMatchObject({ fault: 'scan' });
  expect(await readPdf(bytes('%PDF-1.4\nnothing of the kind'))).toMatchObject({ fault: 'damaged' });
});
