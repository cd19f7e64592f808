import type { ServerTool } from '@/lib/contracts/index.ts';
import type { ToolInfo } from '@/lib/protocol/index.ts';

import { usePanel } from '../context.ts';

/** What a server says of the effects of a tool: as its words, since nobody has checked them. */
export function Hints({ hints }: Pick<ServerTool, 'hints'>) {
  const { t } = usePanel();
  return (
    <>
      {hints.includes('reads_only') && <small>{t('tools_reads_only')}</small>}{' '}
      {hints.includes('destroys') && <small>{t('tools_destroys')}</small>}
    </>
  );
}

/** Whose tool it is, so that none is taken for one of Locus. */
export function From({ server }: { server: NonNullable<ToolInfo['server']> }) {
  const { t } = usePanel();
  return (
    <p class="note" data-testid="tool-from">
      {t('tools_from', server.host)} <Hints hints={server.hints} />
    </p>
  );
}
