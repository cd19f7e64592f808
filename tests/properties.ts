/**
 * Property tests draw the same cases on each run, so that what CI says can be said again. `npm run fuzz` gives each of its rounds a
 * seed of its own, and prints it; `FC_SEED=N npm run test:unit` repeats one.
 */
import * as fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 2026) });
