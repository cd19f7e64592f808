import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';

/** The empty tab: what can be done here, and why not where it cannot. */
export function Welcome() {
  const panel = usePanel();
  const { t } = panel;
  const look = panel.look.value;
  const unreadable = panel.lookProblem.value;
  if (unreadable !== undefined) return <ProblemNote problem={unreadable} quiet />;
  if (look?.access === 'restricted') return <ProblemNote problem={{ code: 'page.restricted' }} quiet />;
  if (look?.access === 'never') return <ProblemNote problem={{ code: 'page.never' }} quiet />;
  return (
    <section class="welcome" data-testid="empty">
      <h2>{t('empty_title')}</h2>
      <p>{t('empty_text')}</p>
      <ul>
        {(['empty_example_ask', 'empty_example_act', 'empty_example_open'] as const).map((key) => (
          <li key={key}>
            <button
              type="button"
              class="example"
              onClick={() => {
                panel.draft.value = t(key);
                panel.wantsFocus.value += 1;
              }}
            >
              {t(key)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
