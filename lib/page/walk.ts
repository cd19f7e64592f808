import { fold } from '@/lib/shared/index.ts';

import {
  attr, bodyOf, childrenElementsOf, childrenOf, firstElementOf, has, isBare, laidOut, nextOf, openShadow, parentOf, rootElementOf,
  tagOf, typeOf,
} from './dom.ts'; // prettier-ignore
import { Lists } from './inventory-lists.ts';
import { isNamed, isSpeaking, isTop, PLAIN, regionRole } from './inventory-regions.ts';
import { type Context, type Level, ownWords, type Route } from './inventory-route.ts';
import { type Chosen, foldKey, passedOver } from './inventory-rows.ts';
import { flagsOf, LIST_ROLES, TAG } from './inventory-tags.ts';
import { addAside, type Aside, type Found, gather, type Inventory, type Item, newAside, type Run, type Segment, segmentsIn } from './inventory.ts'; // prettier-ignore
import { roleGiven, type Widget, widgetOf } from './interactive.ts';
import { BUDGET_MS, deadline, MOST } from './limits.ts';
import { listened, type Marked } from './listeners.ts';
import { isDrawing, isShape } from './look.ts';

export { isGroup } from './inventory-regions.ts';
export type { Found, Group } from './inventory.ts';

/** Smaller boxes are walked again with the box around them. */
const LEAST_SEEN = 12;
const DEEPEST_SEGMENT = 100;
/** Controls without text between them on one line, after which another begins. */
const MOST_ON_LINE = 10;

const ELEMENT = 1;
const TEXT = 3;

/**
 * One pass over the document in reading order, through shadow roots and slots: widgets, texts, frames, and the regions and rows they
 * lie in. Asks for tags and attributes, of boxes also whether they are rendered; of long lists it takes some rows. Writes nothing.
 */
export class Walk {
  readonly #route: Route;
  readonly #listened: Marked;
  readonly #lists: Lists;
  readonly #stack: Level[] = [];
  readonly #path: ReadonlySet<Element> | undefined;
  #items: (Item | Segment)[] = [];
  #aside: Aside = newAside();
  #run: Run | undefined;
  #fresh = true;
  #inBlock = 0;

  constructor(document: Document, route: Route) {
    this.#route = route;
    this.#listened = listened(document);
    this.#lists = new Lists(route);
    const only = route.only?.el;
    if (only !== undefined) {
      const path = new Set<Element>();
      for (let at: Element | null = only; at !== null; at = parentOf(at)) path.add(at);
      this.#path = path;
    }
  }

