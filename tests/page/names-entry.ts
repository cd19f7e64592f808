import { computeAccessibleName } from 'dom-accessibility-api';

import { all, one, rectOf, shown } from '@/lib/page/dom.ts';
import { widgetOf } from '@/lib/page/interactive.ts';
import { nameOf } from '@/lib/page/name.ts';

interface Compared {
  role: string;
  ours: string;
  theirs: string;
  html: string;
}

declare global {
  var locusNames: { compare: () => Compared[]; of: (selector: string) => string } | undefined;
}

/** Roles that have no name by ARIA; ours is the text of what can be clicked all the same. */
const NAMELESS = new Set(['generic', 'listitem', 'article', 'canvas', 'video', 'audio']);

globalThis.locusNames = {
  /** Every visible widget of the document with the name that we give it and the one of dom-accessibility-api. */
  compare: () =>
    all(document, '*').flatMap((el) => {
      const role = widgetOf(el)?.role;
      if (role === undefined || NAMELESS.has(role) || !shown(el) || rectOf(el).width === 0) return [];
      return [{ role, ours: nameOf(el, role), theirs: computeAccessibleName(el), html: el.outerHTML.slice(0, 400) }];
    }),
  of: (selector) => {
    const el = one(document, selector);
    return el === null ? 'nothing' : nameOf(el, widgetOf(el)?.role ?? 'generic');
  },
};
