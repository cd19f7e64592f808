import { describe, expect, it } from 'vitest';

import {
  type FrameHole,
  type FrameSnapshot,
  NOTHING_SEEN,
  type PageElement,
  type PageText,
} from '@/lib/contracts/index.ts';

import { frameAt, type FramePart, joinFrames } from './join.ts';

let at = 0;

function button(ref: string, name: string, more: Partial<PageElement> = {}): PageElement {
  return { ref, at: ++at, block: at, kind: 'press', role: 'button', name, states: [], ...more };
}

function text(words: string, more: Partial<PageText> = {}): PageText {
  return { at: ++at, block: at, text: words, ...more };
}

function hole(index: number, ref: string, more: Partial<FrameHole> = {}): FrameHole {
  const box = { x: 10, y: 100, width: 300, height: 200 };
  return { index, at: ++at, ref, name: '', origin: 'https://a.example', box, visible: true, ...more };
}

function part(frameId: number, path: readonly number[], more: Partial<FrameSnapshot> = {}): FramePart {
  const key = frameId === 0 ? '' : `f${frameId}`;
  const snapshot: FrameSnapshot = {
    ...NOTHING_SEEN,
    url: 'https://a.example/',
    origin: 'https://a.example',
    title: '',
    lang: 'en',
    documentKey: `d${frameId}`,
    elementTotal: more.elements?.length ?? 0,
    path: [...path],
    scroll: { y: 0, height: 200, page: 800 },
    textLength: 10,
    ...more,
  };
  return { frame: { frameId, key }, snapshot };
}

function join(top: FramePart, ...others: FramePart[]) {
  return joinFrames([top, ...others], top, { tabId: 7, at: 1, silent: 0 });
}

const inForm = (ref: string) => ({ ...button(ref, ref), block: 1, region: 0 });

/** Names and texts in reading order. */
function order({ elements, texts }: Pick<FrameSnapshot, 'elements' | 'texts'>): string[] {
  const items = [...elements.map((each) => ({ at: each.at, words: each.name })), ...texts.map((each) => ({ at: each.at, words: each.text }))]; // prettier-ignore
  return items.toSorted((a, b) => a.at - b.at).map(({ words }) => words);
}

describe('where frames stand in one page', () => {
  it('puts what is in a frame where its iframe stands', () => {
    const top = part(0, [], {
      elements: [button('e1', 'before')],
      holes: [hole(0, 'e2', { name: 'Pay' })],
      texts: [text('after')],
    });
    const child = part(4, [0], { elements: [button('f4e1', 'card')], texts: [text('in the frame')] });
    const page = join(top, child);
    expect(order(page)).toEqual(['before', 'card', 'in the frame', 'after']);
    expect(page.regions).toEqual([{ ref: 'e2', role: 'frame', name: 'Pay', origin: 'https://a.example' }]);
    expect(page.elements.map(({ region }) => region)).toEqual([undefined, 0]);
    expect(page.closedFrames).toEqual([]);
    expect(page.frames.map(({ key }) => key)).toEqual(['', 'f4']);
  });

  it('numbers places, lines and regions anew, so that none is there twice', () => {
    const region = { ref: 'e9', role: 'form', name: 'Form' };
    const top = part(0, [], { elements: [inForm('e1')], regions: [region], holes: [hole(0, 'e2', { region: 0 })] });
    const child = part(1, [0], { elements: [inForm('f1e1')], regions: [{ ...region, ref: 'f1e9' }] });
    const page = join(top, child);
    const { elements, regions } = page;
    expect(new Set(elements.map((each) => each.at)).size).toBe(2);
    expect(new Set(elements.map((each) => each.block)).size).toBe(2);
    expect(elements.map((each) => regions[each.region ?? -1]?.ref)).toEqual(['e9', 'f1e9']);
    // The form in the frame is in the frame, and the frame in the form around it.
    expect(regions.map(({ ref, outer }) => [ref, regions[outer ?? -1]?.ref])).toEqual([
      ['e9', undefined],
      ['e2', 'e9'],
      ['f1e9', 'e2'],
    ]);
  });

  it('joins frames in frames, each in its own', () => {
    const top = part(0, [], { holes: [hole(0, 'e1'), hole(1, 'e2')], texts: [text('end')] });
    const second = part(2, [1], { texts: [text('second')], holes: [hole(0, 'f2e1')] });
    const inner = part(3, [1, 0], { texts: [text('inner')] });
    const first = part(9, [0], { texts: [text('first')] });
    const page = join(top, inner, second, first);
    expect(order(page)).toEqual(['first', 'second', 'inner', 'end']);
    expect(page.regions.map(({ outer }) => outer)).toEqual([undefined, undefined, 1]);
  });
});

