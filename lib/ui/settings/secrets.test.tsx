// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import type { KeptSecret } from '@/lib/contracts/index.ts';
import type { FakeOptions, FakeWorld } from '@/tests/gallery/fake-ports.ts';

import { byTestId as id, closePanel, find, openPanel, settled } from '../../../tests/support/panel.ts';

const SITE = 'https://bakery.example';
const KEPT: KeptSecret = { secret: 's1', kind: 'password', label: 'My password', origin: SITE, lasts: 'kept', here: true }; // prettier-ignore
let world: FakeWorld;

afterEach(closePanel);

async function open(options: FakeOptions = {}) {
  world = await openPanel(options);
  id('settings-open').click();
  await settled();
  id('secrets').setAttribute('open', '');
}

async function write(field: HTMLElement, text: string) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) throw new Error('no field');
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled();
}

async function choose(field: HTMLElement, value: string) {
  if (!(field instanceof HTMLSelectElement)) throw new Error('no list');
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

const valueField = () => {
  const field = find('[data-testid=secret-form] [data-testid=secret-value]');
  if (!(field instanceof HTMLInputElement)) throw new Error('no field');
  return field;
};

const warned = () => id('secret-form').textContent?.includes('not encrypted');

test('a secret is entered for the site in front, and its value is on no screen and in no request after that', async () => {
  await open();
  expect(valueField().type).toBe('password');
  await write(id('secret-user'), ' ada ');
  await write(valueField(), 'open sesame 42');
  id('secret-keep').click();
  await settled();
  expect(world.entered).toEqual([{ kind: 'password', origin: SITE, label: 'Password of bakery.example', lasts: 'kept', value: 'open sesame 42', user: 'ada' }]); // prettier-ignore
  expect(id('secret').textContent).toContain('Password of bakery.example');
  expect(valueField().value).toBe('');
  expect(document.body.innerHTML + JSON.stringify(world.asked)).not.toContain('sesame');
});

test('site, kind, name and how long are the user’s to say; what is no site is not taken', async () => {
  await open();
  const keep = id('secret-keep');
  await write(id('secret-site'), 'ftp://x');
  expect(keep.hasAttribute('disabled')).toBe(true);
  await write(id('secret-site'), 'shop.example/login?x=1');
  await choose(id('secret-kind'), 'code');
  await choose(id('secret-lasts'), 'session');
  await write(id('secret-label'), 'PIN');
  await write(valueField(), '1234');
  keep.click();
  await settled();
  expect(world.entered).toEqual([{ kind: 'code', origin: 'https://shop.example', label: 'PIN', lasts: 'session', value: '1234' }]); // prettier-ignore
});

test('for a site without encryption it says so; this machine is no such site', async () => {
  await open();
  await write(id('secret-site'), 'http://shop.example');
  expect(warned()).toBe(true);
  await write(id('secret-site'), 'http://localhost:8080');
  expect(warned()).toBe(false);
});

test('a value is replaced, never shown; a secret is deleted', async () => {
  await open({ secrets: [KEPT, { ...KEPT, secret: 's2', lasts: 'session', here: false }] });
  const [, gone] = document.querySelectorAll('[data-testid=secret]');
  expect(gone?.textContent).toContain('enter the value again');
  id('secret-replace').click();
  await settled();
  const form = find('[data-testid=secret] form');
  const field = form.querySelector('input');
  if (field === null) throw new Error('no field');
  expect(field.value).toBe('');
  field.value = 'another';
  form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settled();
  expect(world.entered).toMatchObject([{ secret: 's1', value: 'another' }]);
  id('secret-remove').click();
  await settled();
  expect(document.querySelectorAll('[data-testid=secret]')).toHaveLength(1);
});

test('every control of the section has a name', async () => {
  await open({ secrets: [KEPT] });
  for (const control of id('secrets').querySelectorAll('button, input, select')) {
    const label = control.closest('label')?.textContent ?? control.textContent;
    expect(label?.trim(), control.outerHTML).not.toBe('');
  }
});

test('a task that says a password is asked about before it is sent, and can be sent as it is', async () => {
  world = await openPanel();
  await write(id('composer'), 'fill Password with "open sesame 42", then press Sign in');
  id('ask').click();
  await settled();
  const starts = () => world.asked.filter(({ type }) => type === 'run.start');
  expect(starts()).toEqual([]);
  expect(id('spoken').textContent).toContain('bakery.example');
  id('spoken-session').click();
  await settled();
  expect(world.entered).toMatchObject([{ kind: 'password', origin: SITE, lasts: 'session', value: 'open sesame 42' }]);
  expect(starts()).toMatchObject([{ task: { text: 'fill Password with secret s1, then press Sign in' } }]);
  expect(JSON.stringify(world.asked)).not.toContain('sesame');
});

test('what the user goes on writing takes the question away; as it is means as it is', async () => {
  world = await openPanel();
  await write(id('composer'), 'my pin is 4711');
  id('ask').click();
  await settled();
  await write(id('composer'), 'my pin is 4712');
  expect(document.querySelector('[data-testid=spoken]')).toBeNull();
  id('ask').click();
  await settled();
  id('spoken-send').click();
  await settled();
  expect(world.asked.filter(({ type }) => type === 'run.start')).toMatchObject([{ task: { text: 'my pin is 4712' } }]);
  expect(document.querySelector('[data-testid=spoken]')).toBeNull();
});
