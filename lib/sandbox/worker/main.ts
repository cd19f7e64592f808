import { open } from './open.ts';
import { runnerOf } from './runners.ts';

// The whole of a guest's worker, whatever the guest, as one classic script.
open(runnerOf);
