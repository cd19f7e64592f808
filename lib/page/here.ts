import type { Place } from '@/lib/contracts/index.ts';

import { all, focusedIn, is, openShadow, parentOf } from './dom.ts';
import { GroupNames } from './group.ts';
import { type Widget, widgetOf } from './interactive.ts';
import { nameOf } from './name.ts';
import type { RefBook } from './refs.ts';
import { type Group, isGroup } from './walk.ts';

/** The widget and the group under the pointer, else where the focus is; undefined where neither is on anything. */
export function placeHere(document: Document, refs: RefBook): Place | undefined {
  const at = hovered(document) ?? focusedIn(document);
  if (at === undefined) return undefined;
  const widget = widgetAt(at);
  const label = new GroupNames().nameOf(groupsOf(at)) ?? (widget === undefined ? '' : nameOf(widget.el, widget.role));
  return label === '' && widget === undefined ? undefined : { ref: refs.refOf(widget?.el ?? at), label };
}

function hovered(document: Document): Element | undefined {
  let deepest = all(document, ':hover').at(-1);
  if (deepest === undefined || is(deepest, 'html, body')) return undefined;
  for (let shadow = deepest && openShadow(deepest); shadow; shadow = deepest && openShadow(deepest)) {
    const inner = all(shadow, ':hover').at(-1);
    if (inner === undefined) break;
    deepest = inner;
  }
  return deepest;
}

function widgetAt(at: Element): (Widget & { el: Element }) | undefined {
  for (let el: Element | null = at; el !== null; el = parentOf(el)) {
    const widget = widgetOf(el);
    if (widget !== undefined && widget.weak !== true) return { ...widget, el };
  }
  return undefined;
}

function groupsOf(at: Element): Group | undefined {
  const around: Element[] = [];
  for (let el = parentOf(at); el !== null; el = parentOf(el)) if (isGroup(el)) around.push(el);
  return around.reduceRight<Group | undefined>((outer, el) => ({ el, outer }), undefined);
}
