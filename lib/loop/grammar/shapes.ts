import { fieldsFor, KEYS, type PageElement, type PageSnapshot } from '@/lib/contracts/index.ts';

/** What the possible actions are made for. The order of `refs` and `urls` does not matter. */
export interface GrammarInput {
  page: PageSnapshot;
  /** The elements that matter now; those that are not on the page are left out. */
  refs: readonly string[];
  /** Where `goto` may lead: http and https only, others are left out. */
  urls: readonly string[];
  /** Ways to see more of the page; none for a small engine. */
  glances?: Glances | undefined;
}

export interface Glances {
  /** Lists and regions that `look` can unfold. */
  looks: readonly string[];
  search: boolean;
  more: boolean;
  /** Tools of the page that may be called. */
  tools?: readonly string[] | undefined;
  /** Files that came with the task, and tabs of the run: acts name them by number, from 1. */
  files?: number | undefined;
  tabs?: number | undefined;
}

/** A set of refs that several verbs share, so that it is printed once. Never empty. */
interface RefGroup {
  name: 'pressable' | 'typable' | 'readable' | 'checkable';
  refs: readonly string[];
}

/** What may stand for the value of one key. */
export type Field =
  | { kind: 'choice'; values: readonly (string | number | boolean)[] }
  | { kind: 'refs'; groups: readonly RefGroup[] }
  /** Any well-formed text of at most `max` code points. */
  | { kind: 'text'; max: number }
  | { kind: 'object'; fields: readonly Entry[] };
export type Entry = readonly [key: string, field: Field];

/** One object: its keys in the fixed order of lib/contracts/action.ts. */
export interface Shape {
  /** A name for the rule, unique among the shapes. */
  name: string;
  fields: readonly Entry[];
}

const MAX_TYPED_TEXT = 200;
const MAX_ANSWER_TEXT = 600;
const MAX_FOUND_TEXT = 80;
const MAX_VALUE = 40;
const MAX_TOOL_INPUT = 400;
const WAITS = [500, 1000, 3000];
const MAX_URL = 2048;
const MAX_LABEL = 500;

/**
 * The actions that are possible on this page: the one description of which the three grammars and the check of a reply are four
 * readings. The same set of inputs gives the same shapes in the same order.
 */
export function shapesOf({ page, refs, urls, glances }: GrammarInput): Shape[] {
  const wanted = new Set(refs);
  const elements = page.elements
    .filter((element) => wanted.has(element.ref) && !element.states.includes('disabled'))
    .toSorted((a, b) => byRef(a.ref, b.ref));
  const { pressable, typable, readable, checkable } = groupsOf(elements);
  const clickable = [pressable, typable, readable, checkable].filter((group) => group.refs.length > 0);
  const shapes: Shape[] = [];
  if (clickable.length > 0) shapes.push(shape('click', ['ref', { kind: 'refs', groups: clickable }]));
  if (typable.refs.length > 0) {
    shapes.push(shape('type', ['ref', { kind: 'refs', groups: [typable] }], ['text', text(MAX_TYPED_TEXT)]));
  }
  for (const { ref, options } of elements.filter(({ kind }) => kind === 'select')) {
    const labels = [...new Set(options)].filter((label) => label.length <= MAX_LABEL && label.isWellFormed());
    if (labels.length === 0) continue;
    shapes.push({
      ...shape('select', ['ref', choice(ref)], ['option', choice(...labels)]),
      name: `select${ref}`,
    });
  }
  if (checkable.refs.length > 0) {
    shapes.push(shape('check', ['ref', { kind: 'refs', groups: [checkable] }], ['on', choice(true, false)]));
  }
  shapes.push(...giving(page, elements));
  shapes.push(shape('press', ['key', choice(...KEYS)]));
  shapes.push(shape('scroll', ['to', choice('up', 'down', 'top', 'bottom')]));
  const places = [...new Set(urls)].filter(mayOpen).toSorted();
  if (places.length > 0) shapes.push(shape('goto', ['url', choice(...places)]));
  shapes.push(shape('back'));
  const time: Entry[] = [
    ['what', choice('time')],
    ['ms', choice(...WAITS)],
  ];
  shapes.push(shape('wait', ['for', { kind: 'object', fields: time }]));
  if (glances !== undefined) shapes.push(...wider(elements), ...ownThings(elements, glances), ...glanceShapes(glances));
  shapes.push(shape('answer', ['text', text(MAX_ANSWER_TEXT)]));
  return shapes;
}

