import { urlOf } from './describe.ts';
import { attr, baseOf, has, is, one, parentOf } from './dom.ts';
import { MOST } from './limits.ts';
import type { RefBook } from './refs.ts';
import { line } from './text.ts';

/** A link that is about to be clicked. */
export interface Link {
  el: Element;
  /** False for mail, telephone and other links that leave the page where it is. */
  departs: boolean;
  /** Where it leads, if that is another tab. */
  newTab: string | undefined;
  /** What a file would be called that is behind it; `saved`: it is one for sure. */
  file: string;
  saved: boolean;
}

export function linkAt(refs: RefBook, ref: string): Link | undefined {
  const el = refs.find(ref);
  let link: Element | null = el ?? null;
  while (link !== null && !is(link, 'a[href], area[href]')) link = parentOf(link);
  const url = link === null ? undefined : urlOf(attr(link, 'href') ?? '', baseOf(link));
  if (link === null || url === undefined) return undefined;
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  const frame = attr(link, 'target') ?? attr(one(link.ownerDocument, 'base[target]') ?? link, 'target') ?? '';
  const other = web && !has(link, 'download') && !/^(|_self|_parent|_top)$/i.test(frame);
  return {
    el: link,
    departs: web || url.protocol === 'file:',
    newTab: other && url.href.length <= MOST.url ? url.href : undefined,
    file: line(attr(link, 'download') || url.pathname.split('/').at(-1) || url.hostname, MOST.name),
    saved: has(link, 'download'),
  };
}

/** Hears whether the page let the click on a link pass. */
export class LinkWatch implements Disposable {
  passed = false;
  readonly #hear: (event: Event) => void;

  constructor(link: Link | undefined) {
    this.#hear = (event) => {
      if (link === undefined || !event.composedPath().includes(link.el)) return;
      // The page's own listeners come after this one; what they decided is known a turn later.
      setTimeout(() => {
        if (!event.defaultPrevented) this.passed = true;
      });
    };
    if (link !== undefined) window.addEventListener('click', this.#hear, true);
  }

  [Symbol.dispose](): void {
    window.removeEventListener('click', this.#hear, true);
  }
}
