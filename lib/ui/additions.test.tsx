// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { FakeOptions, FakeWorld } from '@/tests/gallery/fake-ports.ts';
import * as made from '@/tests/gallery/records.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../tests/support/panel.ts';
import { MOST_FILE_BYTES, MOST_FILES } from './attachments.tsx';

let world: FakeWorld;

async function open(options?: FakeOptions) {
  world = await openPanel(options);
}

afterEach(closePanel);

const count = (name: string) => document.querySelectorAll(`[data-testid="${name}"]`).length;

async function drop(...files: File[]) {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { files, types: ['Files'] } });
  find('form.box').dispatchEvent(event);
  await settled();
  return event.defaultPrevented;
}

async function ask(text: string) {
  const box = id('composer');
  if (!(box instanceof HTMLTextAreaElement)) throw new Error('the composer is no textarea');
  box.value = text;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled();
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  await settled();
}

const cv = new File(['my life'], 'cv.pdf', { type: 'application/pdf' });

test('files that are dropped go along with the task, once', async () => {
  await open();
  expect(await drop(cv, new File(['x'], 'photo.png', { type: 'image/png' }))).toBe(true);
  expect(count('attached')).toBe(2);
  find('[data-testid=attached]:nth-child(2) button').click();
  await settled();
  expect(count('attached')).toBe(1);
  await ask('upload my CV');
  const [start] = world.asked.filter(({ type }) => type === 'run.start');
  expect(start).toMatchObject({ files: [{ name: 'cv.pdf', type: 'application/pdf', size: 7 }] });
  expect(count('attached')).toBe(0);
});

test('a file that is too big, and one too many, are declined in words', async () => {
  await open();
  const big = new File(['x'], 'film.mp4');
  Object.defineProperty(big, 'size', { value: MOST_FILE_BYTES + 1 });
  await drop(big);
  expect(count('attached')).toBe(0);
  expect(id('attach-refused').textContent).toContain('film.mp4');
  await drop(...Array.from({ length: MOST_FILES + 1 }, () => cv));
  expect(count('attached')).toBe(MOST_FILES);
  expect(id('attach-refused').textContent).toContain(String(MOST_FILES));
});

test('a task that did not start says why, also where the files found no room', async () => {
  await open();
  world.ports.keepFiles = () => Promise.resolve({ ok: false, problem: { code: 'run.storage' } });
  await drop(cv);
  await ask('upload it');
  expect(world.asked.some(({ type }) => type === 'run.start')).toBe(false);
  expect(count('problem')).toBe(1);
});

test('the files of a run stand under what was asked', async () => {
  const files = [{ id: 'f1', name: 'cv.pdf', type: 'application/pdf', size: 1500 }];
  const run = made.ordering().run();
  await open({ runs: [{ ...run, signal: { ...run.signal, files } }] });
  expect(id('given-file').textContent).toContain('cv.pdf');
});

const PAY = 'https://pay.example';
const closed = (sites: string[]) =>
  made
    .journal('r_frames', 'pay')
    .add(made.seen({ leftOut: [{ what: 'closedFrames', left: 2, of: 3, sites }] }), 20, 1)
    .run();

test('parts of other sites that were not read are named, and one press lets a site in', async () => {
  await open({ runs: [closed([PAY])] });
  const button = find('[data-testid=closed-frames] button');
  expect(button.textContent).toContain('pay.example');
  button.click();
  await settled();
  expect(world.origins).toEqual([PAY]);
  expect(world.settings.sites).toEqual({ [PAY]: 'always' });
  expect(document.querySelector('[data-testid=closed-frames] button')).toBeNull();
});

test('where the browser says no, nothing is remembered', async () => {
  await open({ runs: [closed([PAY])], grant: false });
  find('[data-testid=closed-frames] button').click();
  await settled();
  expect(world.settings.sites).toEqual({});
});

const settings = async (options: FakeOptions) => {
  await open(options);
  id('settings-open').click();
  await settled();
};

async function flip(selector: string) {
  const box = find(selector);
  if (!(box instanceof HTMLInputElement)) throw new Error(`${selector} is no input`);
  box.click();
  await settled();
}

test('each known site has switches for listening and for trusted input; one that is shut has none', async () => {
  await settings({ settings: { sites: { 'https://a.example': 'always', 'https://b.example': 'never' } } });
  expect(count('site-rule')).toBe(3); // the one in front, too
  expect(count('site-listen')).toBe(2);
  await flip('[data-testid=site-listen]');
  await flip('[data-testid=site-trusted]');
  expect(world.settings).toMatchObject({ deaf: ['https://a.example'], trusted: ['https://a.example'] });
  await flip('[data-testid=site-listen]');
  expect(world.settings.deaf).toEqual([]);
  find('[data-testid=site-rule] button').click();
  await settled();
  expect(world.settings).toMatchObject({ sites: { 'https://b.example': 'never' }, trusted: [] });
});

test('where the browser has no debugger, trusted input is not offered; the outline can be turned off', async () => {
  await settings({ trustedInput: false });
  expect(count('site-trusted')).toBe(0);
  await flip('[data-testid=outline]');
  expect(world.settings.outline).toBe(false);
});
