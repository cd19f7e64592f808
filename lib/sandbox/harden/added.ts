import { named, u32 } from './bytes.ts';
import { CHARGER, chargers, exported, type Meter, standingIn } from './meter.ts';
import type { ParsedModule, Signature } from './module.ts';
import { METER } from './names.ts';
import { Refused } from './refused.ts';
import type { Types } from './types.ts';

/** Kinds of exports. */
const FUNCTION = 0;
const GLOBAL = 3;

/** Functions that come after the module's own: what charges, what the host calls, and what stands for imports in tables. */
export class Added {
  readonly meter: Meter;
  /** Indices of their types. */
  readonly types: number[] = [];
  readonly bodies: number[][] = [];
  readonly #module: ParsedModule;
  readonly #types: Types;
  readonly #imported: readonly Signature[];
  readonly #exported = new Map<number, number>();
  readonly #standIns = new Map<number, number>();
  readonly #asked = new Set<number>();

  constructor(module: ParsedModule, types: Types) {
    this.#module = module;
    this.#types = types;
    this.#imported = module.imports.flatMap(({ of }) => (of === 'memory' ? [] : [of]));
    const imported = this.#imported.length;
    const next = imported + module.functions.length;
    const [perBytes, perItems, perPages] = [next, next + 1, next + 2];
    this.meter = { fuel: module.globals, depth: module.globals + 1, perBytes, perItems, perPages, imported };
    for (const body of chargers(this.meter)) this.#add(types.indexOf(CHARGER), body);
  }

  /** What stands in tables for a function: itself, or something with a meter where it is an import. */
  addressOf(index: number): number {
    return index < this.meter.imported ? this.#standIn(index) : index;
  }

  /** The same where code asks for it, which has to be said in the list of elements. */
  asked(index: number): number {
    const found = this.addressOf(index);
    this.#asked.add(found);
    return found;
  }

  /** Lists of elements that say what code asks for. */
  elements(): number[][] {
    const declared = [3, 0];
    return this.#asked.size === 0 ? [] : [[...declared, ...u32(this.#asked.size), ...[...this.#asked].flatMap(u32)]];
  }

  #standIn(imported: number): number {
    return this.#once(this.#standIns, imported, (signature) =>
      this.#add(this.#types.withMeter(signature), standingIn(this.meter, imported, signature.params.length)),
    );
  }

  /** The module's exports, and those of the meter. */
  exports(): number[][] {
    const { exports, start } = this.#module;
    const { fuel, depth } = this.meter;
    return [
      ...[...exports].map(([name, { kind, index }]) => [...named(name), kind, ...u32(kind === FUNCTION ? this.#exportedAs(index) : index)]), // prettier-ignore
      [...named(METER.fuel), GLOBAL, ...u32(fuel)],
      [...named(METER.depth), GLOBAL, ...u32(depth)],
      ...(start === undefined ? [] : [[...named(METER.start), FUNCTION, ...u32(this.#exportedAs(start))]]),
    ];
  }

  /** A function of the module as the host knows it. */
  #exportedAs(index: number): number {
    if (index < this.meter.imported) return index;
    return this.#once(this.#exported, index, (signature) =>
      this.#add(this.#types.indexOf(signature), exported(this.meter, index, signature.params.length)),
    );
  }

  /** Of a function there is one of a kind, which is made where it is asked for the first time. */
  #once(known: Map<number, number>, index: number, make: (signature: Signature) => number): number {
    const made = known.get(index) ?? make(this.#signatureOf(index));
    known.set(index, made);
    return made;
  }

  #signatureOf(index: number): Signature {
    const found = this.#imported[index] ?? this.#module.functions[index - this.#imported.length];
    if (found === undefined) throw new Refused('damaged', 'a function is missing');
    return found;
  }

  #add(type: number, body: number[]): number {
    this.types.push(type);
    return this.meter.imported + this.#module.functions.length + this.bodies.push(body) - 1;
  }
}
