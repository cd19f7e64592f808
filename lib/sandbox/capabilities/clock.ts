import * as v from 'valibot';

import { capability, gave, reason } from './shape.ts';

export const clock = capability({
  name: 'clock',
  risk: 'none',
  asked: v.strictObject({ name: v.literal('clock'), reason }),
  description: 'no input, {}. Gives {"ms": milliseconds since 1970, "iso": the same as text, in UTC}',
  explains: 'capability_clock',
  input: v.nullish(v.strictObject({})),
  execute(_input, { world }) {
    const ms = Math.floor(world.now());
    return gave({ ms, iso: new Date(ms).toISOString() });
  },
});
