/**
 * How the two halves find each other, before any script of the page runs; whichever comes second finds the first. The isolated half
 * makes an element that is in no document and hands it over; from then on both speak through that element, which the page never gets
 * hold of. What they call their events is its id, another one each time.
 */
export const HELLO = 'f7c9e2a41b';
export const HANDOVER = 'a1d85e90c7';

/** Ends of the names of the events on the element that both share. */
export const ASK = 'a';
export const MARK = 'm';
export const UNMARK = 'u';
/** A shadow root in which elements will be told of, by its host. */
export const ROOT = 'r';