  static over(document: Document, route: Route): Inventory & { part: Chosen['part'] } {
    const walk = new Walk(document, route);
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- documents that are no HTML have no body
    const root = bodyOf(document) ?? rootElementOf(document);
    const inert = has(root, 'inert');
    const context: Context = { region: undefined, row: undefined, owner: undefined, inert, level: undefined, says: undefined, drawing: undefined, list: undefined, depth: 0 }; // prettier-ignore
    walk.#enter(root, context);
    const cut = walk.#go(deadline(BUDGET_MS.walk));
    const items: Item[] = [];
    const aside = newAside();
    gather(walk.#items, items);
    addAside(aside, walk.#aside);
    for (const segment of segmentsIn(walk.#items)) addAside(aside, segment.aside);
    return { ...aside, items, cut, part: walk.#lists.part };
  }

  /** True where time ran out. */
  #go(over: () => boolean): boolean {
    for (let level = this.#stack.at(-1); level !== undefined; level = this.#stack.at(-1)) {
      const { list } = level;
      const node = list === undefined ? level.next : (list[level.at++] ?? null);
      if (node === null) {
        this.#leave(level);
        continue;
      }
      if (list === undefined) level.next = nextOf(node);
      const type = typeOf(node);
      if (type === ELEMENT && node instanceof Element) {
        this.#enter(node, this.#lists.rowContext(level, node));
      } else if (type === TEXT && node instanceof Text) this.#read(node, level);
      if (over()) {
        while (this.#stack.length > 0) this.#abandon();
        return true;
      }
    }
    return false;
  }

  #abandon(): void {
    const level = this.#stack.pop();
    if (level?.outer === undefined) return;
    for (const item of this.#items) level.items.push(item);
    this.#items = level.items;
    addAside(level.aside, this.#aside);
    this.#aside = level.aside;
  }

  #break(): void {
    this.#fresh = true;
    this.#run = undefined;
  }

  #read(node: Text, { el, context }: Level): void {
    const { length } = node;
    if (length === 0) return;
    const text = length > 20_000 ? node.data.slice(0, 20_000) : node.data;
    const empty = length < 500 && text.trim() === '';
    if (this.#path !== undefined && !this.#isWanted(el)) return;
    let run = this.#run;
    if (empty) {
      if (run !== undefined) run.text += ' ';
      return;
    }
    const { owner, level, says } = context;
    if (owner !== undefined) owner.chars += text.trim().length;
    if (run === undefined || run.around !== owner || run.says !== says) {
      run = { what: 'text', el, text, group: context.region, row: context.row, block: this.#line(), around: owner, order: 0, level, says, hit: false }; // prettier-ignore
      this.#run = run;
      this.#items.push(run);
    } else run.text += text;
    if (!run.hit && this.#isHit(text)) {
      run.hit = true;
      for (let at = owner; at !== undefined; at = at.around) at.hit = true;
    }
  }

  #isHit(text: string): boolean {
    const { words } = this.#route;
    if (words.length === 0) return false;
    const folded = fold(text);
    return words.some((word) => folded.includes(word));
  }

  /** Number of the line that the next item stands on. */
  #line(): number {
    if (this.#fresh) {
      this.#fresh = false;
      this.#route.memory.blocks += 1;
      this.#inBlock = 0;
    }
    return this.#route.memory.blocks;
  }

  #isWanted(el: Element): boolean {
    const only = this.#route.only?.el;
    for (const { el: at } of this.#stack) if (at === only) return true;
    return el === only;
  }

  #enter(el: Element, context: Context): void {
    this.#aside.seen += 1;
    const tag = tagOf(el);
    const flags = flagsOf(tag);
    if (this.#path !== undefined && !this.#path.has(el) && !this.#isWanted(el)) return;
    if ((flags & TAG.BREAK) !== 0) {
      this.#break();
      return;
    }
    const bare = isBare(el);
    const inline = (flags & TAG.INLINE) !== 0;
    if (!inline) this.#break();
    const known = inline ? undefined : this.#known(el, bare, context);
    if (known !== undefined) {
      this.#items.push(known);
      this.#break();
      return;
    }
    if ((flags & TAG.FRAME) !== 0) {
      this.#items.push({ what: 'hole', el, group: context.region, row: context.row, block: this.#line(), around: context.owner, order: 0 }); // prettier-ignore
      return;
    }
    const hosts = openShadow(el);
    if (hosts !== null) this.#aside.roots.push(hosts);
    else if (flags === 0 && tag.includes('-')) this.#aside.rootless.push(el);
    if (!bare && firstElementOf(el) !== null && !laidOut(el)) {
      this.#aside.pruned.push(el);
      return;
    }
    const inside =
      bare && flags === 0 ? { ...context } : { ...context, inert: context.inert || (!bare && has(el, 'inert')) };
    const widget = this.#widget(el, bare, context);
    if (widget !== undefined) inside.owner = this.#add(el, widget, inside);
    if ((flags & TAG.CLOSED) !== 0 && hosts === null) return;
    if (widget === undefined && hosts === null && firstElementOf(el) === null) this.#maybeLeaf(el, bare, inside);
    this.#note(el, { tag, flags, bare }, inside);
    this.#descend(el, { inline, flags, bare, outer: context }, inside);
  }

  /** The box as it was walked before, where it lies in the same as then. */
  #known(el: Element, bare: boolean, context: Context): Segment | undefined {
    if (!this.#keeps(context)) return undefined;
    const known = this.#route.memory.segments.get(el);
    if (known === undefined || known.group !== context.region || known.row !== context.row) return undefined;
    return known.inert === (context.inert || (!bare && has(el, 'inert'))) ? known : undefined;
  }

  #keeps({ owner, says, drawing, level, list, depth }: Context): boolean {
    if (this.#path !== undefined || owner !== undefined || says !== undefined || drawing !== undefined) return false;
    return level === undefined && list === undefined && depth < DEEPEST_SEGMENT;
  }

  #widget(el: Element, bare: boolean, { drawing, owner }: Context): Widget | undefined {
    const widget = widgetOf(el);
    if (widget !== undefined) return widget;
    if (drawing !== undefined && drawing.left > 0 && isShape(el) && tagOf(el) !== 'text') {
      drawing.left -= 1;
      return { kind: 'press', role: (bare ? undefined : roleGiven(el)) ?? 'img' };
    }
    if (this.#listened.size > 0 && this.#listened.has(el) && (owner === undefined || owner.weak === true))
      return { kind: 'press', role: roleGiven(el) ?? 'generic', weak: true };
    return undefined;
  }

  #add(el: Element, widget: Widget, context: Context): Found {
    this.#run = undefined;
    if (this.#inBlock >= MOST_ON_LINE) this.#fresh = true;
    const block = this.#line();
    this.#inBlock += 1;
    const { region, row, inert, owner } = context;
    const found: Found = { ...widget, what: 'widget', el, group: region, row, block, inert, around: owner, wraps: false, order: 0, chars: 0, hit: false }; // prettier-ignore
    for (let at = owner; at !== undefined; at = at.around) at.wraps = true;
    if (this.#route.words.length > 0 && !isBare(el)) found.hit = this.#isHit(ownWords(el));
    this.#items.push(found);
    return found;
  }

  #maybeLeaf(el: Element, bare: boolean, { region, row, owner, inert }: Context): void {
    if (bare || (owner !== undefined && owner.weak !== true)) return;
    this.#items.push({ what: 'leaf', el, group: region, row, block: this.#line(), around: owner, order: 0, inert });
  }

  /** What an element says of all that is in it: heading, label, region, list, drawing. */
  #note(el: Element, { tag, flags, bare }: { tag: string; flags: number; bare: boolean }, inside: Context): void {
    if ((flags & TAG.HEADING) !== 0) inside.level = Number(tag.charAt(1));
    else if ((flags & TAG.LABEL) !== 0 && el instanceof HTMLLabelElement) inside.says = el;
    else if ((flags & TAG.CAPTION) !== 0) inside.says = inside.region?.el;
    else if ((flags & TAG.DRAWING) !== 0 && inside.owner === undefined && isDrawing(el)) inside.drawing = { left: MOST.shapes }; // prettier-ignore
    const role = bare ? undefined : roleGiven(el);
    if (role === 'heading') inside.level = Math.min(6, Math.max(1, Number(attr(el, 'aria-level') ?? 2) || 2));
    if (!bare && isSpeaking(el, role, flags)) this.#aside.speakers.push(el);
    const part = regionRole(el, { tag, flags, role, bare });
    // A form or group that fills a cell is no part of its own: the row it stands in says more.
    if (part === undefined || (inside.row !== undefined && PLAIN.has(part) && !isNamed(el))) return;
    const region = this.#lists.region(el, part, inside);
    inside.region = region;
    inside.row = undefined;
    inside.list = LIST_ROLES.has(part) ? region : undefined;
    if (isTop(el, tag, part, bare)) this.#aside.tops.push(region);
  }

  #descend(
    el: Element,
    { inline, flags, bare, outer }: { inline: boolean; flags: number; bare: boolean; outer: Context },
    inside: Context,
  ): void {
    let children = childrenOf(el);
    if (children.first === null && children.list === undefined) return;
    if ((flags & TAG.DETAILS) !== 0 && !has(el, 'open')) {
      const summary = childrenElementsOf(el)[0];
      children = { first: null, list: summary === undefined ? [] : [summary] };
    }
    const folded = inline || !this.#mayFold(el) ? undefined : this.#lists.fold(el, { flags, bare }, inside);
    const chosen = folded?.chosen;
    const level: Level = {
      el, next: children.first, list: chosen?.rows ?? children.list, indices: chosen?.indices, base: folded?.base ?? 1, at: 0, context: inside, block: !inline,
      outer: undefined, items: this.#items, aside: this.#aside,
    }; // prettier-ignore
    if (!inline && inside.owner === undefined && this.#keeps(outer)) {
      inside.depth += 1;
      this.#items = [];
      this.#aside = newAside();
      level.outer = outer;
    }
    if (chosen !== undefined) {
      const { widgets, chars } = passedOver(chosen);
      this.#aside.passedWidgets += widgets;
      this.#aside.passedChars += chars;
      this.#aside.folds.push({ el, key: foldKey(el) });
    }
    this.#stack.push(level);
  }

  /** On the way to what is wanted alone, nothing is passed over. */
  #mayFold(el: Element): boolean {
    return this.#route.unfolded !== true && (this.#path === undefined || this.#isWanted(el));
  }

  #leave(level: Level): void {
    this.#stack.pop();
    if (level.block) this.#break();
    const { el, outer, context } = level;
    if (outer === undefined) return;
    const items = this.#items;
    const aside = this.#aside;
    this.#items = level.items;
    this.#aside = level.aside;
    if (aside.seen < LEAST_SEEN) {
      for (const item of items) this.#items.push(item);
      addAside(this.#aside, aside);
      return;
    }
    const segment: Segment = {
      what: 'segment',
      el,
      group: outer.region,
      row: outer.row,
      inert: context.inert,
      items,
      aside,
    };
    this.#items.push(segment);
    this.#route.memory.segments.set(el, segment);
  }
}
