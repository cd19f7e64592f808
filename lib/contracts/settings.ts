import * as v from 'valibot';

import { EngineChoice } from './engine.ts';
import { Limits } from './record.ts';
import { Sites } from './sites.ts';

const DEFAULT_LIMITS: Limits = { iterations: 30, ms: 900_000, tokens: 200_000 };

/** The user's settings, in storage.local under `settings`. */
export const Settings = v.object({
  engine: EngineChoice,
  /** What decides on where that one fails (the GPU is lost, the server is gone), if the user allows one. */
  spare: v.optional(EngineChoice),
  /** True once the three steps of the first run were read. */
  introduced: v.boolean(),
  theme: v.picklist(['system', 'light', 'dark']),
  /** Base of the model hub; another one for mirrors and tests. */
  hub: v.string(),
  /** By origin. All but `never` let Locus read the site. */
  sites: Sites,
  /** Sites (origins) of which no byte goes to an engine that is not on this machine's own GPU or CPU. */
  local: v.optional(v.array(v.string()), []),
  /** Sites (origins) where Locus does not listen for which elements have listeners, though they are granted. */
  deaf: v.optional(v.array(v.string()), []),
  /** Sites (origins) where Locus may use the debugger for trusted input. Chrome only. */
  trusted: v.optional(v.array(v.string()), []),
  /** Draws an outline where Locus acts. */
  outline: v.optional(v.boolean(), true),
  /** After how much a run ends by itself: iterations, milliseconds without the user's own, tokens. */
  limits: v.optional(Limits, DEFAULT_LIMITS),
});
export type Settings = v.InferOutput<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  engine: { kind: 'rules' },
  introduced: false,
  theme: 'system',
  hub: 'https://huggingface.co',
  sites: {},
  local: [],
  deaf: [],
  trusted: [],
  outline: true,
  limits: DEFAULT_LIMITS,
};

/** The match pattern of a site. Without its port: Firefox takes none in a pattern, and a pattern without one fits every port. */
export function sitePattern(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}
