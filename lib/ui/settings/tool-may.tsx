import type { ToolInfo } from '@/lib/protocol/index.ts';

import { usePanel } from '../context.ts';
import { capabilityKey } from '../words.ts';

/** What it may ask for, before it ever asked. */
export function May({ tool: { capabilities } }: { tool: ToolInfo }) {
  const { t } = usePanel();
  if (capabilities.length === 0) return <p class="note">{t('tools_may')}</p>;
  return (
    <div class="note" data-testid="tool-may">
      <p>{t('tools_asks')}</p>
      <ul>
        {capabilities.map(({ name, about, reason, risk }) => (
          <li key={name} data-risk={risk}>
            {t(capabilityKey(name), about)} <q dir="auto">{reason}</q>
          </li>
        ))}
      </ul>
    </div>
  );
}
