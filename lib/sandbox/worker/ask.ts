import { byteLength } from '@/lib/shared/index.ts';

import { LONGEST_ASKED } from '../call.ts';
import { BYTES_A_UNIT, type Gauge } from '../harden/gauge.ts';
import { Fault } from './fault.ts';

/** Asks the host, text for text. One at a time. */
export type Ask = (request: string) => Promise<string>;

/** Units of fuel for a call of the host through the door. */
const CALL_UNITS = 100;

/** Takes the fuel for what goes through the door, in either direction. */
export function payFor(gauge: Pick<Gauge, 'spend'>, text: string): void {
  gauge.spend(CALL_UNITS + Math.floor(byteLength(text) / BYTES_A_UNIT));
}

/** Throws where a guest asks more in one breath than it may. */
export function checkLength(length: number): void {
  if (length > LONGEST_ASKED) throw new Fault('output', `asks with ${length} characters; at most ${LONGEST_ASKED}`);
}

/** Thrown through a guest that stands at a call without an answer: it begins again with the answer at hand. */
export class Unanswered extends Error {
  readonly request: string;

  constructor(request: string) {
    super('it waits for an answer');
    this.request = request;
  }
}

/** What was asked so far, with the answers: a guest that begins again hears the same. */
export class Transcript {
  readonly #known: { request: string; answer: string }[] = [];
  #next = 0;

  rewind(): void {
    this.#next = 0;
  }

  add(request: string, answer: string): void {
    this.#known.push({ request, answer });
  }

  /** The answer of then. Throws `Unanswered` where there is none yet. */
  answerTo(request: string): string {
    const known = this.#known[this.#next];
    this.#next += 1;
    if (known === undefined) throw new Unanswered(request);
    // Guests are deterministic; one that is not has found a source of chance that we do not know.
    if (known.request !== request) throw new Fault('trap', 'it asked something else the second time');
    return known.answer;
  }
}
