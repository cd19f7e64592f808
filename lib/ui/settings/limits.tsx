import { DEFAULT_SETTINGS, type Settings } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import type { MessageKey } from '../translate.ts';

type Limits = Settings['limits'];

/** What one task may take, in the units that people count in. */
const FIELDS: { id: keyof Limits; label: MessageKey; unit: number; most: number }[] = [
  { id: 'iterations', label: 'limits_iterations', unit: 1, most: 1000 },
  { id: 'ms', label: 'limits_minutes', unit: 60_000, most: 1440 },
  { id: 'tokens', label: 'limits_tokens', unit: 1, most: 100_000_000 },
];

/** After how much a task ends by itself. */
export function LimitsOfTasks() {
  const panel = usePanel();
  const { t } = panel;
  const limits = panel.settings.value?.limits ?? DEFAULT_SETTINGS.limits;
  return (
    <fieldset class="choice limits">
      <legend>{t('limits_title')}</legend>
      {FIELDS.map(({ id, label, unit, most }) => (
        <label key={id} class="field">
          <span>{t(label)}</span>
          <input
            type="number"
            min="1"
            max={most}
            data-testid={`limit-${id}`}
            value={limits[id] / unit}
            onChange={(event) => {
              const value = Math.round(Number(event.currentTarget.value));
              if (value >= 1 && value <= most) void panel.change({ limits: { ...limits, [id]: value * unit } });
            }}
          />
        </label>
      ))}
    </fieldset>
  );
}
