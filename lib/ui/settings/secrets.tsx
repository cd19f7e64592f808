import { useEffect, useState } from 'preact/hooks';

import {
  type KeptSecret,
  type Problem,
  problem,
  SECRET_KINDS,
  type SecretGiven,
  type SecretKind,
} from '@/lib/contracts/index.ts';
import { hostOf, isStorageFull, log } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { MessageKey } from '../translate.ts';

export const KIND_NAMES = { password: 'secret_password', code: 'secret_code', card: 'secret_card' } as const satisfies Record<SecretKind, MessageKey>; // prettier-ignore

/** Passwords, codes and card numbers that Locus may give to one site each. None is ever shown again. */
export function Secrets() {
  const { t, ports } = usePanel();
  const [secrets, setSecrets] = useState<readonly KeptSecret[]>([]);
  useEffect(() => ports.secrets.watch(setSecrets), [ports]);
  return (
    <details class="own" data-testid="secrets">
      <summary>{t('secrets_title')}</summary>
      <p class="lead">{t('secrets_text')}</p>
      <ul class="sites">
        {secrets.map((secret) => (
          <SecretRow key={secret.secret} secret={secret} />
        ))}
      </ul>
      <NewSecret />
      <p class="note">{t('secrets_rest')}</p>
    </details>
  );
}

function SecretRow({ secret: { secret, label, kind, user, origin, lasts, here } }: { secret: KeptSecret }) {
  const { t, ports } = usePanel();
  const [open, setOpen] = useState(false);
  const { failed, attempt } = useAttempt();
  const replace = async (value: string) => {
    setOpen(!(await attempt(() => ports.secrets.replace(secret, value))));
  };
  const said = [t(KIND_NAMES[kind]), hostOf(origin), ...(user === undefined ? [] : [user])].join(', ');
  return (
    <li data-testid="secret">
      <p dir="auto">
        <b>{label}</b> <small>{secret}</small>
      </p>
      <p class="lead" dir="auto">
        {said}
      </p>
      {lasts === 'session' && <p class="note">{t(here ? 'secrets_session_note' : 'secrets_session_gone')}</p>}
      <div>
        <button
          type="button"
          class="quiet"
          aria-expanded={open}
          data-testid="secret-replace"
          onClick={() => {
            setOpen(!open);
          }}
        >
          {t('secrets_replace')}
          <Heard text={label} />
        </button>
        <button
          type="button"
          class="quiet"
          data-testid="secret-remove"
          onClick={() => void attempt(() => ports.secrets.remove(secret))}
        >
          {t('secrets_remove')}
          <Heard text={label} />
        </button>
      </div>
      {open && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const value = valueIn(event.currentTarget);
            if (value === '') return;
            void replace(value);
          }}
        >
          <Value label={t('secrets_new_value')} />
          <button type="submit" class="button">
            {t('secrets_replace')}
          </button>
        </form>
      )}
      {failed !== undefined && <ProblemNote problem={failed} quiet />}
    </li>
  );
}

/** The value stays in its field and goes from there into the store: no state of the panel has it. */
function Value({ label }: { label: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="password"
        name="value"
        required
        maxLength={1000}
        autocomplete="off"
        spellcheck={false}
        data-testid="secret-value"
      />
    </label>
  );
}

function valueIn(form: HTMLFormElement): string {
  const field = form.elements.namedItem('value');
  if (!(field instanceof HTMLInputElement)) return '';
  const { value } = field;
  field.value = '';
  return value;
}

