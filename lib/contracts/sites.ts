import * as v from 'valibot';

/**
 * What the user lets Locus do on a site. `always`: it may be read and worked on. `ask`: every act there asks. `read`: it is read, and
 * nothing is written there. `never`: not even read.
 */
export const SITE_RULES = ['always', 'ask', 'read', 'never'] as const;
export type SiteRule = (typeof SITE_RULES)[number];

/** By origin. In a file apart: every start of the background reads this of the settings, and nothing else. */
export const Sites = v.record(v.string(), v.picklist(SITE_RULES));
export type Sites = v.InferOutput<typeof Sites>;