/** Each secret of the user with the fields that it may go into. */
function giving(page: PageSnapshot, elements: readonly PageElement[]): Shape[] {
  return (page.handles ?? []).flatMap((handle) => {
    const fields = new Set(fieldsFor(handle, page).map(({ ref }) => ref));
    const refs = elements.filter(({ ref }) => fields.has(ref)).map(({ ref }) => ref);
    if (refs.length === 0) return [];
    return [{ ...shape('give', ['ref', choice(...refs)], ['secret', choice(handle.secret)]), name: `give${handle.secret}` }]; // prettier-ignore
  });
}

/** Acts that only an engine with room for more than a handful of elements is offered. */
function wider(elements: readonly PageElement[]): Shape[] {
  const shapes: Shape[] = [];
  const popups = elements.filter(({ states }) => states.includes('popup')).map(({ ref }) => ref);
  if (popups.length > 0) shapes.push(shape('hover', ['ref', choice(...popups)]));
  const dragged = elements.filter(({ states }) => states.includes('draggable')).map(({ ref }) => ref);
  const all = elements.map(({ ref }) => ref);
  if (dragged.length > 0) shapes.push(shape('drag', ['ref', choice(...dragged)], ['to', choice(...all)]));
  const sliders = elements.filter(({ role }) => role === 'slider' || role === 'spinbutton').map(({ ref }) => ref);
  if (sliders.length > 0) shapes.push(shape('set', ['ref', choice(...sliders)], ['value', text(MAX_VALUE)]));
  return shapes;
}

/** Acts on what the run has: files that the user gave, tabs that it opened. */
function ownThings(elements: readonly PageElement[], { files = 0, tabs = 1 }: Glances): Shape[] {
  const fields = elements.filter(({ inputType }) => inputType === 'file').map(({ ref }) => ref);
  const upTo = (most: number) => choice(...Array.from({ length: most }, (_, i) => i + 1));
  return [
    ...(files > 0 && fields.length > 0 ? [shape('upload', ['ref', choice(...fields)], ['file', upTo(files)])] : []),
    ...(tabs > 1 ? [shape('switch', ['tab', upTo(tabs)])] : []),
  ];
}

function glanceShapes({ looks, search, more, tools = [] }: Glances): Shape[] {
  const refs = looks.filter((ref) => /^(f\d{1,4})?e\d{1,6}$/.test(ref)).toSorted(byRef);
  const callable = [...new Set(tools)].filter((name) => name.length <= 128 && name.isWellFormed()).toSorted();
  return [
    ...(refs.length > 0 ? [shape('look', ['ref', choice(...new Set(refs))])] : []),
    ...(search ? [shape('find', ['text', text(MAX_FOUND_TEXT)])] : []),
    ...(more ? [shape('more')] : []),
    ...(callable.length > 0 ? [shape('call', ['tool', choice(...callable)], ['input', text(MAX_TOOL_INPUT)])] : []),
  ];
}

/** Each element in one group; selects in none, since they are not clicked. */
function groupsOf(elements: readonly PageElement[]) {
  const of = (name: RefGroup['name'], fits: (element: PageElement) => boolean): RefGroup => ({
    name,
    refs: [...new Set(elements.filter(fits).map(({ ref }) => ref))],
  });
  return {
    pressable: of('pressable', ({ kind }) => kind === 'press' || kind === 'link'),
    typable: of('typable', (element) => element.kind === 'text' && takesText(element)),
    readable: of('readable', (element) => element.kind === 'text' && !takesText(element)),
    checkable: of('checkable', ({ kind }) => kind === 'check'),
  };
}

/** A model never types into a password or card field: its value may only come from the user's own words. */
function takesText(element: PageElement): boolean {
  return element.secret !== true && !element.states.includes('readonly');
}

function shape(verb: string, ...fields: Entry[]): Shape {
  return { name: verb, fields: [['do', choice(verb)], ...fields] };
}

function choice(...values: (string | number | boolean)[]): Field {
  return { kind: 'choice', values };
}

function text(max: number): Field {
  return { kind: 'text', max };
}

function mayOpen(url: string): boolean {
  return url.length <= MAX_URL && url.isWellFormed() && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}

/** By frame, then by number: an order that moving things on the page does not change. */
function byRef(a: string, b: string): number {
  const [frameA, numberA] = parts(a);
  const [frameB, numberB] = parts(b);
  return frameA - frameB || numberA - numberB;
}

function parts(ref: string): [frame: number, number: number] {
  const [, frame = '0', number = '0'] = /^(?:f(\d+))?e(\d+)$/.exec(ref) ?? [];
  return [Number(frame), Number(number)];
}
