import { useId } from 'preact/hooks';

import type { Asked, Scope } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import type { MessageKey } from '../translate.ts';
import { capabilityKey } from '../words.ts';

interface Props {
  /** Of the tool. */
  title: string;
  asked: Asked;
  /** The site that a grant for a site would be about; none where the tab in front has none. */
  site: string | undefined;
  /** It is called by a task: a grant may be for that one. */
  inRun?: boolean;
  /** Undefined: no. */
  onAnswer: (scope: Scope | undefined) => void;
}

const WORDS: Readonly<Record<Scope, MessageKey>> = {
  once: 'grant_once',
  run: 'grant_run',
  site: 'grant_site',
  always: 'grant_always',
};

/** Asks the user whether a tool may: which one, what, why (in its own words), and for how long. It never takes the focus. */
export function GrantQuestion({ title, asked, site, inRun = false, onAnswer }: Props) {
  const { t } = usePanel();
  const id = useId();
  const scopes: Scope[] = ['once', ...(inRun ? (['run'] as const) : []), ...(site === undefined ? [] : (['site'] as const)), 'always']; // prettier-ignore
  return (
    <section
      class="question"
      role="group"
      aria-labelledby={id}
      data-testid="grant-question"
      data-capability={asked.name}
    >
      <h3 id={id}>{t('grant_title', title)}</h3>
      <p>
        <b>{t(capabilityKey(asked.name), asked.about)}</b>
      </p>
      <p dir="auto">{t('grant_reason', asked.reason)}</p>
      {site !== undefined && <p class="note">{hostOf(site)}</p>}
      <div class="row">
        {scopes.map((scope) => (
          <button
            key={scope}
            type="button"
            class="button"
            data-grant={scope}
            onClick={() => {
              onAnswer(scope);
            }}
          >
            {t(WORDS[scope])}
          </button>
        ))}
        <button
          type="button"
          class="button"
          data-grant="no"
          onClick={() => {
            onAnswer(undefined);
          }}
        >
          {t('grant_no')}
        </button>
      </div>
    </section>
  );
}
