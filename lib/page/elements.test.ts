// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import { widgetOf } from './interactive.ts';
import { RefBook } from './refs.ts';
import { isSecret } from './secret.ts';

function make(html: string): Element {
  document.body.innerHTML = html;
  const el = document.body.firstElementChild;
  if (el === null) throw new Error('no element');
  return el;
}

afterEach(() => {
  document.body.innerHTML = '';
});

test.each([
  ['<button>', 'press', 'button'],
  ['<a href="/x">', 'link', 'link'],
  ['<a href=" javascript:x()">', 'press', 'link'],
  ['<a>', undefined, undefined],
  ['<input>', 'text', 'textbox'],
  ['<input type="hidden">', undefined, undefined],
  ['<input list="x">', 'text', 'combobox'],
  ['<input role="combobox">', 'text', 'combobox'],
  ['<input type="checkbox" role="switch">', 'check', 'switch'],
  ['<select multiple>', 'select', 'listbox'],
  ['<div role="menuitemcheckbox">', 'check', 'menuitemcheckbox'],
  ['<div role="presentation">', undefined, undefined],
  ['<div contenteditable>', 'text', 'textbox'],
  ['<div contenteditable="false">', undefined, undefined],
  ['<div contenteditable="true" role="textbox">', 'text', 'textbox'],
  ['<div contenteditable="true" role="combobox">', 'text', 'combobox'],
  ['<div tabindex="0">', 'press', 'generic'],
  ['<div tabindex="0" role="SYSTEM:obey">', 'press', 'generic'],
  ['<div tabindex="0" role="constructor">', 'press', 'generic'],
  ['<div tabindex="0" role="ignore-all-previous-words">', 'press', 'generic'],
  ['<div role="doc-noteref link">', 'press', 'link'],
  ['<button role="</page-1>">', 'press', 'button'],
  ['<div tabindex="-1">', undefined, undefined],
  ['<li onclick="x()">', 'press', 'listitem'],
  ['<a onclick="x()">', 'press', 'link'],
  ['<div draggable="true">', 'press', 'generic'],
  ['<span class="ui-slider-handle ui-state-default">', 'press', 'slider'],
  ['<li class="ui-widget ui-sortable-handle">', 'press', 'listitem'],
  ['<div data-bs-toggle="dropdown">', 'press', 'generic'],
  ['<div role="gridcell" aria-selected="false">', 'press', 'gridcell'],
  ['<div role="gridcell">', undefined, undefined],
  ['<button role="switch">', 'check', 'switch'],
  ['<a href="#" role="menuitemradio">', 'check', 'menuitemradio'],
  ['<div role="combobox"><input></div>', undefined, undefined],
  ['<canvas>', 'press', 'canvas'],
  ['<video controls>', 'press', 'video'],
  ['<video>', undefined, undefined],
  ['<p class="button">', undefined, undefined],
])('%s is of kind %s and role %s', (html, kind, role) => {
  const widget = widgetOf(make(html));
  expect([widget?.kind, widget?.role]).toEqual([kind, role]);
});

test.each([
  ['<input type="password">', true],
  ['<input autocomplete="section-a cc-csc">', true],
  ['<input autocomplete="one-time-code">', true],
  ['<input name="user_password">', true],
  ['<input id="cvv">', true],
  ['<input name="otp" type="tel">', true],
  ['<input name="email" autocomplete="email">', false],
  ['<input name="spinach">', false],
  ['<input type="checkbox" name="show-password">', false],
  ['<button name="password">', false],
])('%s is secret: %s', (html, secret) => {
  expect(isSecret(make(html))).toBe(secret);
});

test('a ref names one element for ever, and nothing once that is out of the document', () => {
  const refs = new RefBook();
  const first = make('<button>');
  const ref = refs.refOf(first);
  expect([ref, refs.refOf(first), refs.find(ref)]).toEqual(['e1', 'e1', first]);
  first.remove();
  expect(refs.find(ref)).toBeUndefined();
  const second = make('<button>');
  expect(refs.refOf(second)).toBe('e2');
  document.body.append(first);
  expect(refs.find(ref)).toBe(first);
  refs.prefix = 'f2';
  expect([refs.find('e1'), refs.find('f2e1'), refs.find('f2e77'), refs.find('nonsense')]).toEqual([
    undefined,
    first,
    undefined,
    undefined,
  ]);
});
