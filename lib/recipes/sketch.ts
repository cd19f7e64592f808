import { frameKeyOf, type PageElement, type PageSnapshot, type Sketch } from '@/lib/contracts/index.ts';
import { clip, foldLine, oneLine } from '@/lib/shared/index.ts';

import { placeOf } from './words.ts';

const MOST_BESIDE = 160;

/** What the element is like; undefined where it is not on the page. */
export function sketchOf(ref: string, page: PageSnapshot): Sketch | undefined {
  const element = page.elements.find((candidate) => candidate.ref === ref);
  if (element === undefined) return undefined;
  const { kind, role, group, inputType, secret } = element;
  const region = regionOf(element, page);
  const name = labelOf(element);
  const origin = originOf(element, page);
  const alike = page.elements.filter(
    (other) =>
      other.kind === kind && other.role === role && labelOf(other) === name && originOf(other, page) === origin,
  );
  const rows = alike.length > 1 ? rowsOf(page) : undefined;
  const beside = rows === undefined ? '' : besideOf(element, rows);
  const twins = rows === undefined || beside === '' ? alike : alike.filter((other) => besideOf(other, rows) === beside);
  return {
    kind,
    role,
    name,
    ...(group !== undefined && { group }),
    ...(region !== undefined && { region }),
    ...(inputType !== undefined && { inputType }),
    ...(beside !== '' && { beside }),
    nth: twins.indexOf(element) + 1,
    of: twins.length,
    origin,
    ...(secret === true && { secret }),
  };
}

/** The one element that the sketch can only mean; undefined where there is none, or more than one. */
export function findSketched(sketch: Sketch, page: PageSnapshot): PageElement | undefined {
  const name = foldLine(sketch.name);
  let found = page.elements.filter(
    (element) =>
      element.kind === sketch.kind &&
      foldLine(labelOf(element)) === name &&
      originOf(element, page) === sketch.origin &&
      !element.states.includes('disabled'),
  );
  found = preferring(found, ({ role }) => role === sketch.role);
  const { beside } = sketch;
  if (beside !== undefined) {
    const rows = rowsOf(page);
    const wanted = foldLine(beside);
    found = found.filter((element) => placeOf(foldLine(besideOf(element, rows)), wanted) !== undefined);
  }
  found = preferring(found, ({ group }) => group === sketch.group);
  found = preferring(found, (element) => regionOf(element, page) === sketch.region);
  found = preferring(found, ({ inputType }) => inputType === sketch.inputType);
  // Of several that nothing tells apart the place does, as long as there are as many as there were.
  const one = found.length === 1 ? found[0] : found.length === sketch.of ? found[sketch.nth - 1] : undefined;
  return name === '' && one?.group !== sketch.group ? undefined : one;
}

/** Those that fit, or all where none does: what pages call their parts changes more than what they call their buttons. */
function preferring(elements: PageElement[], fits: (element: PageElement) => boolean): PageElement[] {
  const some = elements.filter(fits);
  return some.length > 0 ? some : elements;
}

function labelOf({ name, near, placeholder, look }: PageElement): string {
  return [name, near, placeholder, look].map((text) => oneLine(text ?? '')).find((text) => text !== '') ?? '';
}

function regionOf({ region }: PageElement, { regions }: PageSnapshot): string | undefined {
  for (let at = region; at !== undefined; at = regions[at]?.outer) {
    const name = regions[at]?.name;
    if (name !== undefined && name !== '') return name;
  }
  return undefined;
}

interface Part {
  at: number;
  text: string;
  /** '' for mere text. */
  ref: string;
}

/** What is in each row of each list and table, in reading order. */
function rowsOf({ elements, texts }: PageSnapshot): Map<string, Part[]> {
  const parts = [
    ...elements.map((element) => ({ at: element.at, text: labelOf(element), ref: element.ref, row: rowOf(element) })),
    ...texts.map((text) => ({ at: text.at, text: text.text, ref: '', row: rowOf(text) })),
  ].filter(({ row }) => row !== '');
  return Map.groupBy(
    parts.toSorted((a, b) => a.at - b.at),
    ({ row }) => row,
  );
}

function rowOf({ region, row }: { region?: number | undefined; row?: number | undefined }): string {
  return row === undefined ? '' : `${region} ${row}`;
}

/** What else is in its row. */
function besideOf(element: PageElement, rows: Map<string, Part[]>): string {
  const others = (rows.get(rowOf(element)) ?? []).filter(({ ref }) => ref !== element.ref);
  return clip(oneLine(others.map(({ text }) => text).join(' ')), MOST_BESIDE);
}

function originOf({ ref }: PageElement, { frames, origin }: PageSnapshot): string {
  const key = frameKeyOf(ref);
  return frames.find((frame) => frame.key === key)?.origin ?? origin;
}
