import type { AddedTool } from '@/lib/protocol/index.ts';

import { sandboxOf } from '../manifest.ts';
import type { Pack } from './read.ts';

/** What the user is told of a pack, beside what every tool says. */
export function addedOf({ id, manifest, bytes, licence, vectors }: Pack): AddedTool {
  const { abi, version, limits } = sandboxOf(manifest);
  const { fuel, ms, pages } = limits;
  return {
    id,
    bytes: bytes.length,
    ...(version !== undefined && { version }),
    abi,
    licence,
    limits: { fuel, ms, pages },
    vectors: vectors.length,
  };
}
