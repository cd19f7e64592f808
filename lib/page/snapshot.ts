import type { Ask, FrameSnapshot, PageElement, PageText } from '@/lib/contracts/index.ts';
import { fold } from '@/lib/shared/index.ts';

import { attempt } from './attempt.ts';
import { describe } from './describe.ts';
import { attr, elementCount, focusedIn, rootElementOf, scrollerOf, titleOf } from './dom.ts';
import { Geometry, type Place, type Placed } from './geometry.ts';
import { GroupNames, headingIn } from './group.ts';
import { again, isSteady, PASSING, tellApart } from './inventory-again.ts';
import { byWorth, focusOn, Heights, PART_SIZE } from './inventory-choose.ts';
import { framePath, holeOf } from './inventory-frames.ts';
import { type Memory, Within } from './inventory-memory.ts';
import { type Asking, withPointers } from './inventory-pointers.ts';
import type { Route } from './inventory-route.ts';
import { Numbered, piecesOf, Telling } from './inventory-texts.ts';
import { type Top, topsOf } from './inventory-top.ts';
import type { Found, Inventory, Item, Row, Run } from './inventory.ts';
import { BUDGET_MS, deadline, MOST } from './limits.ts';
import { boxOf } from './look.ts';
import { labelOf } from './name.ts';
import { noticesOf } from './notices.ts';
import type { RefBook } from './refs.ts';
import { selectedText } from './selected.ts';
import { line } from './text.ts';
import { Walk } from './walk.ts';

export interface Looking {
  refs: RefBook;
  documentKey: string;
  ask: Ask;
  memory: Memory;
}

export interface Looked {
  frame: FrameSnapshot;
  roots: ShadowRoot[];
  inventory: Inventory;
  /** Where each element of the frame is on the page, and the parent of each text. */
  sources: ReadonlyMap<object, Element>;
}

/** One item that is told, with what was found out about it. */
type Told =
  | { item: Found; where: Place['where'] }
  | { item: Run; text: string }
  | { item: Extract<Item, { what: 'hole' }> };

/** A frame's snapshot, and the shadow roots that were met. Reads only; bounded time, and honest about what time cut off. */
export function snapshot(document: Document, { refs, documentKey, ask, memory }: Looking): Looked {
  const { focus } = ask;
  const words = [...ask.words, ...(focus?.on === 'words' ? fold(focus.text).split(/\s+/, 50) : [])].filter(Boolean);
  const only = focus?.on === 'ref' ? onlyAt(refs, focus, ask.size) : undefined;
  const inventory = Walk.over(document, { words, memory, only });
  const asking = {
    memory,
    styled: new Within(memory.styled),
    geometry: new Geometry(document, memory),
  };
  const items = withPointers(document, inventory.items, asking);
  for (const [order, item] of items.entries()) item.order = order;
  const tops = topsOf(document, inventory.tops);
  const whole = inventory.part !== undefined;
  const focused = focusOn(items, whole ? undefined : focus, ask.size);
  const look = new Look(asking, { items, tops, focused: focused.items, partial: focus !== undefined });
  const { elements, texts, regions, holes, rest, fields, sources } = new Teller(document, {
    refs,
    look,
    asking,
  }).tell();
  const root = rootElementOf(document);
  const widgets = items.reduce((sum, { what }) => (what === 'widget' ? sum + 1 : sum), 0);
  const chars = look.characters + inventory.passedChars;
  const frame: FrameSnapshot = {
    url: document.URL,
    origin: globalThis.origin,
    title: line(titleOf(document), 300),
    lang: line(attr(root, 'lang') ?? attr(root, 'xml:lang') ?? '', 35),
    dir: getComputedStyle(root).direction === 'rtl' ? 'rtl' : 'ltr',
    documentKey,
    elements,
    elementTotal: Math.max(elements.length, widgets - look.hidden + inventory.passedWidgets),
    texts,
    textTotal: chars,
    regions,
    holes,
    path: framePath(),
    part: inventory.part ?? focused.part,
    selection: line(selectedText(document)?.text ?? '', MOST.selection),
    scroll: { y: Math.round(window.scrollY), height: window.innerHeight, page: scrollerOf(document).scrollHeight },
    textLength: look.length + inventory.passedChars,
    notices: noticesOf(inventory.speakers, fields),
    unread: rest + (inventory.cut ? Math.max(1, elementCount(document) - inventory.seen) : 0),
  };
  return { frame, roots: inventory.roots, inventory, sources };
}

