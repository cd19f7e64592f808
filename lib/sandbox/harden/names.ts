/** How all names begin that are of the sandbox. */
export const OURS = 'locus:';

/** Names under which the rewritten module shows its meter, and the function that would have run by itself. */
export const METER = { fuel: 'locus:fuel', depth: 'locus:depth', start: 'locus:start' } as const;

/** Names under which a module shows what a call of it could leave behind; the globals by their number. */
export const STATE = { memory: 'locus:memory', global: 'locus:global:' } as const;
