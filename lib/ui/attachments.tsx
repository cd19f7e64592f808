import { type Signal as State, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import type { GivenFile } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { Heard } from './parts/heard.tsx';
import { Icon } from './parts/icon.tsx';

/** Bytes. What goes to a page goes there in one message. */
export const MOST_FILE_BYTES = 20_000_000;
export const MOST_FILES = 5;

/** Files that the user is about to give with a task. */
export interface Attachments {
  readonly files: State<readonly File[]>;
  /** Why the last ones were not taken. */
  readonly refused: State<{ why: 'big'; name: string } | { why: 'many' } | undefined>;
  add: (files: Iterable<File>) => void;
  remove: (file: File) => void;
  /** All of them, and none are left. */
  take: () => readonly File[];
}

export function attachments(): Attachments {
  const files = signal<readonly File[]>([]);
  const refused: Attachments['refused'] = signal(undefined);
  return {
    files,
    refused,
    add(fresh) {
      refused.value = undefined;
      for (const file of fresh) {
        if (file.size > MOST_FILE_BYTES) refused.value = { why: 'big', name: file.name };
        else if (files.value.length >= MOST_FILES) refused.value = { why: 'many' };
        else files.value = [...files.value, file];
      }
    },
    remove(file) {
      refused.value = undefined;
      files.value = files.value.filter((one) => one !== file);
    },
    take() {
      const taken = files.value;
      files.value = [];
      refused.value = undefined;
      return taken;
    },
  };
}

/** The button that opens the browser's choice of files. */
export function AttachButton() {
  const { t, attached, busy } = usePanel();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="attach"
        data-testid="attach"
        disabled={busy.value}
        aria-label={t('attach')}
        title={t('attach')}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="attach-input"
        aria-label={t('attach')}
        onChange={(event) => {
          attached.add(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** The files that go with the task, each with a way to take it off again. */
export function AttachedFiles() {
  const panel = usePanel();
  const { t, format, attached } = panel;
  const refused = attached.refused.value;
  return (
    <>
      {attached.files.value.length > 0 && (
        <ul class="attached" aria-label={t('attached_label')}>
          {attached.files.value.map((file, index) => (
            <li key={`${file.name}-${index}`} class="place" data-testid="attached">
              <Icon name="clip" />
              <span dir="auto">{file.name}</span>
              <small>{format.bytes(file.size)}</small>
              <button
                type="button"
                title={t('attach_remove')}
                onClick={() => {
                  attached.remove(file);
                  panel.wantsFocus.value += 1;
                }}
              >
                <Icon name="close" />
                <Heard text={`${t('attach_remove')}: ${file.name}`} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {refused !== undefined && (
        <p class="note" role="alert" data-testid="attach-refused">
          {refused.why === 'big'
            ? t('attach_big', refused.name, format.bytes(MOST_FILE_BYTES))
            : t('attach_many', format.number(MOST_FILES))}
        </p>
      )}
    </>
  );
}

/** The files of a task that was asked. */
export function GivenFiles({ files }: { files: readonly GivenFile[] | undefined }) {
  const { t, format } = usePanel();
  if (files === undefined || files.length === 0) return null;
  return (
    <ul class="attached given" aria-label={t('attached_label')}>
      {files.map(({ id, name, size }) => (
        <li key={id} class="place" data-testid="given-file">
          <Icon name="clip" />
          <span dir="auto">{name}</span>
          <small>{format.bytes(size)}</small>
        </li>
      ))}
    </ul>
  );
}
