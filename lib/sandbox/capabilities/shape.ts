import * as v from 'valibot';

import type { Asked, CapabilityCall, CapabilityName, Denial, GrantPlace } from '../../contracts/index.ts';
import { failure, type Result, success } from '../../shared/index.ts';
import type { World } from './world.ts';

/** What a capability is given to work with: what the manifest asks for, the world, and what this call of the tool has used up of it. */
export interface Using<A> {
  asked: A;
  world: World;
  /** Of the module: its own storage goes by it. */
  sha256: string;
  place: GrantPlace & { tabId: number | undefined };
  spent: Readonly<Spent>;
  /** What was read so far is of a site that is kept on this device. */
  isLocal: boolean;
  /** Origins that something in the input and the answers so far may be from, and those of them from which it may send something elsewhere. */
  carrying: Carrying;
  signal: AbortSignal;
}

/** `carries` is undefined where that is not followed. */
export interface Carrying {
  reads: readonly string[];
  /** Those of them that only this call's own requests were answered from: the user has seen its servers in one line. */
  fetched?: readonly string[];
  carries: readonly string[] | undefined;
}

/** Used up by the calls before, in this one call of the tool. */
export interface Spent {
  calls: number;
  /** What the capability itself counts: bytes or tokens. */
  units: number;
}

export interface Given {
  value: unknown;
  sent?: CapabilityCall['sent'];
  /** Origins that the value is from. */
  read?: readonly string[];
  /** It is of a site that is kept on this device: nothing may be sent anywhere after it. */
  isLocal?: boolean;
}

interface Refused {
  code: Denial;
  /** For the tool, and for whoever writes it: what happened, and what would help. English. */
  message: string;
  sent?: CapabilityCall['sent'];
}

export type Outcome = Result<Given, Refused>;

export const gave = (value: unknown, more: Omit<Given, 'value'> = {}): Outcome => success({ value, ...more });
export const denied = (code: Denial, message: string, sent?: CapabilityCall['sent']): Outcome =>
  failure({ code, message, ...(sent !== undefined && { sent }) });

/** A capability, behind the one door. */
export interface Capability {
  name: CapabilityName;
  risk: Asked['risk'];
  /** For the model and for who writes tools: what `host.call` takes and gives. English. */
  description: string;
  /** Key of the text that tells the user what a tool may do with it; `$1` of it is `about`. */
  explains: string;
  /** What an entry of a manifest limits it to, in names and numbers alone, so that it needs no language. */
  about: (entry: Entry) => string;
  /** Host patterns of where it may send something, as the entry names them. */
  hosts: (entry: Entry) => readonly string[];
  /** The input as it is kept: what only the tool and the server may know is dots. The same twice is the same. */
  shown: (input: unknown) => unknown;
  run: (input: unknown, using: Using<Entry>) => Promise<Outcome>;
  /** What a call used up, of what the capability counts. */
  units: (call: Pick<CapabilityCall, 'answer' | 'sent' | 'bytes'>) => number;
}

/** What every entry of a manifest has. */
interface Entry {
  name: CapabilityName;
  reason: string;
}

/** Why the tool wants it, in its own words: the user reads them. */
export const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** Whole numbers from 1. */
export const upTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

interface Definition<S extends v.GenericSchema<unknown, Entry>, I extends v.GenericSchema>
  extends Pick<Capability, 'name' | 'risk' | 'description' | 'explains'>, Partial<Pick<Capability, 'units'>> {
  /** Its entry in a manifest. */
  asked: S;
  about?: (asked: v.InferOutput<S>) => string;
  hosts?: (asked: v.InferOutput<S>) => readonly string[];
  shown?: (input: unknown) => unknown;
  /** What a tool may put into a call. */
  input: I;
  execute: (input: v.InferOutput<I>, using: Using<v.InferOutput<S>>) => Promise<Outcome> | Outcome;
}

/** A capability whose input is parsed before it is looked at. */
export function capability<const S extends v.GenericSchema<unknown, Entry>, const I extends v.GenericSchema>(
  definition: Definition<S, I>,
): Capability & { asked: S } {
  const {
    name,
    risk,
    description,
    explains,
    asked,
    about,
    hosts,
    shown = (input) => input,
    input: schema,
    execute,
    units = () => 0,
  } = definition;
  return {
    name,
    risk,
    description,
    explains,
    asked,
    units,
    shown,
    about: (entry) => about?.(v.parse(asked, entry)) ?? '',
    hosts: (entry) => hosts?.(v.parse(asked, entry)) ?? [],
    async run(given, using) {
      const input = v.safeParse(schema, given);
      if (!input.success) return denied('input', `${name} takes ${description} (${v.summarize(input.issues)})`);
      return execute(input.output, { ...using, asked: v.parse(asked, using.asked) });
    },
  };
}
