import * as v from 'valibot';

import type { AddedTool } from '@/lib/protocol/index.ts';

import { sandboxOf } from '../manifest.ts';
import type { Pack } from './read.ts';

const Asked = v.object({ name: v.string(), reason: v.string() });

/** What the user is told of a pack, beside what every tool says. */
export function addedOf({ id, manifest, bytes, licence, vectors }: Pack): AddedTool {
  const { abi, version, limits, capabilities } = sandboxOf(manifest);
  const { fuel, ms, pages } = limits;
  return {
    id,
    bytes: bytes.length,
    ...(version !== undefined && { version }),
    abi,
    licence,
    limits: { fuel, ms, pages },
    capabilities: capabilities.map((entry) => ({ ...v.parse(Asked, entry), terms: JSON.stringify(entry) })),
    vectors: vectors.length,
  };
}
