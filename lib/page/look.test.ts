import { expect, test } from 'vitest';

import { colourName } from './look-colour.ts';

test.each([
  ['rgb(255, 0, 0)', 'red'],
  ['rgb(0, 128, 0)', 'green'],
  ['rgb(0, 255, 0)', 'lime'],
  ['rgb(0, 0, 255)', 'blue'],
  ['rgb(0, 0, 128)', 'blue'],
  ['rgb(255, 255, 0)', 'yellow'],
  ['rgb(255, 165, 0)', 'orange'],
  ['rgb(128, 0, 128)', 'purple'],
  ['rgb(255, 192, 203)', 'pink'],
  ['rgb(255, 105, 180)', 'pink'],
  ['rgb(0, 255, 255)', 'cyan'],
  ['rgb(0, 128, 128)', 'teal'],
  ['rgb(165, 42, 42)', 'brown'],
  ['rgb(139, 69, 19)', 'brown'],
  ['rgb(0, 0, 0)', 'black'],
  ['rgb(255, 255, 255)', 'white'],
  ['rgb(128, 128, 128)', 'grey'],
  ['rgb(211, 211, 211)', 'grey'],
  ['rgb(255, 0, 255)', 'magenta'],
  ['rgb(128, 128, 0)', 'olive'],
  ['rgba(255, 0, 0, 0.5)', 'red'],
  ['color(srgb 1 0 0)', 'red'],
  ['rgb(73, 127, 76)', 'green'],
  ['rgb(220, 20, 60)', 'red'],
  ['url("#gradient")', ''],
])('%s is called %s', (colour, name) => {
  expect(colourName(colour)).toBe(name);
});
