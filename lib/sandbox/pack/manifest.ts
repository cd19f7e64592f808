import * as v from 'valibot';

import { fromJson } from '../../shared/index.ts';
import { ABIS } from '../call.ts';
import { Manifest, META } from '../manifest.ts';
import { isTooDeep } from './depth.ts';
import { visible } from './names.ts';
import { Refuse } from './refuse.ts';

/** As much of a manifest as has to be known to say why the rest of it is not taken. */
const Sketch = v.object({
  _meta: v.object({ [META]: v.object({ abi: v.string(), capabilities: v.optional(v.array(v.unknown()), []) }) }),
});

/** The manifest in the text of `manifest.json`. Throws `Refuse`. */
export function manifestIn(text: string): Manifest {
  const json = fromJson(text);
  if (json === undefined) throw new Refuse('pack.manifest', { reason: 'it is no JSON' });
  if (isTooDeep(json)) throw new Refuse('pack.manifest', { reason: 'it is nested too deeply' });
  const parsed = v.safeParse(Manifest, json);
  if (parsed.success) return parsed.output;
  const sketch = v.safeParse(Sketch, json);
  const { _meta: meta } = sketch.success ? sketch.output : { _meta: undefined };
  const { abi = '', capabilities = [] } = meta?.[META] ?? {};
  if (sketch.success && !ABIS.some((known) => known === abi)) throw new Refuse('pack.abi', { abi: visible(abi) });
  const paths = parsed.issues.map((issue) => v.getDotPath(issue) ?? '');
  if (capabilities.length > 0 && paths.some((path) => path.includes(`${META}.capabilities`))) {
    throw new Refuse('pack.capability', { reason: capabilities.map(nameOf).join(', ') });
  }
  const [first] = parsed.issues;
  throw new Refuse('pack.manifest', { reason: visible(`${paths[0]}: ${first.message}`) }, v.summarize(parsed.issues));
}

const Named = v.object({ name: v.string() });

function nameOf(capability: unknown): string {
  const named = v.safeParse(Named, capability);
  return named.success ? visible(named.output.name) : '?';
}
