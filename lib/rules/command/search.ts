import { MAX_TYPED } from '@/lib/contracts/index.ts';

import { wishOf } from '../verbs.ts';
import type { Lifted } from './quotes.ts';
import { type Name, type Reading, valueOf } from './reading.ts';

const SEARCH = [
  /^search (?:for )?(.+?) (?:in|on|with|using) (?:the |this |its )?(?:search(?: box| field| bar)?|site|page|shop|store)$/iu,
  /^search(?: (?:the|this) (?:site|page|shop|store|website))? for (.+)$/iu,
  /^(?:such|suche) (?:auf der seite |hier )?nach (.+)$/iu,
];

/** What search fields are called. Folded; the last one is told where there is none. */
const FIELD: Name = { texts: ['suche', 'suchen', 'suchbegriff', 'search'], quoted: false, kind: 'text' };

/** "Search for rye bread": into the field that searches, then Enter. Undefined where it is no search. */
export function search(clause: string, lifted: Lifted): Reading[][] | undefined {
  if (clause.endsWith('?') || wishOf(clause) === 'answer') return undefined;
  for (const pattern of SEARCH) {
    const [, raw] = pattern.exec(clause) ?? [];
    const value = raw === undefined ? undefined : valueOf(raw, lifted);
    if (value === undefined || value.length > MAX_TYPED) continue;
    return [
      [{ verb: 'fill', name: FIELD, value }],
      [{ verb: 'key', action: { do: 'press', key: 'Enter' }, name: FIELD }],
    ];
  }
  return undefined;
}
