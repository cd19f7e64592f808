import { signed, u32 } from './bytes.ts';
import { GIVEN, GIVES } from './meter.ts';
import type { Signature } from './module.ts';
import { NOTHING } from './opcodes.ts';
import { Refused } from './refused.ts';

/** Parameters or results of a function; engines take 1000, with those of the meter. */
const MOST_VALUES = 900;

/** Types of the module, and those that are needed beside them. */
export class Types {
  readonly added: number[][] = [];
  readonly #known = new Map<string, number>();
  readonly #metered = new Map<Signature, number>();
  #next: number;

  constructor(types: readonly Signature[]) {
    this.#next = types.length;
  }

  /** Index of a type that is added where it is asked for the first time. */
  indexOf({ params, results }: Signature): number {
    const bytes = [0x60, ...u32(params.length), ...params, ...u32(results.length), ...results];
    const key = bytes.join();
    const index = this.#known.get(key) ?? this.#next++;
    if (!this.#known.has(key)) this.added.push(bytes);
    this.#known.set(key, index);
    return index;
  }

  /** Index of the type of a function with its meter. */
  withMeter(signature: Signature): number {
    const known = this.#metered.get(signature);
    if (known !== undefined) return known;
    const { params, results } = signature;
    if (params.length > MOST_VALUES || results.length > MOST_VALUES) {
      throw new Refused('too_big', `a function takes or gives more than ${MOST_VALUES} values`);
    }
    const index = this.indexOf({ params: [...params, ...GIVEN], results: [...results, ...GIVES] });
    this.#metered.set(signature, index);
    return index;
  }

  /** Type of a block that gives what the function gives. */
  blockOf({ results }: Signature): number[] {
    const [first] = results;
    if (first === undefined) return [NOTHING];
    return results.length === 1 ? [first] : signed(this.indexOf({ params: [], results }));
  }
}