function onlyAt(refs: RefBook, { ref, part }: { ref: string; part: number }, size = PART_SIZE): Route['only'] {
  const el = refs.find(ref);
  return el === undefined ? undefined : { el, number: part, size };
}

/** Which items are told: those that are there for somebody who looks at the page, up to what a snapshot holds. */
class Look {
  readonly told: Told[] = [];
  readonly heights: Heights;
  readonly tops: readonly Top[];
  /** Widgets that turned out to be hidden. */
  hidden = 0;
  /** Characters of texts that could be told. */
  characters = 0;
  length = 0;
  /** Items for which time was too short. */
  rest = 0;
  readonly #asking: Asking;
  readonly #placed = new Map<Element, Placed>();
  readonly #native: boolean;
  readonly #blocked: boolean;

  constructor(
    asking: Asking,
    {
      items,
      tops,
      focused,
      partial,
    }: { items: readonly Item[]; tops: readonly Top[]; focused: readonly Item[]; partial: boolean },
  ) {
    this.#asking = asking;
    this.tops = tops;
    this.heights = new Heights(tops);
    this.#native = tops.some(({ native }) => native);
    this.#blocked = tops.some(({ blocks }) => blocks);
    const telling = new Telling(items);
    for (const item of items) {
      if (item.what !== 'text') continue;
      this.length += item.text.length;
      if (telling.isTold(item)) this.characters += item.text.length;
    }
    this.#take(partial ? focused : byWorth(focused, this.heights, asking.geometry), telling);
    this.#order();
    asking.memory.placed = this.#placed;
  }

  #take(items: readonly Item[], telling: Telling): void {
    const over = deadline(BUDGET_MS.measure);
    let widgets: number = MOST.elements;
    let texts: number = MOST.texts;
    for (const [index, item] of items.entries()) {
      if (over()) {
        this.rest = items.length - index;
        return;
      }
      if (item.what === 'widget' && widgets > 0) {
        const where = this.#where(item);
        if (where === 'hidden') this.hidden += 1;
        else {
          widgets -= 1;
          this.told.push({ item, where: this.isBehind(item.el) && (where === 'offscreen' || this.#native) ? 'covered' : where }); // prettier-ignore
        }
      } else if (item.what === 'text' && texts > 0 && telling.isTold(item)) {
        const text = this.#lineOf(item);
        if (text === '') continue;
        texts -= 1;
        this.told.push({ item, text });
      } else if (item.what === 'hole') this.told.push({ item });
    }
  }

  isBehind(el: Element): boolean {
    if (!this.#blocked) return false;
    const height = this.heights.of(el);
    return !this.tops.some(({ blocks }, index) => blocks && height >= index + 1);
  }

  #where({ el }: Found): Place['where'] {
    const { geometry, styled, memory } = this.#asking;
    const placed = styled.has(el) ? undefined : memory.placed.get(el);
    const place = attempt(() => (placed === undefined ? geometry.place(el) : geometry.again(el, placed)));
    if (place === undefined || place.where === 'hidden') return 'hidden';
    const { left, top, right, bottom } = geometry.rect(place.through);
    this.#placed.set(el, { place, box: { left, top, right, bottom } });
    return place.where;
  }

  #lineOf(item: Run): string {
    const { geometry, styled } = this.#asking;
    if (item.line === undefined || styled.has(item.el))
      item.line = geometry.isReadable(item.el) ? line(item.text, MOST.text * MOST.pieces) : '';
    return item.line;
  }

  /** What lies on top first, topmost before the rest; within each, reading order. */
  #order(): void {
    const { heights, told } = this;
    if (this.tops.length === 0) told.sort((a, b) => a.item.order - b.item.order);
    else told.sort((a, b) => heights.of(b.item.el) - heights.of(a.item.el) || a.item.order - b.item.order);
  }
}

/** Puts what is told into the words of a snapshot. */
class Teller {
  readonly #document: Document;
  readonly #refs: RefBook;
  readonly #look: Look;
  readonly #groups = new GroupNames();
  readonly #numbered = new Numbered();
  readonly #rows = new Map<Row['region'], Set<Row>>();
  readonly #elements: PageElement[] = [];
  readonly #texts: PageText[] = [];
  readonly #holes: FrameSnapshot['holes'] = [];
  readonly #asking: Asking;
  readonly #kept = new Map<Element, PageElement>();
  readonly #sources = new Map<object, Element>();
  readonly #fields: Element[] = [];
  #at = 0;
  #block = 0;
  #lastBlock: number | undefined;

