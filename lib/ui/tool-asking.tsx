import type { ToolAsks } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { Rich } from './parts/rich.tsx';
import { capabilityKey } from './words.ts';

/** What a tool asks for before it is called, why in its own words, and what may go where. */
export function ToolAsking({ tool: { title, asks, from, to } }: { tool: ToolAsks }) {
  const { t } = usePanel();
  return (
    <div data-testid="tool-asks">
      {asks.length > 0 && <p dir="auto">{t('grant_title', title)}</p>}
      <ul>
        {asks.map(({ name, about, reason }) => (
          <li key={name} data-capability={name}>
            <b>{t(capabilityKey(name), about)}</b> <span dir="auto">{t('grant_reason', reason)}</span>
          </li>
        ))}
      </ul>
      {from.length > 0 && (
        <p data-testid="tool-carries">
          <Rich of={{ key: 'grant_carries', values: [from.map(hostOf).join(', '), to.join(', ')] }} />
        </p>
      )}
    </div>
  );
}
