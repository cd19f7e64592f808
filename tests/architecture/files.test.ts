import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

const SOURCES = ['entrypoints', 'lib', 'modules', 'scripts', 'tests'];

/** Paths under the folder, from the root of the repository. */
async function filesUnder(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).map((file) => `${folder}/${file}`);
}

async function sources(): Promise<string[]> {
  const files = (await Promise.all(SOURCES.map(filesUnder))).flat();
  return files.filter((file) => /\.tsx?$/.test(file));
}

test('every room has one front door', async () => {
  const rooms = (await readdir('lib', { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(rooms.length).toBeGreaterThan(5);
  for (const room of rooms) expect(await readdir(`lib/${room.name}`), `lib/${room.name}`).toContain('index.ts');
});

test('front doors name what they let out', async () => {
  const doors = (await sources()).filter((file) => /^lib\/[^/]+\/index\.ts$/.test(file));
  for (const door of doors) expect(await readFile(door, 'utf8'), door).not.toMatch(/export \*/);
});

test('no source file has more than 300 lines of text', async () => {
  const long: string[] = [];
  for (const file of await sources()) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 300) long.push(`${file}: ${lines.length}`);
  }
  expect(long).toEqual([]);
});

test('entry points introduce the parts and stay short', async () => {
  const long: string[] = [];
  for (const file of (await filesUnder('entrypoints')).filter((one) => /\.tsx?$/.test(one))) {
    const lines = (await readFile(file, 'utf8')).split('\n').length;
    if (lines > 150) long.push(`${file}: ${lines}`);
  }
  expect(long).toEqual([]);
});

test('no source names a folder of somebody’s machine', async () => {
  const personal = ['work', 'home', 'root', 'Users'].map((folder) => `['"\`]/${folder}/`).join('|');
  for (const file of await sources()) expect(await readFile(file, 'utf8'), file).not.toMatch(new RegExp(personal));
});
