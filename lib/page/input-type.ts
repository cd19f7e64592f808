import { attr } from './dom.ts';

/** Type of an input as the browser takes it (unknown ones are text). */
export function inputType(el: Element): string {
  return el instanceof HTMLInputElement ? el.type : (attr(el, 'type') ?? 'text').toLowerCase();
}
