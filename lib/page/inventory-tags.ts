/** What the walk does at an element, by its tag: one look into a map in place of a dozen comparisons. */
export const TAG = {
  /** Nothing in it can be read by a person, or it is read with the element itself. */
  CLOSED: 1,
  /** Its text goes on in the line around it. */
  INLINE: 2,
  HEADING: 4,
  /** Its text names the region around it. */
  CAPTION: 8,
  LABEL: 16,
  LIST: 32,
  TABLE: 64,
  FRAME: 128,
  BREAK: 256,
  DETAILS: 512,
  DRAWING: 1024,
  /** Can be a row of a list: `li`, `tr`. */
  ROW: 2048,
  /** Many of them in a row are prose, not a list. */
  PROSE: 4096,
  SPEAKER: 8192,
} as const;

const INLINE =
  'a abbr acronym area b bdi bdo big button cite code data del dfn em font i img input ins kbd label map mark meter nobr output ' +
  'picture progress q ruby s samp select slot small span strike strong sub sup textarea time tt u var svg g tspan';
const CLOSED =
  'script style template noscript head select textarea object embed canvas video audio datalist math title desc metadata defs link meta ' +
  'hr wbr input source track param base area iframe frame progress meter clippath lineargradient symbol';
const PROSE = 'p h1 h2 h3 h4 h5 h6 br hr pre blockquote script style link meta template noscript dt dd input option';

const flags = new Map<string, number>();

function mark(tags: string, flag: number): void {
  for (const tag of tags.split(' ')) flags.set(tag, (flags.get(tag) ?? 0) | flag);
}

mark(INLINE, TAG.INLINE);
mark(CLOSED, TAG.CLOSED);
mark(`${PROSE} ${INLINE}`, TAG.PROSE);
mark('h1 h2 h3 h4 h5 h6', TAG.HEADING);
mark('legend caption', TAG.CAPTION);
mark('label', TAG.LABEL);
mark('ul ol menu tbody', TAG.LIST);
mark('table', TAG.TABLE);
mark('iframe frame', TAG.FRAME);
mark('br hr', TAG.BREAK);
mark('br', TAG.CLOSED);
mark('details', TAG.DETAILS);
mark('svg', TAG.DRAWING);
mark('li tr', TAG.ROW);
mark('output dialog', TAG.SPEAKER);

export function flagsOf(tag: string): number {
  return flags.get(tag) ?? 0;
}

/** Roles of regions that have rows. */
export const LIST_ROLES: ReadonlySet<string> = new Set(
  ['list', 'table', 'grid', 'treegrid', 'listbox', 'tree', 'feed'],
); // prettier-ignore
export const ROW_ROLES: ReadonlySet<string> = new Set(['row', 'listitem', 'article']);

const REGION_TAGS = new Map(
  Object.entries({
    fieldset: 'group',
    form: 'form',
    dialog: 'dialog',
    nav: 'navigation',
    main: 'main',
    aside: 'complementary',
    section: 'region',
    search: 'search',
    menu: 'list',
    ul: 'list',
    ol: 'list',
    table: 'table',
    header: 'banner',
    footer: 'contentinfo',
  }),
);
const REGION_ROLES = new Set(
  ['group', 'radiogroup', 'form', 'dialog', 'alertdialog', 'navigation', 'main', 'complementary', 'region', 'search', 'toolbar',
    'menu', 'menubar', 'listbox', 'tablist', 'tabpanel', 'tree', 'grid', 'treegrid', 'table', 'list', 'feed', 'banner', 'contentinfo'],
); // prettier-ignore

/** Role of the region that an element is by its tag; undefined where it is none, or only when it has a name (`section`). */
export function regionOfTag(tag: string): string | undefined {
  return REGION_TAGS.get(tag);
}

export function isRegionRole(role: string): boolean {
  return REGION_ROLES.has(role);
}
