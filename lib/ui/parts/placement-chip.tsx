import type { Placement } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { placementWords } from '../words.ts';

/** Where it is decided. Never colour alone: the words say it. */
export function PlacementChip({ placement }: { placement: Placement }) {
  const { t } = usePanel();
  return (
    <span class={`chip-place ${placement}`} data-testid="placement" data-placement={placement}>
      {placementWords(placement, t)}
    </span>
  );
}