  constructor(document: Document, { refs, look, asking }: { refs: RefBook; look: Look; asking: Asking }) {
    this.#asking = asking;
    this.#document = document;
    this.#refs = refs;
    this.#look = look;
  }

  tell(): Pick<FrameSnapshot, 'elements' | 'texts' | 'regions' | 'holes'> & {
    rest: number;
    fields: Element[];
    sources: ReadonlyMap<object, Element>;
  } {
    const focused = focusedIn(this.#document);
    const over = deadline(BUDGET_MS.describe);
    let { rest } = this.#look;
    for (const told of this.#look.told) {
      if (over()) {
        rest += 1;
        continue;
      }
      if ('where' in told) attempt(() => this.#element(told, focused));
      else if ('text' in told) this.#text(told);
      else this.#hole(told.item);
    }
    this.#asking.memory.kept = this.#kept;
    tellApart(this.#elements, this.#sources);
    return { elements: this.#elements, texts: this.#texts, regions: this.#regions(), holes: this.#holes, rest, fields: this.#fields, sources: this.#sources }; // prettier-ignore
  }

  #spot({ group, row, block }: Item): { at: number; block: number; region?: number; row?: number } {
    if (block !== this.#lastBlock) this.#block += 1;
    this.#lastBlock = block;
    const region = this.#numbered.numberOf(group);
    this.#count(row);
    for (let at = group; at !== undefined; at = at.outer) this.#count(at.row);
    const spot = { at: ++this.#at, block: this.#block };
    if (region === undefined) return spot;
    return row === undefined || row.region !== group ? { ...spot, region } : { ...spot, region, row: row.number };
  }

  #count(row: Row | undefined): void {
    if (row === undefined || row.number === 0) return;
    const known = this.#rows.get(row.region);
    if (known === undefined) this.#rows.set(row.region, new Set([row]));
    else known.add(row);
  }

  #element({ item, where }: { item: Found; where: Place['where'] }, focused: Element | undefined): void {
    const ref = this.#refs.refOf(item.el);
    const { styled, memory } = this.#asking;
    const kept = styled.has(item.el) || memory.paths.has(item.el) ? undefined : memory.kept.get(item.el);
    const element =
      kept === undefined
        ? describe(item, { ref, where, focused, groups: this.#groups })
        : again(kept, { ref, where, isFocused: item.el === focused });
    if (kept !== undefined) this.#kept.set(item.el, kept);
    else if (isSteady(element, item.el)) this.#kept.set(item.el, { ...element, states: element.states.filter((state) => !PASSING.has(state)) }); // prettier-ignore
    const group = this.#groups.nameOf(item.group);
    if (group === undefined || group === element.name) delete element.group;
    else element.group = group;
    Object.assign(element, this.#spot(item));
    this.#elements.push(element);
    this.#sources.set(element, item.el);
    if (element.states.includes('invalid')) this.#fields.push(item.el);
  }

  #text({ item, text }: { item: Run; text: string }): void {
    const covered = this.#look.isBehind(item.el);
    for (const piece of piecesOf(text)) {
      const told: PageText = { ...this.#spot(item), text: piece };
      if (item.level !== undefined) told.level = item.level;
      if (covered) told.covered = true;
      if (item.el instanceof SVGElement) told.box = boxOf(item.el);
      this.#texts.push(told);
      this.#sources.set(told, item.el);
    }
  }

  #hole(item: Extract<Item, { what: 'hole' }>): void {
    const { at, region } = this.#spot(item);
    this.#holes.push({ ...holeOf(item), at, ref: this.#refs.refOf(item.el), ...(region !== undefined && { region }) });
  }

  #regions(): FrameSnapshot['regions'] {
    const tops = new Set(this.#look.tops.map(({ el }) => el));
    return this.#numbered.regions.map((region) => {
      const { el, role, outer, rows } = region;
      const told: FrameSnapshot['regions'][number] = {
        ref: this.#refs.refOf(el),
        role,
        name: labelOf(el) || headingIn(el),
      };
      const index = this.#numbered.numberOf(outer);
      if (index !== undefined) told.outer = index;
      if (rows !== undefined) {
        told.rows = rows;
        told.rowsHere = this.#rows.get(region)?.size ?? 0;
      }
      if (tops.has(el)) told.top = true;
      return told;
    });
  }
}
