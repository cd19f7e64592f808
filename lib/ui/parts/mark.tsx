import type { Stage } from '../stages.ts';
import { STAGES } from '../stages.ts';

/** Four arcs, clockwise from the top right: one for each stage. */
const ARCS = [
  'M18.5 4.3a12 12 0 0 1 9.2 9.2',
  'M27.7 18.5a12 12 0 0 1-9.2 9.2',
  'M13.5 27.7a12 12 0 0 1-9.2-9.2',
  'M4.3 13.5a12 12 0 0 1 9.2-9.2',
] as const;

/** The loop. At rest all arcs are drawn; at work only that of the stage at work is, and the word beside it says which. */
export function Mark({ stage, label }: { stage: Stage | undefined; label: string }) {
  return (
    <svg class="mark" viewBox="0 0 32 32" role="img" aria-label={label} data-stage={stage ?? 'rest'}>
      <title>{label}</title>
      {ARCS.map((arc, index) => (
        <path
          key={arc}
          d={arc}
          class={stage === undefined ? 'arc' : STAGES[index] === stage ? 'arc at-work' : 'arc waiting'}
        />
      ))}
      <circle cx="16" cy="16" r="3.2" />
    </svg>
  );
}
