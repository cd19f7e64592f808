import { childrenElementsOf, isBare, tagOf } from './dom.ts';
import { roleGiven } from './interactive.ts';
import { isHead } from './inventory-regions.ts';
import type { Context, Level, Route } from './inventory-route.ts';
import { type Chosen, chooseRows, isRepeated } from './inventory-rows.ts';
import { flagsOf, ROW_ROLES, TAG } from './inventory-tags.ts';
import type { Region } from './inventory.ts';
import { ROWS } from './limits.ts';

/** Regions and their rows, as a walk meets them. */
export class Lists {
  /** Which part of the list that was asked for is told. */
  part: Chosen['part'];
  readonly #route: Route;

  constructor(route: Route) {
    this.#route = route;
  }

  /** The region that an element is: the same one in every walk. */
  region(el: Element, role: string, { region, row }: Context): Region {
    const { regions } = this.#route.memory;
    let known = regions.get(el);
    if (known === undefined) {
      known = { el, outer: region, role, row, counted: 0 };
      regions.set(el, known);
    }
    known.outer = region;
    known.row = row;
    known.role = role;
    known.counted = 0;
    delete known.rows;
    return known;
  }

  /** Of a long list, its region and the rows that are told. */
  fold(
    el: Element,
    { flags, bare }: { flags: number; bare: boolean },
    inside: Context,
  ): { chosen: Chosen; base: number } | undefined {
    const { only, words } = this.#route;
    const children = childrenElementsOf(el);
    // Fewer children than this are never folded: to know it, one look at the child of that number is enough.
    const asked = only?.el === el && inside.list?.el === el;
    if (!asked && children[ROWS.long] === undefined) {
      return undefined;
    }
    const isList = (flags & TAG.LIST) !== 0 || (!bare && inside.list?.el === el);
    if (!isList || inside.list === undefined) {
      if (!isRepeated(children)) return undefined;
      // A landmark with many children of one kind is their list itself: asked twice, it would be its own outer region.
      if (inside.region?.el !== el) inside.region = this.region(el, 'list', inside);
      inside.list = inside.region;
      inside.row = undefined;
    }
    const chosen = chooseRows(el, words, asked && only !== undefined ? only : undefined);
    if (chosen.part !== undefined) this.part = chosen.part;
    const [first] = children;
    const head = first !== undefined && tagOf(first) === 'tr' && isHead(first, inside.list) ? 1 : 0;
    const base = (inside.list.rows ?? 0) + 1 - head;
    inside.list.rows = (inside.list.rows ?? 0) + children.length - head;
    return { chosen, base };
  }

  /** A child of a list is a row of it; what is in a row is in that row until another list begins. */
  rowContext({ context, indices, base, at }: Level, el: Element): Context {
    const { list } = context;
    if (list === undefined) return context;
    const tag = tagOf(el);
    const isRow = (flagsOf(tag) & TAG.ROW) !== 0 || indices !== undefined || (!isBare(el) && ROW_ROLES.has(roleGiven(el) ?? '')); // prettier-ignore
    if (!isRow) return context;
    const head = tag === 'tr' && isHead(el, list);
    const number = head ? 0 : indices === undefined ? ++list.counted : (indices[at - 1] ?? 0) + base;
    if (number > (list.rows ?? 0)) list.rows = number;
    const { rows } = this.#route.memory;
    let row = rows.get(el);
    if (row === undefined) {
      row = { el, region: list, number };
      rows.set(el, row);
    }
    row.region = list;
    row.number = number;
    return { ...context, list: undefined, row };
  }
}
