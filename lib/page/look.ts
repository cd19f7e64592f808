import type { PageElement } from '@/lib/contracts/index.ts';

import { attr, near, rectOf, tagOf } from './dom.ts';
import { SHAPES } from './interactive.ts';
import { colourName, opaque } from './look-colour.ts';

interface Look {
  look: string;
  box: NonNullable<PageElement['box']>;
}

const BY_SIDES = ['', '', '', 'triangle', 'quadrilateral', 'pentagon', 'hexagon', 'heptagon', 'octagon'];

/** True for the drawn parts of an SVG: what a person counts, tells apart by colour and form, and points at. */
export function isShape(el: Element): boolean {
  return el instanceof SVGElement && SHAPES.has(tagOf(el));
}

/**
 * True for an SVG that is a drawing with parts of its own, not an icon: bigger than icons are and in no control. Asks geometry.
 */
export function isDrawing(svg: Element): boolean {
  if (attr(svg, 'aria-hidden') === 'true' || near(svg, 'a, button, [role="button"], [role="img"], label') !== null)
    return false;
  const { width, height } = rectOf(svg);
  return width >= 40 && height >= 40;
}

/** Where it is, whole CSS pixels of the viewport. */
export function boxOf(el: Element): Look['box'] {
  const { x, y, width, height } = rectOf(el);
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

/**
 * What an element looks like, measured: `red circle 20x20`. Shapes of drawings and canvases always have a look, boxes of HTML where
 * they have a colour or a border of their own; undefined for all else. Asks style and geometry.
 */
export function lookOf(el: Element): Look | undefined {
  const box = boxOf(el);
  const words = el instanceof SVGElement ? shapeWords(el, box) : boxWords(el, box);
  return words === undefined ? undefined : { look: `${words} ${box.width}x${box.height}`, box };
}

function shapeWords(el: SVGElement, box: Look['box']): string | undefined {
  const tag = tagOf(el);
  if (!SHAPES.has(tag)) return tag === 'svg' ? 'drawing' : undefined;
  const { fill, fillOpacity, stroke } = getComputedStyle(el);
  const filled = tag !== 'line' && fill !== 'none' && Number(fillOpacity) > 0.05 && opaque(fill);
  const colour = colourName(filled ? fill : stroke);
  const outlined = !filled && tag !== 'line' && tag !== 'text' && opaque(stroke);
  return [outlined ? 'outlined' : '', colour, formOf(el, tag, box)].filter(Boolean).join(' ');
}

function formOf(el: Element, tag: string, { width, height }: Look['box']): string {
  switch (tag) {
    case 'rect':
      return isSquare(width, height) ? 'square' : 'rectangle';
    case 'polygon':
      return sided(corners(attr(el, 'points') ?? ''));
    case 'path':
      return pathForm(attr(el, 'd') ?? '');
    case 'polyline':
      return 'line';
    default:
      return tag;
  }
}

function sided(sides: number): string {
  return BY_SIDES[sides] || (sides > 8 ? `polygon with ${sides} sides` : 'polygon');
}

/** Corners of a closed line: its points, without one that repeats the first. */
function corners(points: string): number {
  const numbers = points.slice(0, 2000).match(/-?[\d.]+(?:e-?\d+)?/gi) ?? [];
  const count = Math.floor(numbers.length / 2);
  const closed = count > 1 && numbers[0] === numbers[count * 2 - 2] && numbers[1] === numbers[count * 2 - 1];
  return closed ? count - 1 : count;
}

/** Straight closed paths are polygons; arcs with straight sides are slices of a pie; the rest is a path. */
function pathForm(d: string): string {
  const text = d.slice(0, 2000);
  const commands = text.replace(/[^a-z]|e(?=[-\d])/gi, '').toUpperCase();
  if (/^ML*Z?$/.test(commands) && commands.length > 1) {
    const count = corners(text);
    return commands.endsWith('Z') && count > 2 ? sided(count) : 'line';
  }
  if (/^MA{2,4}Z?$/.test(commands)) return 'circle';
  if (/^M[LAHV]+Z?$/.test(commands) && commands.includes('A')) return 'slice';
  return 'path';
}

/** Buttons are of this grey where the page says nothing. */
const BUTTON_FACE = 'rgb(239, 239, 239)';

function boxWords(el: Element, { width, height }: Look['box']): string | undefined {
  const tag = tagOf(el);
  if (tag === 'canvas' || tag === 'video') return tag;
  const { backgroundColor, borderTopColor, borderTopWidth, borderTopStyle, borderTopLeftRadius } = getComputedStyle(el);
  const filled = opaque(backgroundColor) && backgroundColor !== BUTTON_FACE;
  const bordered = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0 && opaque(borderTopColor);
  if (!filled && (!bordered || tag === 'button' || tag === 'input')) return undefined;
  const radius = Number.parseFloat(borderTopLeftRadius);
  const round = borderTopLeftRadius.endsWith('%') ? radius >= 50 : radius * 2 >= Math.min(width, height);
  const square = isSquare(width, height);
  const form = round && square ? 'circle' : square ? 'square' : 'rectangle';
  return `${filled ? '' : 'outlined '}${colourName(filled ? backgroundColor : borderTopColor)} ${form}`.replace(
    '  ',
    ' ',
  );
}

function isSquare(width: number, height: number): boolean {
  return Math.abs(width - height) <= Math.max(1, width * 0.04);
}
