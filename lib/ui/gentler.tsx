import { useEffect } from 'preact/hooks';

import type { EngineProfile, ModelInfo } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { takes } from './models-state.ts';

/**
 * A smaller model of the same kind that is on this device already, for the tasks after this one; nothing where there is none, or where the
 * user has chosen another one meanwhile.
 */
export function Gentler({ engine }: { engine: Pick<EngineProfile, 'kind' | 'model'> }) {
  const panel = usePanel();
  const { t, models, settings } = panel;
  const { kind, model } = engine;
  const local = kind === 'cpu' || kind === 'webllm';
  const unread = local && models.list.value === undefined;
  useEffect(() => {
    if (unread) void models.refresh();
  }, [unread, models]);
  const chosen = settings.value?.engine;
  if (!local || chosen === undefined || !('model' in chosen) || chosen.kind !== kind || chosen.model !== model)
    return null;
  const smaller = nextSmaller(models.list.value ?? [], { kind, id: model });
  if (smaller === undefined) return null;
  return (
    <button
      type="button"
      class="quiet"
      data-testid="gentler"
      onClick={() => {
        void panel.change({ engine: { kind, model: smaller.id } });
      }}
    >
      {t('gentler_use', smaller.name)}
    </button>
  );
}

/** Of those that are ready, the largest that is smaller than the one in use. */
function nextSmaller(models: readonly ModelInfo[], now: Pick<ModelInfo, 'kind' | 'id'>): ModelInfo | undefined {
  const current = models.find(({ kind, id }) => kind === now.kind && id === now.id);
  const most = current && takes(current);
  if (most === undefined) return undefined;
  return models
    .filter((each) => each.kind === now.kind && each.state === 'ready' && (takes(each) ?? Infinity) < most)
    .toSorted((a, b) => (takes(b) ?? 0) - (takes(a) ?? 0))[0];
}
