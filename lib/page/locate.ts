import type { Problem } from '@/lib/contracts/index.ts';
import { type Result, success } from '@/lib/shared/index.ts';

import { rectOf } from './dom.ts';
import { focus, type Point } from './pointer.ts';
import { ready } from './ready.ts';
import type { RefBook } from './refs.ts';

/**
 * Brings an element into view and says where a pointer meets it, in CSS pixels of the top document's viewport; null inside a frame of
 * another site, where nobody can tell. `focused`: gives it the focus, too.
 */
export async function locate(
  refs: RefBook,
  ref: string,
  { focused }: { focused: boolean },
): Promise<Result<{ point: Point; box: Point & { width: number; height: number } } | null, Problem>> {
  const found = await ready(refs, ref, { typing: focused });
  if (!found.ok) return found;
  const { el, point } = found.value;
  if (focused) focus(el);
  const offset = offsetOf(window);
  if (offset === undefined) return success(null);
  const { left, top, width, height } = rectOf(el);
  return success({
    point: { x: point.x + offset.x, y: point.y + offset.y },
    box: { x: left + offset.x, y: top + offset.y, width, height },
  });
}

/** Where this document begins in the top one. */
function offsetOf(inner: Window): Point | undefined {
  let offset: Point = { x: 0, y: 0 };
  for (let at: Window = inner; at !== at.parent; at = at.parent) {
    const frame = frameOf(at);
    if (frame === undefined) return undefined;
    const { left, top } = rectOf(frame);
    offset = { x: offset.x + left + frame.clientLeft, y: offset.y + top + frame.clientTop };
  }
  return offset;
}

/** The element that shows a document; undefined where the one around it is of another site. */
function frameOf(at: Window): Element | undefined {
  try {
    return at.frameElement ?? undefined;
  } catch {
    return undefined;
  }
}
