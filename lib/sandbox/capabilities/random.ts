import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { capability, gave, reason, upTo } from './shape.ts';

export const random = capability({
  name: 'random',
  risk: 'none',
  asked: v.strictObject({ name: v.literal('random'), reason }),
  description: '{"bytes": 1 to 1024}. Gives {"hex": that many bytes nobody can foresee, two digits each}',
  explains: 'capability_random',
  input: v.strictObject({ bytes: upTo(1024) }),
  execute: ({ bytes }, { world }) => gave({ hex: bytesToHex(world.randomBytes(bytes)) }),
});
