import { all, encloses, hitAt, isConnected, laidOut, openShadow, parentOf, rectOf, rectsOf, shown } from './dom.ts';
import { labelsOf } from './labels.ts';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** `in`: a pointer reaches it now. `offscreen`: after scrolling. `covered`: something lies over it. `hidden`: not at all. */
export interface Place {
  where: 'in' | 'offscreen' | 'covered' | 'hidden';
  /** What a pointer must meet: the element, or the label that stands for a control hidden behind it. */
  through: Element;
  /** Where a pointer may go, CSS pixels of the viewport; only for `in`. */
  point?: { x: number; y: number };
  /** What lies over it, for `covered`. */
  cover?: Element;
}

/** A place as it was found, and the box of what a pointer must meet, to tell whether it still holds. */
export interface Placed {
  place: Place;
  box: Box;
}

/** What changed since places were asked that are asked again. */
interface Since {
  /** Elements that came or may look different, and those of the look before. */
  styled: ReadonlySet<Element>;
  lately: ReadonlySet<Element>;
  /** Elements in which something changed. */
  touched: ReadonlySet<Element>;
}

interface Clip {
  clips: boolean;
  scrolls: boolean;
  position: string;
  box: Box;
}

/** Smaller than this in both directions is text for screen readers only, not a target. */
const SPECK = 1.5;

/** Answers where elements are. Holds what it asked of ancestors: make a new one for each look, or the answers grow old. */
export class Geometry {
  readonly #document: Document;
  readonly #view: Box;
  readonly #scroll: { left: number; top: number; rtl: boolean };
  readonly #clips = new Map<Element, Clip>();
  readonly #cutting = new Map<Element, boolean>();
  readonly #shut = new Map<Element, boolean>();

  readonly #rects = new Map<Element, DOMRect>();

  readonly #since: Since | undefined;
  #changed: readonly Box[] | 'many' | undefined;

  constructor(document: Document, since?: Since) {
    this.#since = since;
    const root = document.documentElement;
    this.#document = document;
    this.#view = { left: 0, top: 0, right: root.clientWidth, bottom: window.innerHeight };
    this.#scroll = { left: window.scrollX, top: window.scrollY, rtl: window.scrollX < 0 || root.dir === 'rtl' };
  }

