import { useState } from 'preact/hooks';

import type { DeviceReport, ModelInfo } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { isBusy, keyOf, takes } from '../models-state.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { ModelCard } from './model-card.tsx';

const SHOWN = 4;

/** Models of one local engine. WebLLM knows more than a hundred: the ones at hand and the smallest come first, a word finds the rest. */
export function ModelList({ kind }: { kind: ModelInfo['kind'] }) {
  const { t, format, models } = usePanel();
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  if (kind === 'webllm' && lacksGpu(models.device.value))
    return <ProblemNote problem={{ code: 'engine.no_webgpu' }} quiet />;
  const list = models.list.value?.filter((model) => model.kind === kind);
  if (list === undefined)
    return models.listProblem.value === undefined ? <p class="empty">{t('models_reading')}</p> : null;
  const found = list.filter(({ name, id }) => matches(`${name} ${id}`, words)).toSorted(byUse);
  const pinned = found.filter((model) => model.state !== 'absent' || isBusy(models.progress.value.get(keyOf(model))));
  const shown = all ? found : found.slice(0, Math.max(SHOWN, pinned.length));
  return (
    <>
      {list.length > SHOWN * 2 && (
        <input
          type="search"
          class="find"
          value={words}
          aria-label={t('models_find')}
          placeholder={t('models_find')}
          onInput={(event) => {
            setWords(event.currentTarget.value);
          }}
        />
      )}
      {found.length === 0 && <p class="empty">{t('models_none')}</p>}
      {shown.map((model) => (
        <ModelCard key={keyOf(model)} model={model} />
      ))}
      {shown.length < found.length && (
        <button
          type="button"
          class="button plain"
          onClick={() => {
            setAll(true);
          }}
        >
          {t('models_all', format.number(found.length))}
        </button>
      )}
    </>
  );
}

function lacksGpu(device: DeviceReport | undefined): boolean {
  return device?.webgpu === 'no';
}

function matches(text: string, words: string): boolean {
  const within = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

const ORDER = { ready: 0, downloading: 1, broken: 2, absent: 3 };

/** What is here first, then by what it asks of the device. */
function byUse(a: ModelInfo, b: ModelInfo): number {
  return ORDER[a.state] - ORDER[b.state] || weight(a) - weight(b) || a.name.localeCompare(b.name);
}

function weight(model: ModelInfo): number {
  return takes(model) ?? Number.MAX_SAFE_INTEGER;
}
