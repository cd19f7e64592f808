import type {
  FrameHole,
  FrameSnapshot,
  PageElement,
  PageRegion,
  PageSnapshot,
  PageText,
} from '@/lib/contracts/index.ts';

/** A frame that has our content script now. */
export interface Frame {
  frameId: number;
  /** '' for the top frame, then f1, f2, ...; a frame keeps its key while its tab lives. */
  key: string;
}

/** What one frame said of itself. */
export interface FramePart {
  frame: Frame;
  snapshot: FrameSnapshot;
}

/** A child frame and the hole where it stands; without one, nobody saw where it is. */
interface Placed {
  part: FramePart;
  hole: FrameHole | undefined;
}

/** How the frames hang together. */
interface Tree {
  children: ReadonlyMap<FramePart, readonly Placed[]>;
  /** Holes whose own document was read. */
  answered: ReadonlySet<FrameHole>;
}

/** Where the user sees a frame. What is in a hidden one is as absent as hidden elements are. */
type Sight = 'seen' | 'offscreen' | 'covered';

interface Around {
  sight: Sight;
  /** Index of the region of the frame's own, where it has one. */
  region: number | undefined;
  /** From the top document's viewport to the frame's, CSS pixels. */
  offset: { x: number; y: number };
}

/** What is joined so far. */
interface Joined {
  elements: PageElement[];
  texts: PageText[];
  regions: PageRegion[];
  closed: PageSnapshot['closedFrames'];
  shown: FramePart[];
  at: number;
  blocks: number;
}

/**
 * The frames of a page as one view. What is in a frame stands where its iframe stands in the reading order of the document around it,
 * in a region of role `frame`; places, blocks and regions get numbers of their own. A frame whose place nobody knows comes last. What
 * is in hidden frames is left out, as hidden elements are. `closedFrames` are all visible holes that nobody answered for. Pure.
 *
 * `top`: the top document's part, one of `parts`. `silent`: frames that were asked and did not answer.
 */
export function joinFrames(
  parts: readonly FramePart[],
  top: FramePart,
  { tabId, at, silent }: { tabId: number; at: number; silent: number },
): PageSnapshot {
  const tree = treeOf(parts, top);
  const out: Joined = { elements: [], texts: [], regions: [], closed: [], shown: [], at: 0, blocks: 0 };
  const number = Math.max(...parts.map(({ snapshot }) => snapshot.part.number));
  emit(out, top, { sight: 'seen', region: undefined, offset: { x: 0, y: 0 } }, { tree, number });
  const sum = (pick: (snapshot: FrameSnapshot) => number) =>
    out.shown.reduce((total, { snapshot }) => total + pick(snapshot), 0);
  return {
    ...top.snapshot,
    tabId,
    at,
    elements: out.elements,
    texts: out.texts,
    regions: out.regions,
    elementTotal: sum((snapshot) => snapshot.elementTotal),
    textTotal: sum((snapshot) => snapshot.textTotal),
    textLength: sum((snapshot) => snapshot.textLength),
    part: { number, of: Math.max(...parts.map(({ snapshot }) => snapshot.part.of)) },
    notices: out.shown.flatMap(({ snapshot }) => snapshot.notices),
    selection: out.shown.find(({ snapshot }) => snapshot.selection !== '')?.snapshot.selection ?? '',
    unread: sum((snapshot) => snapshot.unread) + silent,
    frames: parts.map(({ frame, snapshot: { origin, documentKey } }) => ({ ...frame, origin, documentKey })),
    closedFrames: out.closed,
  };
}

/** The frame that stands where an element of that ref is: what a closer look at an iframe is about. */
export function frameAt(parts: readonly FramePart[], top: FramePart, ref: string): Frame | undefined {
  for (const placed of treeOf(parts, top).children.values()) {
    const found = placed.find(({ hole }) => hole?.ref === ref);
    if (found !== undefined) return found.part.frame;
  }
  return undefined;
}

/** Hangs each frame into the hole it fills. Parents have shorter paths than their children, so this is a tree whatever a page does. */
function treeOf(parts: readonly FramePart[], top: FramePart): Tree {
  const children = new Map<FramePart, Placed[]>();
  const answered = new Set<FrameHole>();
  const add = (parent: FramePart, placed: Placed) => children.set(parent, [...(children.get(parent) ?? []), placed]);
  for (const part of parts.toSorted((a, b) => a.snapshot.path.length - b.snapshot.path.length)) {
    if (part === top) continue;
    const found = holeOf(part, parts, answered);
    if (found === undefined) {
      add(top, { part, hole: undefined });
      continue;
    }
    if (found.own) answered.add(found.hole);
    add(found.parent, { part, hole: found.hole });
  }
  return { children, answered };
}

/** Its own hole in its parent; where a frame between them was not read, the hole of the outermost that was not. */
function holeOf(
  part: FramePart,
  parts: readonly FramePart[],
  answered: ReadonlySet<FrameHole>,
): { parent: FramePart; hole: FrameHole; own: boolean } | undefined {
  const { path } = part.snapshot;
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const own = depth === path.length - 1;
    const candidates = parts
      .filter(({ snapshot }) => samePath(snapshot.path, path.slice(0, depth)))
      .flatMap((parent) => parent.snapshot.holes.map((hole) => ({ parent, hole, own })))
      .filter(({ hole }) => hole.index === path[depth] && !(own && answered.has(hole)));
    const [best] = own ? candidates.toSorted((a, b) => misfit(a.hole, part) - misfit(b.hole, part)) : candidates;
    if (best !== undefined) return best;
  }
  return undefined;
}