  place(el: Element): Place {
    const through = this.#target(el);
    if (through === undefined) return { where: 'hidden', through: el };
    const { box, cut } = this.#clipped(through);
    if (cut === 'hidden') return { where: 'hidden', through };
    if (cut === 'scrolled') return { where: 'offscreen', through };
    const seen = intersect(box, this.#view);
    if (seen === undefined) return { where: this.#reachable(box) ? 'offscreen' : 'hidden', through };
    return this.#hit(el, through, seen);
  }

  /** The box of an element, asked once. */
  rect(el: Element): DOMRect {
    let rect = this.#rects.get(el);
    if (rect === undefined) {
      rect = rectOf(el);
      this.#rects.set(el, rect);
    }
    return rect;
  }

  /** The place of an element that had one before: where nothing moved, and a pointer still meets the same, it is that one. */
  again(el: Element, { place, box }: Placed): Place {
    const { left, top, right, bottom } = this.rect(place.through);
    if (left !== box.left || top !== box.top || right !== box.right || bottom !== box.bottom) return this.place(el);
    if (place.where === 'offscreen') return shown(place.through) ? place : this.place(el);
    if (place.where !== 'in' || place.point === undefined) return this.place(el);
    if (!this.#mayBeCovered(place.point)) return place;
    const hit = hitAt(this.#document, place.point.x, place.point.y);
    return hit !== null && (meets(hit, el) || meets(hit, place.through)) ? place : this.place(el);
  }

  /** Could something that changed lately lie at that point? */
  #mayBeCovered({ x, y }: { x: number; y: number }): boolean {
    this.#changed ??= changedBoxes(this.#since);
    if (this.#changed === 'many') return true;
    return this.#changed.some(({ left, top, right, bottom }) => x >= left && x <= right && y >= top && y <= bottom);
  }

  /** True where a person could read text in it: rendered, not in a box shut to nothing, not moved out of the page. */
  isReadable(el: Element): boolean {
    return shown(el, { transparent: false }) && !this.#isShut(el);
  }

  /** Is it in a box that is (nearly) without size and clips what it holds? Asked once for each box. */
  #isShut(el: Element): boolean {
    let shut = this.#shut.get(el);
    if (shut !== undefined) return shut;
    const { width, height, right, bottom } = this.rect(el);
    if (width <= SPECK || height <= SPECK) {
      const { display, overflowX, overflowY, clipPath } = getComputedStyle(el);
      shut = display !== 'contents' && (overflowX !== 'visible' || overflowY !== 'visible' || clipPath !== 'none');
    } else shut = bottom + this.#scroll.top <= 0 || (!this.#scroll.rtl && right + this.#scroll.left <= 0);
    const outer = shut ? null : parentOf(el);
    shut ||= outer !== null && outer !== this.#document.documentElement && this.#isShut(outer);
    this.#shut.set(el, shut);
    return shut;
  }

  /** The element itself where it is visible, or a visible label of a control that is not. */
  #target(el: Element): Element | undefined {
    if (shown(el, { transparent: false }) && this.#hasArea(el)) return el;
    if (!laidOut(el) && !(el instanceof HTMLInputElement)) return undefined;
    const label = labelsOf(el).find((found) => shown(found, { transparent: false }) && this.#hasArea(found));
    if (label !== undefined) return label;
    // A native control made transparent over its own drawing is still what the pointer meets.
    const native = el instanceof HTMLInputElement || el instanceof HTMLSelectElement;
    return native && shown(el) && this.#hasArea(el) ? el : undefined;
  }

  /** Can scrolling the page bring it into view? Left of or above its origin nothing is ever seen. */
  #reachable(box: Box): boolean {
    if (box.bottom + this.#scroll.top <= 0) return false;
    return this.#scroll.rtl || box.right + this.#scroll.left > 0;
  }

  #hit(el: Element, through: Element, seen: Box): Place {
    let cover: Element | undefined;
    for (const [dx, dy] of POINTS) {
      const point = { x: seen.left + (seen.right - seen.left) * dx, y: seen.top + (seen.bottom - seen.top) * dy };
      const hit = hitAt(this.#document, point.x, point.y);
      if (hit === null) continue;
      if (meets(hit, el) || meets(hit, through)) return { where: 'in', through, point };
      cover ??= hit;
    }
    return { where: 'covered', through, ...(cover !== undefined && { cover }) };
  }

  /** The part of an element that no ancestor clips, and whether scrolling inside the page could show it where none is left. */
  #clipped(el: Element): { box: Box; cut?: 'hidden' | 'scrolled' } {
    let box = this.#area(el);
    const parent = parentOf(el);
    if (parent === null || !this.#isClipped(parent)) return { box };
    let { position } = this.#clip(el);
    let scrolled = false;
    for (let at = parentOf(el); at !== null && position !== 'fixed'; at = parentOf(at)) {
      if (at === this.#document.documentElement || at === this.#document.body) break;
      const clip = this.#clip(at);
      // What is absolute escapes all containers up to the one it is positioned in.
      if (position === 'absolute' && clip.position === 'static') continue;
      position = clip.position;
      if (!clip.clips) continue;
      scrolled ||= clip.scrolls;
      const left = intersect(box, clip.box);
      if (left === undefined) {
        if (!scrolled) return { box, cut: 'hidden' };
        if (clip.box.right - clip.box.left < SPECK || clip.box.bottom - clip.box.top < SPECK)
          return { box, cut: 'hidden' };
        return { box, cut: 'scrolled' };
      }
      box = left;
    }
    return { box };
  }

  /** Does it, or anything around it up to the body, cut off what it holds? */
  #isClipped(el: Element): boolean {
    if (el === this.#document.documentElement || el === this.#document.body) return false;
    let clipped = this.#cutting.get(el);
    if (clipped === undefined) {
      const parent = parentOf(el);
      clipped = this.#clip(el).clips || (parent !== null && this.#isClipped(parent));
      this.#cutting.set(el, clipped);
    }
    return clipped;
  }

  #hasArea(el: Element): boolean {
    const { left, right, top, bottom } = this.#area(el);
    return right - left > SPECK || bottom - top > SPECK ? right > left && bottom > top : false;
  }

  /** The rectangle of an element; that of its first line where it wraps, that of its first drawn child where it has none itself. */
  #area(el: Element): Box {
    const whole = this.rect(el);
    if (whole.width > 0 && whole.height > 0) {
      const lines = whole.height > 30 ? rectsOf(el) : undefined;
      return lines !== undefined && lines.length > 1 ? ([...lines].find(({ width }) => width > SPECK) ?? whole) : whole;
    }
    for (const child of [...el.children].slice(0, 5)) {
      const rect = this.rect(child);
      if (rect.width > 0 && rect.height > 0 && shown(child)) return rect;
      const inner = child.firstElementChild;
      if (inner !== null) {
        const deeper = this.rect(inner);
        if (deeper.width > 0 && deeper.height > 0 && shown(inner)) return deeper;
      }
    }
    return whole;
  }

  #clip(el: Element): Clip {
    let clip = this.#clips.get(el);
    if (clip === undefined) {
      const { overflowX, overflowY, position } = getComputedStyle(el);
      const clips = overflowX !== 'visible' || overflowY !== 'visible';
      const scrolls = [overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll');
      clip = { clips, scrolls, position, box: clips ? this.rect(el) : NOWHERE };
      this.#clips.set(el, clip);
    }
    return clip;
  }
}

/** More of them are not looked at one by one. */
const MOST_CHANGED = 200;

/** Boxes of all that may lie over something now and did not before. */
function changedBoxes(since: Since | undefined): readonly Box[] | 'many' {
  if (since === undefined) return 'many';
  const { styled, lately, touched } = since;
  const boxes = boxesOf([...styled, ...lately]);
  if (boxes === 'many' || touched.size > MOST_CHANGED / 4) return 'many';
  const layers = new Set<Element>();
  for (const el of touched) {
    const layer = layerOf(el);
    if (layer !== undefined) layers.add(layer);
  }
  return [...boxes, ...[...layers].map((el) => rectOf(el))];
}

/** The box around an element that may lie over others, and grow with what is in it. */
function layerOf(el: Element): Element | undefined {
  for (let at: Element | null = el; at !== null; at = parentOf(at)) {
    if (getComputedStyle(at).position !== 'static') return at;
  }
  return undefined;
}

/** Boxes of elements and of all that is in them; shadow roots may hold anything. */
function boxesOf(roots: Iterable<Element>): readonly Box[] | 'many' {
  const boxes: Box[] = [];
  for (const root of roots) {
    if (!isConnected(root)) continue;
    const inner = all(root, '*');
    if (boxes.length + inner.length > MOST_CHANGED) return 'many';
    for (const el of [root, ...inner]) {
      if (openShadow(el) !== null) return 'many';
      boxes.push(rectOf(el));
    }
  }
  return boxes;
}

const NOWHERE: Box = { left: 0, top: 0, right: 0, bottom: 0 };
const POINTS: readonly (readonly [number, number])[] = [
  [0.5, 0.5],
  [0.25, 0.25],
  [0.75, 0.75],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.08, 0.5],
];

/** A pointer that meets `hit` acts on `el`: it is inside, or in a label of it. */
function meets(hit: Element, el: Element): boolean {
  return encloses(el, hit) || labelsOf(el).some((label) => encloses(label, hit));
}

function intersect(a: Box, b: Box): Box | undefined {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return box.right - box.left > 0.5 && box.bottom - box.top > 0.5 ? box : undefined;
}
