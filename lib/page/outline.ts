const SHOWN_MS = 1200;
const COLOUR = '#4f6bed';

/**
 * A calm outline where Locus acts. An animation, and no element or attribute: nothing is written into the page, no observer of its
 * hears of it, and it ends by itself.
 */
export function outline(el: Element): void {
  el.animate(
    [
      { outline: `2px solid ${COLOUR}`, outlineOffset: '2px' },
      { outline: `2px solid ${COLOUR}`, outlineOffset: '2px', offset: 0.7 },
      { outline: '2px solid transparent', outlineOffset: '2px' },
    ],
    { duration: SHOWN_MS },
  );
}