function samePath(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((index, i) => index === b[i]);
}

/**
 * Frames in shadow roots have no index. Asking the page for more would show it a message of ours, so that the kind of site and the
 * height decide between several.
 */
function misfit(hole: FrameHole, { snapshot }: FramePart): number {
  const elsewhere = hole.origin !== '' && hole.origin !== snapshot.origin ? 100_000 : 0;
  return elsewhere + Math.abs(hole.box.height - snapshot.scroll.height);
}

/** Adds a frame and those in it, in reading order. `number`: which part of the page was asked for; frames that have less add nothing. */
function emit(out: Joined, part: FramePart, around: Around, context: { tree: Tree; number: number }): void {
  const { snapshot } = part;
  const { children, answered } = context.tree;
  const first = out.regions.length;
  const blocks = out.blocks;
  out.shown.push(part);
  out.regions.push(...snapshot.regions.map((region) => moved(region, first, around)));
  const regionOf = (index: number | undefined) =>
    index === undefined || index >= snapshot.regions.length ? around.region : first + index;
  const seat = (item: { block: number; region?: number | undefined }) => {
    const region = regionOf(item.region);
    out.blocks = Math.max(out.blocks, blocks + item.block + 1);
    return { at: ++out.at, block: blocks + item.block, ...(region !== undefined && { region }) };
  };
  const placed = children.get(part) ?? [];
  const enter = ({ part: child, hole }: Placed) => {
    const sight = hole === undefined ? around.sight : sightOf(hole, snapshot, around.sight);
    if (sight === 'hidden') return;
    const region = out.regions.push(frameRegion(child, hole, regionOf(hole?.region))) - 1;
    const offset = { x: around.offset.x + (hole?.box.x ?? 0), y: around.offset.y + (hole?.box.y ?? 0) };
    emit(out, child, { sight, region, offset }, context);
  };
  for (const { element, text, hole } of inOrder(snapshot, snapshot.part.number >= context.number)) {
    if (element !== undefined) out.elements.push({ ...seen(element, around), ...seat(element) });
    else if (text !== undefined)
      out.texts.push({ ...text, ...seat(text), ...(around.sight === 'covered' && { covered: true }) });
    else {
      for (const child of placed) if (child.hole === hole) enter(child);
      const { ref, origin, name, visible } = hole;
      if (visible && !answered.has(hole)) out.closed.push({ ref, origin, name });
    }
  }
  for (const child of placed) if (child.hole === undefined) enter(child);
}

type Item =
  | { element: PageElement; text?: undefined; hole?: undefined }
  | { text: PageText; element?: undefined; hole?: undefined }
  | { hole: FrameHole; element?: undefined; text?: undefined };

function inOrder({ elements, texts, holes }: FrameSnapshot, whole: boolean): Item[] {
  const items: { at: number; item: Item }[] = holes.map((hole) => ({ at: hole.at, item: { hole } }));
  if (whole) {
    items.push(...elements.map((element) => ({ at: element.at, item: { element } })));
    items.push(...texts.map((text) => ({ at: text.at, item: { text } })));
  }
  return items.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}

function moved(region: PageRegion, first: number, around: Around): PageRegion {
  const outer = region.outer === undefined ? around.region : first + region.outer;
  const { outer: _, ...rest } = region;
  return { ...rest, ...(outer !== undefined && { outer }) };
}

function frameRegion(
  { frame, snapshot }: FramePart,
  hole: FrameHole | undefined,
  outer: number | undefined,
): PageRegion {
  return {
    ref: hole?.ref ?? `${frame.key}e0`,
    role: 'frame',
    name: hole?.name || snapshot.title,
    origin: snapshot.origin,
    ...(outer !== undefined && { outer }),
  };
}

function sightOf(hole: FrameHole, parent: FrameSnapshot, outside: Sight): Sight | 'hidden' {
  const { x, y, width, height } = hole.box;
  if (!hole.visible || width <= 0 || height <= 0) return 'hidden';
  if (outside !== 'seen') return outside;
  if (isBehind(hole, parent)) return 'covered';
  return y >= parent.scroll.height || y + height <= 0 || x + width <= 0 ? 'offscreen' : 'seen';
}

/** Something lies on top, the frame is not in it, and what else is not in it is covered: so is the frame. */
function isBehind(hole: FrameHole, { regions, elements }: FrameSnapshot): boolean {
  const onTop = (index: number | undefined): boolean => {
    for (let at = index, guard = 0; at !== undefined && guard <= regions.length; at = regions[at]?.outer, guard++) {
      if (regions[at]?.top === true) return true;
    }
    return false;
  };
  if (!regions.some(({ top }) => top === true) || onTop(hole.region)) return false;
  return elements.every(({ states, region }) => onTop(region) || states.includes('covered'));
}

/** An element of a frame as it is in the whole page: what the frame hides is hidden from view, too. */
function seen(element: PageElement, { sight, offset }: Around): PageElement {
  const box = element.box && { ...element.box, x: element.box.x + offset.x, y: element.box.y + offset.y };
  const states = sight === 'seen' || element.states.includes(sight) ? element.states : [...element.states, sight];
  return { ...element, states, ...(box !== undefined && { box }) };
}
