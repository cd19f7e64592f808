import type { Grant, ToolUse } from '@/lib/contracts/index.ts';
import { PROBLEM_CODES } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { Heard } from '../parts/heard.tsx';
import type { MessageKey } from '../translate.ts';
import { capabilityKey, problemKey } from '../words.ts';

const SCOPE: Readonly<Record<Grant['scope'], MessageKey>> = {
  once: 'grant_scope_once',
  run: 'grant_scope_run',
  site: 'grant_scope_site',
  always: 'grant_scope_always',
};

/** What the user granted to a tool, each with a way to take it back. */
export function Grants({ grants, onChange }: { grants: readonly Grant[]; onChange: () => void }) {
  const { t, ports } = usePanel();
  if (grants.length === 0) return null;
  const takeBack = async (id: string) => {
    await ports.ask({ type: 'grants.take', ids: [id] });
    onChange();
  };
  return (
    <div data-testid="tool-grants">
      <p>{t('grants_title')}</p>
      <ul>
        {grants.map(({ id, capability, about, scope, of }) => {
          const what = t(capabilityKey(capability), about);
          return (
            <li key={id} data-testid="grant" data-capability={capability}>
              {what} <i>{t(SCOPE[scope], hostOf(of))}</i>{' '}
              <button type="button" class="quiet" data-testid="grant-take" onClick={() => void takeBack(id)}>
                {t('grants_take')}
                <Heard text={what} />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What a tool did so far. */
export function Uses({ use }: { use: ToolUse }) {
  const { t, format } = usePanel();
  const asked = Object.entries(use.capabilities).map(([name, times]) => `${name} × ${format.number(times)}`);
  const failed = PROBLEM_CODES.find((code) => code === use.problem);
  return (
    <div class="note" data-testid="tool-use">
      <p>
        {use.got === undefined
          ? t('tools_used', format.number(use.calls), format.duration(use.ms), format.number(use.fuel))
          : t('tools_used_server', format.number(use.calls), format.duration(use.ms))}
      </p>
      {asked.length > 0 && <p dir="auto">{t('tools_used_capabilities', asked.join(', '))}</p>}
      {Object.entries(use.sent).map(([host, bytes]) => (
        <p key={host}>{t('tools_sent', host, format.bytes(bytes))}</p>
      ))}
      {Object.entries(use.got ?? {}).map(([host, bytes]) => (
        <p key={host}>{t('tools_got', host, format.bytes(bytes))}</p>
      ))}
      {failed !== undefined && <p>{t('tools_last_problem', t(problemKey(failed), use.tool, '…', '…'))}</p>}
    </div>
  );
}