describe('frames that were not read or cannot be told apart', () => {
  it('names visible frames that nobody answered for', () => {
    const origin = 'https://ads.example';
    const top = part(0, [], {
      holes: [hole(0, 'e1', { origin, name: 'Offer' }), hole(1, 'e2', { origin, visible: false }), hole(2, 'e3')],
    });
    const page = join(top, part(5, [2]));
    expect(page.closedFrames).toEqual([{ ref: 'e1', origin, name: 'Offer' }]);
  });

  it('shows a frame inside one that was not read, which stays on the list', () => {
    const top = part(0, [], { holes: [hole(0, 'e1', { origin: 'https://b.example' })], texts: [text('after')] });
    const page = join(top, part(8, [0, 3], { texts: [text('deep')] }));
    expect(order(page)).toEqual(['deep', 'after']);
    expect(page.closedFrames).toHaveLength(1);
  });

  it('tells frames in shadow roots apart by site and height', () => {
    const box = { x: 0, y: 0, width: 300, height: 150 };
    const holes = [hole(-1, 'e1'), hole(-1, 'e2', { origin: 'https://b.example' }), hole(-1, 'e3', { box })];
    const top = part(0, [], { holes });
    const scroll = { y: 0, height: 150, page: 150 };
    const page = join(
      top,
      part(1, [-1], { origin: 'https://b.example', texts: [text('other site')] }),
      part(2, [-1], { scroll, texts: [text('low')] }),
      part(3, [-1], { texts: [text('high')] }),
    );
    expect(page.regions.map(({ ref, origin }) => [ref, origin])).toEqual([
      ['e1', 'https://a.example'],
      ['e2', 'https://b.example'],
      ['e3', 'https://a.example'],
    ]);
    expect(order(page)).toEqual(['high', 'other site', 'low']);
  });
});

describe('what a user sees of frames', () => {
  it('leaves out what is in hidden frames, and puts frames of unknown place last', () => {
    const top = part(0, [], { holes: [hole(0, 'e1', { visible: false })], texts: [text('text')] });
    const hidden = part(1, [0], { elements: [button('f1e1', 'hidden')], holes: [hole(0, 'f1e2')] });
    const page = join(
      top,
      hidden,
      part(2, [0, 0], { texts: [text('in the hidden one')] }),
      part(3, [5], { texts: [text('nowhere')] }),
    );
    expect(order(page)).toEqual(['text', 'nowhere']);
    expect(page.closedFrames).toEqual([]);
    expect(page.elementTotal).toBe(0);
    expect(page.frames).toHaveLength(4);
  });

  it('says of elements that their frame is off screen or behind a dialog', () => {
    const below = { x: 0, y: 900, width: 300, height: 100 };
    const far = join(
      part(0, [], { holes: [hole(0, 'e1', { box: below })] }),
      part(1, [0], { elements: [button('f1e1', 'far')] }),
    );
    expect(far.elements[0]?.states).toEqual(['offscreen']);
    const dialog = { ref: 'e9', role: 'dialog', name: '', top: true };
    const behind = join(
      part(0, [], { regions: [dialog], elements: [button('e1', 'OK', { region: 0 })], holes: [hole(0, 'e2')] }),
      part(1, [0], { elements: [button('f1e1', 'behind')], texts: [text('behind')] }),
    );
    expect(behind.elements.map(({ states }) => states)).toEqual([[], ['covered']]);
    expect(behind.texts[0]?.covered).toBe(true);
    const inside = join(
      part(0, [], { regions: [dialog], holes: [hole(0, 'e2', { region: 0 })] }),
      part(1, [0], { elements: [button('f1e1', 'inside')] }),
    );
    expect(inside.elements[0]?.states).toEqual([]);
  });

  it('measures boxes from the corner of the page that the user sees', () => {
    const box = { x: 5, y: 6, width: 20, height: 20 };
    const page = join(
      part(0, [], { holes: [hole(0, 'e1')] }),
      part(1, [0], { holes: [hole(0, 'f1e1')] }),
      part(2, [0, 0], { elements: [button('f2e1', '', { box })] }),
    );
    expect(page.elements[0]?.box).toEqual({ ...box, x: 25, y: 206 });
  });
});

describe('closer looks at frames', () => {
  it('goes through the parts of all frames: those that have fewer say no more', () => {
    const top = part(0, [], { texts: [text('top again')], holes: [hole(0, 'e1')], part: { number: 1, of: 1 } });
    const page = join(top, part(1, [0], { texts: [text('second part')], part: { number: 2, of: 3 } }));
    expect(order(page)).toEqual(['second part']);
    expect(page.part).toEqual({ number: 2, of: 3 });
  });

  it('finds the frame that an iframe shows', () => {
    const top = part(0, [], { holes: [hole(0, 'e1')] });
    const child = part(6, [0]);
    expect(frameAt([top, child], top, 'e1')).toEqual(child.frame);
    expect(frameAt([top, child], top, 'e2')).toBeUndefined();
  });

  it('survives a page that lies about its frames', () => {
    const regions = [{ ref: 'e1', role: 'form', name: '', outer: 0, top: true }];
    const top = part(0, [], { regions, holes: [hole(0, 'e2', { region: 9 }), hole(0, 'e3', { region: 0 })] });
    const twin = part(1, [0], { elements: [button('f1e1', 'one', { region: 44 })] });
    const page = join(top, twin, part(2, [0], { texts: [text('two')] }), part(3, [0], { texts: [text('three')] }));
    expect(order(page)).toEqual(['one', 'two', 'three']);
    expect(page.elements[0]?.region).toBe(1);
  });
});
