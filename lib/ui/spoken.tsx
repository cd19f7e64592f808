import { useState } from 'preact/hooks';

import type { Handle, Problem, SecretGiven, SecretKind } from '@/lib/contracts/index.ts';
import { problem } from '@/lib/contracts/index.ts';
import { hostOf, isStorageFull, log, type Spoken } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { Rich } from './parts/rich.tsx';
import { KIND_NAMES } from './settings/secrets.tsx';

/** A task that says a secret, and is not sent yet. */
export interface SpokenSecret {
  text: string;
  said: Spoken;
  /** The site in front. */
  origin: string;
}

/** Asked before a task that says a password goes into the journal. Stays while the composer has that very text. */
export function SpokenCard() {
  const panel = usePanel();
  const { t } = panel;
  const [failed, setFailed] = useState<Problem | undefined>(undefined);
  const spoken = panel.spoken.value;
  if (spoken === undefined || spoken.text !== panel.draft.value.trim()) return null;
  const keep = async (lasts: SecretGiven['lasts']) => {
    const { kind, origin, value } = { kind: kindOf(spoken.said), origin: spoken.origin, value: spoken.said.value };
    const label = t('secrets_default_label', t(KIND_NAMES[kind]), hostOf(origin));
    try {
      const handle = await panel.ports.secrets.keep({ kind, origin, label, value, lasts });
      panel.draft.value = withHandle(spoken, t('secret_said', handle.secret));
    } catch (error) {
      log.error('secrets', 'the store of secrets failed', error instanceof Error ? error.name : undefined);
      setFailed(problem(isStorageFull(error) ? 'run.storage' : 'internal'));
      return;
    }
    await panel.submit();
  };
  return (
    <section class="question" role="group" aria-labelledby="spoken-title" data-testid="spoken">
      <h3 id="spoken-title">{t('spoken_title')}</h3>
      <p>
        <Rich of={{ key: 'spoken_text', values: [hostOf(spoken.origin)] }} />
      </p>
      <div class="row">
        <button type="button" class="button" data-testid="spoken-send" onClick={() => void panel.submitAsItIs()}>
          {t('spoken_send')}
        </button>
        <button type="button" class="button" data-testid="spoken-kept" onClick={() => void keep('kept')}>
          {t('spoken_kept')}
        </button>
        <button type="button" class="button" data-testid="spoken-session" onClick={() => void keep('session')}>
          {t('spoken_session')}
        </button>
      </div>
      {failed !== undefined && <ProblemNote problem={failed} quiet />}
    </section>
  );
}

function kindOf({ name }: Spoken): SecretKind {
  if (/pass\s?word|pass\s?phrase|passwort|kennwort/u.test(name)) return 'password';
  return /^(?:card|karten)/u.test(name) ? 'card' : 'code';
}

/** The task with what names the secret in place of what it is. */
function withHandle({ text, said: { from, to } }: SpokenSecret, name: Handle['secret']): string {
  return `${text.slice(0, from)}${name}${text.slice(to)}`;
}
