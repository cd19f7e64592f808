import { useState } from 'preact/hooks';

import { usePanel } from '../context.ts';
import { FILE_KEY, isBusy, keyOf } from '../models-state.ts';
import { FilePick } from '../parts/file-pick.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Progress } from './model-card.tsx';

/** A GGUF that is in no catalogue: a file of the user's, or an address. */
export function OwnModels() {
  const { t } = usePanel();
  return (
    <details class="own">
      <summary>{t('own_title')}</summary>
      <PickFile />
      <ByUrl />
    </details>
  );
}

function PickFile() {
  const panel = usePanel();
  const { t, models } = panel;
  const progress = models.progress.value.get(FILE_KEY);
  const problem = models.problems.value.get(FILE_KEY);
  const take = async (file: File) => {
    const model = await models.importFile(file);
    if (model !== undefined) await panel.change({ engine: { kind: 'cpu', model: model.id } });
  };
  return (
    <div class="card">
      <FilePick
        label={t('own_file')}
        accept=".gguf"
        testId="pick-gguf"
        disabled={isBusy(progress)}
        onPick={(file) => void take(file)}
      />
      <p class="note">{t('own_file_text')}</p>
      {isBusy(progress) && <Progress progress={progress} onCancel={models.cancelFile} />}
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </div>
  );
}

function ByUrl() {
  const { t, format, models } = usePanel();
  const [url, setUrl] = useState('');
  const [asking, setAsking] = useState(false);
  const name = { kind: 'cpu', id: url.trim() } as const;
  const usable = URL.canParse(name.id) && /^https?:$/.test(new URL(name.id).protocol);
  const offer = models.offers.value.get(keyOf(name));
  const problem = models.problems.value.get(keyOf(name));
  const go = async () => {
    setAsking(true);
    if (offer?.downloadBytes === undefined) await models.inspect(name, name.id);
    else {
      // From here on it is a card of the list above.
      await models.get(offer, offer.downloadBytes, name.id);
      models.decline(name);
      setUrl('');
    }
    setAsking(false);
  };
  const label =
    offer?.downloadBytes === undefined ? t('model_size') : t('model_get', format.bytes(offer.downloadBytes));
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable && !asking) void go();
      }}
    >
      <label class="field">
        <span>{t('own_url')}</span>
        <input
          type="url"
          value={url}
          placeholder="https://…/model.gguf"
          onInput={(event) => {
            setUrl(event.currentTarget.value);
          }}
        />
      </label>
      {offer !== undefined && (
        <p class="note">{t('model_offer', format.bytes(offer.downloadBytes ?? 0), offer.source)}</p>
      )}
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
      <div class="row">
        <button type="submit" class="button" disabled={!usable || asking}>
          {asking ? t('model_asking') : label}
        </button>
      </div>
    </form>
  );
}
