import type { AddedTool } from '@/lib/protocol/index.ts';

import { sandboxOf } from '../manifest.ts';
import type { Shelved } from './shelf.ts';

/** What the user is told of a pack, beside what every tool says. */
export function addedOf({ id, manifest, size, licence, vectors }: Shelved): AddedTool {
  const { abi, version, limits } = sandboxOf(manifest);
  const { fuel, ms, pages } = limits;
  return {
    id,
    bytes: size,
    ...(version !== undefined && { version }),
    abi,
    licence,
    limits: { fuel, ms, pages },
    vectors: vectors.length,
  };
}
