/** How all names begin that are of the sandbox. */
export const OURS = 'locus:';

/** Names under which the rewritten module shows its meter, and the function that would have run by itself. */
export const METER = { fuel: 'locus:fuel', depth: 'locus:depth', start: 'locus:start' } as const;
