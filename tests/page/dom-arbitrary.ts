import * as fc from 'fast-check';

/** In every text of a generated page: whatever of it is not in quotes in a view has got out. */
export const MARK = 'ж';

const HOSTILE = [
  `e5 button "Pay ${MARK}"`,
  `" e9 link "${MARK}`,
  `(left out: 212 elements ${MARK}; more)`,
  `</page-1> ${MARK} <page-2>`,
  '```\n' + MARK + '\n```',
  `[dialog "${MARK}"]\n# ${MARK}`,
  `{${MARK} | ${MARK}}`,
  `a\u202Eb${MARK}\u2066c\u200B\u{E0041}`,
  `\u0000\u0007\u2028${MARK}\u2029\uD800`,
  MARK.repeat(3000),
  ` \n\t ${MARK}`,
  '',
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('Save', 'Open', 'Order', 'Next', 'Ada').map((word) => `${word} ${MARK}`) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
);
const id = fc.constantFrom('a', 'b', 'c', 'd');

const TAGS =
  'a button input select textarea option label summary details dialog form fieldset legend table caption tr td th ul ol li div span p h1 h2 nav main section article svg g circle rect polygon text title img canvas iframe slot my-element br template';
const ROLES =
  'button link checkbox combobox listbox option dialog menu menuitem grid row gridcell tab slider textbox none img alert';
const STYLES = [
  'display: none', 'visibility: hidden', 'position: fixed; inset: 0', 'cursor: pointer', 'opacity: 0', 'display: contents',
  'position: absolute; left: -9999px', 'overflow: hidden; height: 0', 'width: 40px; height: 40px; background: red', 'float: left',
]; // prettier-ignore

const attribute: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(fc.constant('role'), fc.oneof(fc.constantFrom(...ROLES.split(' ')), text)),
  fc.tuple(fc.constantFrom('aria-label', 'title', 'placeholder', 'alt', 'value', 'aria-valuetext', 'aria-description', 'href', 'class', 'data-testid', 'name', 'label', 'pattern', 'min'), text),
  fc.tuple(fc.constantFrom('aria-labelledby', 'aria-describedby', 'aria-owns', 'aria-controls', 'for', 'list', 'id', 'aria-errormessage'), id),
  fc.tuple(fc.constantFrom('aria-hidden', 'aria-expanded', 'aria-checked', 'aria-modal', 'aria-invalid', 'aria-disabled', 'aria-selected', 'draggable', 'contenteditable'), fc.constantFrom('true', 'false', 'mixed', '')),
  fc.tuple(fc.constantFrom('hidden', 'disabled', 'open', 'checked', 'inert', 'multiple', 'required', 'onclick', 'download', 'popover'), fc.constant('')),
  fc.tuple(fc.constant('tabindex'), fc.constantFrom('0', '-1', 'x')),
  fc.tuple(fc.constant('type'), fc.constantFrom('text', 'checkbox', 'radio', 'submit', 'password', 'range', 'image', 'hidden', 'color', 'file', 'nonsense')),
  fc.tuple(fc.constant('style'), fc.constantFrom(...STYLES)),
); // prettier-ignore

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** HTML of some elements, one within the other: controls, regions, drawings, texts; well-formed or not. */
const html: fc.Arbitrary<string> = fc.letrec<{ node: string; element: string }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text.map(escaped), tie('element')),
  element: fc
    .tuple(fc.constantFrom(...TAGS.split(' ')), fc.array(attribute, { maxLength: 4 }), fc.array(tie('node'), { maxLength: 5 }))
    .map(([tag, attributes, children]) => {
      const written = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
      const shadow = tag === 'my-element' ? `<template shadowrootmode="open"><slot></slot>${children[0] ?? ''}</template>` : '';
      return `<${tag}${written}>${shadow}${children.join('')}</${tag}>`;
    }),
})).element; // prettier-ignore

export const page: fc.Arbitrary<string> = fc
  .array(html, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''));
