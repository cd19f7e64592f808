import * as v from 'valibot';

import list from './open-tasks.json' with { type: 'json' };

const Tasks = v.record(
  v.string(),
  v.object({
    kind: v.string(),
    /** What a task needs beside reading and clicking: drag, hover, keys, svg, pixels, time. */
    needs: v.array(v.string()),
    /** No drag, no pixels, no time. */
    core: v.boolean(),
  }),
);

/** Tasks that Locus is tuned and shown on, by name. Others are nobody's target here. */
export const OPEN_TASKS = v.parse(Tasks, list);
