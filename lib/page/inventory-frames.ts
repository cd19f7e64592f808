import type { FrameHole } from '@/lib/contracts/index.ts';

import { urlOf } from './describe.ts';
import { attr, rectOf, shown } from './dom.ts';
import type { Hole } from './inventory.ts';
import { labelOf } from './name.ts';
import { line } from './text.ts';

type Seen = Omit<FrameHole, 'at' | 'region' | 'ref'>;

/** What the document around it sees of a frame. */
export function holeOf({ el }: Hole): Seen {
  const { x, y, width, height } = rectOf(el);
  const src = attr(el, 'src') ?? '';
  const url = src === '' ? undefined : urlOf(src, document.baseURI);
  const own = src === '' || url?.protocol === 'about:' || attr(el, 'srcdoc') !== null;
  return {
    index: frameIndex(el),
    name: labelOf(el) || line(attr(el, 'name') ?? '', 120),
    origin: own ? globalThis.origin : (url?.origin ?? ''),
    box: { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) },
    visible: width > 1 && height > 1 && shown(el, { transparent: false }),
  };
}

/** Index of a frame in `window.frames`; -1 in a shadow root, whose frames are not there. */
function frameIndex(el: Element): number {
  const inner = el instanceof HTMLIFrameElement || el instanceof HTMLFrameElement ? el.contentWindow : null;
  return inner === null ? -1 : indexIn(window, inner);
}

function indexIn(outer: Window, inner: Window): number {
  for (let i = 0; i < Math.min(outer.length, 1000); i++) if (outer[i] === inner) return i;
  return -1;
}

/** Indices in `window.frames` from the top document down to this one: frames of other sites give as much away. */
export function framePath(): number[] {
  const path: number[] = [];
  for (let at: Window = window; at !== at.parent && path.length < 20; at = at.parent)
    path.unshift(indexIn(at.parent, at));
  return path;
}
