import type { Verdict } from '@/lib/contracts/index.ts';

import { RULES } from './rules.ts';

/** What wasm/policy/index.ts exports. Kept by hand: no build is needed to type-check. */
interface PolicyExports {
  memory: WebAssembly.Memory;
  begin: (length: number) => number;
  judge: (length: number) => number;
  row: (rule: number) => number;
}

/** The logic of policy, in WebAssembly. Same bytes, same verdict, in every host. */
export interface PolicyModule {
  /** The verdict on an act by the bytes of its facts (see encode.ts). Never throws; what are no facts is doubt. */
  judge(facts: Uint8Array): Omit<Verdict, 'origins' | 'sites'>;
  /** What the rule of that name says; undefined where the module has none of that number. */
  row(rule: (typeof RULES)[number]): Pick<Verdict, 'allow' | 'reversibility'> | undefined;
}

const ALLOW = ['yes', 'ask', 'no'] as const;
const REVERSIBILITY = ['read', 'reversible', 'compensable', 'final'] as const;

/**
 * Loads the packaged module. The caller says where the bytes come from: `fetch(browser.runtime.getURL('/wasm/policy.wasm'))` in the
 * extension, `readFile` in a test. Rejects where they are no such module.
 */
export async function loadPolicy(source: Response | BufferSource): Promise<PolicyModule> {
  const { instance } =
    source instanceof Response ? await WebAssembly.instantiateStreaming(source) : await WebAssembly.instantiate(source);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler vouches for what it exported
  const { memory, begin, judge, row } = instance.exports as unknown as PolicyExports;
  return {
    judge(facts) {
      const at = begin(facts.length) >>> 0;
      // Without room nothing was put there: judged as what it is, no facts.
      if (at !== 0) new Uint8Array(memory.buffer, at, facts.length).set(facts);
      const verdict = judge(at === 0 ? -1 : facts.length);
      return { ...rowOf(verdict), rule: RULES[(verdict >> 16) & 0xff] ?? 'malformed' };
    },
    row(rule) {
      const found = row(RULES.indexOf(rule));
      return found < 0 ? undefined : rowOf(found);
    },
  };
}

/** Whatever is not in the table is doubt. */
function rowOf(bits: number): Pick<Verdict, 'allow' | 'reversibility'> {
  return { allow: ALLOW[bits & 0xff] ?? 'ask', reversibility: REVERSIBILITY[(bits >> 8) & 0xff] ?? 'final' };
}