function NewSecret() {
  const { t, ports, look } = usePanel();
  const here = look.value?.origin;
  const [site, setSite] = useState<string | undefined>(undefined);
  const [kind, setKind] = useState<SecretKind>('password');
  const [label, setLabel] = useState('');
  const [user, setUser] = useState('');
  const [lasts, setLasts] = useState<SecretGiven['lasts']>('kept');
  const { failed, attempt } = useAttempt();
  const shown = site ?? (here !== undefined && /^https?:/u.test(here) ? here : '');
  const origin = originIn(shown);
  const keep = async (value: string) => {
    if (origin === undefined) return;
    const name = label.trim() === '' ? t('secrets_default_label', t(KIND_NAMES[kind]), hostOf(origin)) : label.trim();
    const named = kind === 'password' && user.trim() !== '' && { user: user.trim() };
    const done = await attempt(() => ports.secrets.keep({ kind, origin, label: name, lasts, value, ...named }));
    if (!done) return;
    setLabel('');
    setUser('');
  };
  return (
    <form
      class="card"
      aria-label={t('secrets_add')}
      data-testid="secret-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (origin !== undefined) void keep(valueIn(event.currentTarget));
      }}
    >
      <Site shown={shown} origin={origin} onSite={setSite} />
      <Kind kind={kind} onKind={setKind} />
      {kind === 'password' && (
        <Text label={t('secrets_user')} testId="secret-user" most={200} text={user} onText={setUser} />
      )}
      <Text label={t('secrets_label')} testId="secret-label" most={100} text={label} onText={setLabel} />
      <Value label={t('secrets_value')} />
      <Lasts lasts={lasts} onLasts={setLasts} />
      <button type="submit" class="button" data-testid="secret-keep" disabled={origin === undefined}>
        {t('secrets_add')}
      </button>
      {failed !== undefined && <ProblemNote problem={failed} quiet />}
    </form>
  );
}

function Site({
  shown,
  origin,
  onSite,
}: {
  shown: string;
  origin: string | undefined;
  onSite: (site: string) => void;
}) {
  const { t } = usePanel();
  return (
    <>
      <label class="field">
        <span>{t('secrets_site')}</span>
        <input
          type="text"
          inputMode="url"
          spellcheck={false}
          data-testid="secret-site"
          value={shown}
          aria-invalid={shown !== '' && origin === undefined}
          onInput={(event) => {
            onSite(event.currentTarget.value);
          }}
        />
      </label>
      {origin !== undefined && <p class="note">{t('secrets_only', origin)}</p>}
      {origin !== undefined && isOpen(origin) && <p class="note">{t('secrets_http')}</p>}
    </>
  );
}

function Kind({ kind, onKind }: { kind: SecretKind; onKind: (kind: SecretKind) => void }) {
  const { t } = usePanel();
  return (
    <label class="field">
      <span>{t('secrets_kind')}</span>
      <select
        data-testid="secret-kind"
        value={kind}
        onChange={(event) => {
          onKind(SECRET_KINDS.find((one) => one === event.currentTarget.value) ?? kind);
        }}
      >
        {SECRET_KINDS.map((one) => (
          <option key={one} value={one}>
            {t(KIND_NAMES[one])}
          </option>
        ))}
      </select>
    </label>
  );
}

function Lasts({ lasts, onLasts }: { lasts: SecretGiven['lasts']; onLasts: (lasts: SecretGiven['lasts']) => void }) {
  const { t } = usePanel();
  return (
    <label class="field">
      <span>{t('secrets_lasts')}</span>
      <select
        data-testid="secret-lasts"
        value={lasts}
        onChange={(event) => {
          onLasts(event.currentTarget.value === 'session' ? 'session' : 'kept');
        }}
      >
        <option value="kept">{t('secrets_kept')}</option>
        <option value="session">{t('secrets_session')}</option>
      </select>
    </label>
  );
}

function Text(props: { label: string; testId: string; most: number; text: string; onText: (text: string) => void }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="text"
        autocomplete="off"
        maxLength={props.most}
        data-testid={props.testId}
        value={props.text}
        onInput={(event) => {
          props.onText(event.currentTarget.value);
        }}
      />
    </label>
  );
}

/** Does it, and keeps why it could not be done. True where it was. */
function useAttempt() {
  const [failed, setFailed] = useState<Problem | undefined>(undefined);
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      setFailed(undefined);
      return true;
    } catch (error) {
      // Of an error of the storage only its kind is known to hold nothing of what was to be stored.
      log.error('secrets', 'the store of secrets failed', error instanceof Error ? error.name : undefined);
      setFailed(problem(isStorageFull(error) ? 'run.storage' : 'internal'));
      return false;
    }
  };
  return { failed, attempt };
}

/** `shop.example`, or a whole address; undefined where it is none of the web. */
function originIn(text: string): string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//iu.test(typed) ? typed : `https://${typed}`);
  return url !== null && /^https?:$/u.test(url.protocol) && url.hostname !== '' ? url.origin : undefined;
}

/** By http to another machine: everybody on the way can read it. */
function isOpen(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
}
