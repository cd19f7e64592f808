import { flatChildren, near, one, shown, tagOf, textOf } from './dom.ts';
import { roleGiven } from './interactive.ts';
import { MOST } from './limits.ts';
import { labelOf } from './name.ts';
import { line } from './text.ts';
import type { Group } from './walk.ts';

/** Landmarks that say something by their kind alone. `main` and `form` do not. */
const KIND_WORDS = new Map(
  Object.entries({
    nav: 'navigation',
    navigation: 'navigation',
    aside: 'complementary',
    complementary: 'complementary',
    search: 'search',
    dialog: 'dialog',
    alertdialog: 'dialog',
    banner: 'banner',
    contentinfo: 'contentinfo',
    toolbar: 'toolbar',
    menu: 'menu',
  }),
);

/** Names groups; remembers them, because all elements of a group ask for the same. */
export class GroupNames {
  readonly #names = new Map<Element, string>();

  /** Name of the nearest group that has one, else the kind of the nearest landmark; undefined where there is neither. */
  nameOf(group: Group | undefined): string | undefined {
    let word: string | undefined;
    for (let at = group; at !== undefined; at = at.outer) {
      const name = this.#own(at.el);
      if (name !== '') return name;
      word ??= KIND_WORDS.get(roleGiven(at.el) ?? tagOf(at.el));
    }
    return word;
  }

  #own(el: Element): string {
    let name = this.#names.get(el);
    if (name === undefined) {
      name = labelOf(el) || headingIn(el);
      this.#names.set(el, name);
    }
    return name;
  }
}

/** Forms and dialogs without a label go by their first heading. */
export function headingIn(el: Element): string {
  const role = roleGiven(el) ?? tagOf(el);
  if (!['form', 'dialog', 'alertdialog'].includes(role)) return '';
  const heading = one(el, 'h1, h2, h3, h4, legend, [role="heading"]');
  return heading === null || !shown(heading) ? '' : line(textOf(heading) ?? '', MOST.name);
}

const ROWS = 'tr, li, [role="row"], [role="listitem"], [role="article"], article, dd, fieldset';

/** Text of the row, list item or card that an element lies in: what tells ten buttons of one name apart. */
export function rowText(el: Element, own: string): string {
  const row = near(el, ROWS);
  return row === null ? '' : line(visibleText(row, el), MOST.near).replace(own, '').trim();
}

/** Visible text of an element without that of `except`; bounded work, some hundred characters. */
export function visibleText(el: Element, except?: Element): string {
  let text = '';
  let nodes = 200;
  const read = (at: Element): void => {
    for (const child of flatChildren(at)) {
      if (--nodes < 0 || text.length > 400) return;
      if (child instanceof Text) text += `${child.data.slice(0, 400)} `;
      else if (child instanceof Element && child !== except && !SKIP.has(tagOf(child)) && shown(child)) read(child);
    }
  };
  read(el);
  return text;
}

const SKIP = new Set(['script', 'style', 'noscript', 'template', 'select', 'textarea', 'svg']);
