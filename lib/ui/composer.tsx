import { useEffect, useRef } from 'preact/hooks';

import { MAX_TASK } from '@/lib/contracts/index.ts';

import { AttachButton, AttachedFiles } from './attachments.tsx';
import { usePanel } from './context.ts';
import { Icon } from './parts/icon.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { SpokenCard } from './spoken.tsx';
import type { Panel } from './state.ts';

/** Where the user writes. Enter sends, Shift+Enter makes a line; Enter never answers a question. */
export function Composer() {
  const panel = usePanel();
  const { t, draft } = panel;
  const tooLong = draft.value.trim().length > MAX_TASK;
  const canAsk = draft.value.trim() !== '' && !tooLong && !panel.busy.value && panel.tabId.value !== undefined;
  return (
    <footer class="bottom">
      <Place />
      <AttachedFiles />
      <SpokenCard />
      <form
        class="box"
        onDragOver={(event) => {
          // Anything else is text, which the field takes by itself.
          if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
        }}
        onDrop={(event) => {
          if (takeFiles(panel, event.dataTransfer)) event.preventDefault();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void panel.submit();
        }}
      >
        <AttachButton />
        <Field tooLong={tooLong} />
        {panel.busy.value && <StopButton />}
        <button type="submit" class="send" data-testid="ask" disabled={!canAsk} aria-label={t('ask')} title={t('ask')}>
          <Icon name="send" />
        </button>
      </form>
      {tooLong && (
        <div id="too-long" role="alert">
          <ProblemNote problem={{ code: 'run.too_long', params: { limit: MAX_TASK } }} quiet />
        </div>
      )}
      {panel.stopProblem.value !== undefined && <ProblemNote problem={panel.stopProblem.value} quiet />}
      <Chips />
    </footer>
  );
}

function Field({ tooLong }: { tooLong: boolean }) {
  const panel = usePanel();
  const { t, draft } = panel;
  const box = useRef<HTMLTextAreaElement>(null);
  const focus = panel.wantsFocus.value;
  useEffect(() => {
    if (focus > 0) box.current?.focus();
  }, [focus]);
  useEffect(() => {
    if (box.current !== null) fit(box.current);
  }, [draft.value]);
  return (
    <textarea
      ref={box}
      data-testid="composer"
      rows={1}
      dir="auto"
      value={draft.value}
      aria-label={t('composer_label')}
      placeholder={t('composer_placeholder')}
      aria-invalid={tooLong}
      aria-describedby={tooLong ? 'too-long' : undefined}
      onInput={(event) => {
        draft.value = event.currentTarget.value;
      }}
      onPaste={(event) => {
        // Text that was copied from a document may bring a picture of itself along: then the text is meant.
        if (event.clipboardData?.types.includes('text/plain') === true) return;
        if (takeFiles(panel, event.clipboardData)) event.preventDefault();
      }}
      onKeyDown={(event) => {
        // While an input method composes, Enter picks its proposal (229 is how older ones say so).
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        if (!event.repeat) void panel.submit();
      }}
    />
  );
}

function takeFiles({ attached }: Pick<Panel, 'attached'>, data: DataTransfer | null): boolean {
  const files = data?.files ?? [];
  if (files.length > 0) attached.add(files);
  return files.length > 0;
}

/** As tall as its text, up to a third of the panel. */
function fit(box: HTMLTextAreaElement) {
  box.style.blockSize = 'auto';
  box.style.blockSize = `${Math.min(box.scrollHeight, Math.max(72, globalThis.innerHeight / 3))}px`;
}

/** There while anything is at work in this tab, and never disabled. */
function StopButton() {
  const panel = usePanel();
  const { t } = panel;
  const id = panel.active.value?.id ?? panel.asked.value.at(-1)?.runId;
  const stopping = id !== undefined && panel.stopping.value.has(id);
  return (
    <button
      type="button"
      class="button stop"
      data-testid="stop"
      onClick={() => {
        void panel.stop();
      }}
    >
      <Icon name="stop" />
      {stopping ? t('stop_stopping') : t('stop')} <kbd>Esc</kbd>
    </button>
  );
}

function Place() {
  const panel = usePanel();
  const place = panel.place.value;
  if (place === undefined) return null;
  return (
    <p class="place" data-testid="place">
      <Icon name="pin" />
      <span dir="auto">{panel.t('place_here', place.label)}</span>
      <button
        type="button"
        aria-label={panel.t('place_remove')}
        title={panel.t('place_remove')}
        onClick={() => {
          panel.place.value = undefined;
          panel.wantsFocus.value += 1;
        }}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}

const CHIPS = [
  { id: 'summarise', command: 'summarise-page', text: 'chip_summarise' },
  { id: 'explain', command: 'explain-selection', text: 'chip_explain' },
] as const;

function Chips() {
  const panel = usePanel();
  const cannot = panel.busy.value || panel.tabId.value === undefined || panel.look.value?.access === 'restricted';
  return (
    <div class="chips" role="group" aria-label={panel.t('chips_label')}>
      {CHIPS.map(({ id, command, text }) => (
        <button
          key={id}
          type="button"
          class="chip"
          data-testid={`chip-${id}`}
          disabled={cannot}
          onClick={() => {
            void panel.start({ kind: id });
          }}
        >
          {panel.t(text)}
          {panel.shortcuts.value[command] !== undefined && <kbd>{panel.shortcuts.value[command]}</kbd>}
        </button>
      ))}
    </div>
  );
}
