const SHOWN_MS = 900;
const COLOUR = '2px solid #4f6bed';

/**
 * A calm outline where Locus acts. An animation, and no element or attribute: nothing is written into the page, no observer of its
 * hears of it, and it ends by itself.
 */
export function outline(el: Element): void {
  el.animate([{ outline: COLOUR, outlineOffset: '2px' }, { outline: COLOUR }], SHOWN_MS);
}
