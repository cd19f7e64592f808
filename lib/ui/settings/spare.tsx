import { type EngineChoice, type Settings } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';

type Choice = { key: string; name: string; choice: EngineChoice | undefined };

/** Which engine goes on with a task where the chosen one fails; nothing unless the user says so. */
export function Spare() {
  const panel = usePanel();
  const { t } = panel;
  const settings = panel.settings.value;
  const choices = choicesOf(settings, panel.models.list.value ?? [], t('spare_none'));
  const now = keyOf(settings?.spare);
  return (
    <label class="field">
      <span>{t('spare_label')}</span>
      <select
        data-testid="spare"
        value={now}
        onChange={(event) => {
          const found = choices.find(({ key }) => key === event.currentTarget.value);
          void panel.change({ spare: found?.choice });
        }}
      >
        {choices.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
      <small class="note">{t('spare_text')}</small>
    </label>
  );
}

function keyOf(choice: EngineChoice | undefined): string {
  return choice === undefined || !('model' in choice) ? '' : `${choice.kind}:${choice.model}`;
}

/** Models that are here, and the server that was set up; not the one that is in use. */
function choicesOf(
  settings: Settings | undefined,
  models: readonly { kind: 'webllm' | 'cpu'; id: string; name: string; state: string }[],
  none: string,
): Choice[] {
  const ready = models.filter(({ state }) => state === 'ready');
  const local = ready.map(({ kind, id, name }): Choice => ({
    key: `${kind}:${id}`,
    name,
    choice: { kind, model: id },
  }));
  const kept = settings?.spare;
  const server: Choice[] = kept?.kind === 'openai' ? [{ key: keyOf(kept), name: kept.model, choice: kept }] : [];
  const all = [...local, ...server].filter(({ key }) => key !== keyOf(settings?.engine));
  return [{ key: '', name: none, choice: undefined }, ...all];
}
