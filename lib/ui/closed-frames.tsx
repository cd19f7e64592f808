import { useState } from 'preact/hooks';

import type { Run } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';

const MOST_SITES = 3;

/**
 * Parts of the page that come from other sites and were not read the last time, with a button for each site that lets Locus in. The
 * browser asks the user in its own words; what is let in is read from the next look at the page on.
 */
export function ClosedFrames({ run }: { run: Run }) {
  const { t, format, ports, settings, change } = usePanel();
  const [refused, setRefused] = useState(false);
  const [given, setGiven] = useState<readonly string[]>([]);
  const left = run.iterations
    .findLast(({ interpretation }) => interpretation !== undefined)
    ?.interpretation?.leftOut.find(({ what }) => what === 'closedFrames');
  const sites = left?.sites ?? [];
  if (left === undefined || sites.length === 0) return null;
  const letIn = async (origin: string) => {
    // The browser shows its own question only when asked in the very handler of the click: nothing may be awaited before.
    const granted = await ports.requestAccess(origin);
    setRefused(!granted);
    if (!granted) return;
    setGiven([...given, origin]);
    await change({ sites: { [origin]: 'always', ...settings.value?.sites } });
  };
  const open = sites.filter((origin) => !given.includes(origin)).slice(0, MOST_SITES);
  return (
    <section class="closed-frames" data-testid="closed-frames" aria-label={t('frames_title')}>
      <p class="note">{format.count('frames_closed', left.left)}</p>
      {given.length > 0 && <p class="note">{t('frames_given')}</p>}
      <div class="row">
        {open.map((origin) => (
          <button key={origin} type="button" class="button" data-origin={origin} onClick={() => void letIn(origin)}>
            {t('frames_allow', hostOf(origin))}
          </button>
        ))}
      </div>
      {refused && <p class="note">{t('access_refused')}</p>}
    </section>
  );
}
