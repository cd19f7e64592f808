import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { codeOf, isSandboxDeed, type Problem, type Question, type Reply } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from './context.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { Rich } from './parts/rich.tsx';
import { Code } from './sandboxed.tsx';
import { ToolAsking } from './tool-asking.tsx';
import { approveLabel, deedPhrase, reasonKey } from './words.ts';

/** A key that was meant for something else must not answer a question that has just appeared. Milliseconds. */
export const GUARD_MS = 600;

/**
 * A question of the run. No answer is the default: the card never takes the focus, a key press within `GUARD_MS` of its appearing
 * and a key that is held down are ignored.
 */
export function QuestionCard({ runId, question }: { runId: string; question: Question }) {
  const { t } = usePanel();
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const { sent, problem, refused, press } = useReplies(runId, question);
  useEffect(() => {
    card.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section
      class="question"
      role="group"
      aria-labelledby={id}
      ref={card}
      data-testid="question"
      data-kind={question.kind}
    >
      <Asked id={id} question={question} />
      <div class="row">
        {choices(question, t).map(({ reply, label, go }) => (
          <button
            key={reply}
            type="button"
            class={go === true ? 'button go' : 'button'}
            data-reply={reply}
            disabled={sent}
            onKeyDown={ignoreHeld}
            onClick={(event) => {
              press(event, reply);
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {refused && <p class="note">{t('access_refused')}</p>}
      {problem !== undefined && <ProblemNote problem={problem} quiet />}
    </section>
  );
}

function Asked({ id, question }: { id: string; question: Question }) {
  if (question.kind === 'access') return <Access id={id} origin={question.origin} />;
  if (question.kind === 'landed') return <Landed id={id} question={question} />;
  return question.kind === 'approve' ? (
    <Approve id={id} question={question} />
  ) : (
    <Happened id={id} question={question} />
  );
}

function Landed({ id, question }: { id: string; question: Extract<Question, { kind: 'landed' }> }) {
  const { t } = usePanel();
  return (
    <>
      <h3 id={id}>{t('landed_title')}</h3>
      <p>
        <Rich of={{ key: 'landed_text', values: [hostOf(question.from), hostOf(question.to)] }} />
      </p>
      <p class="note">{t('landed_note')}</p>
    </>
  );
}

function Happened({ id, question }: { id: string; question: Extract<Question, { kind: 'happened' }> }) {
  const { t } = usePanel();
  return (
    <>
      <h3 id={id}>{t('happened_title')}</h3>
      <p>
        <Rich of={deedPhrase(question.action, question.target, t)} />{' '}
        <Rich of={{ key: 'approve_where', values: [hostOf(question.origin)] }} />
      </p>
      <p class="note">{t('happened_text')}</p>
    </>
  );
}

function useReplies(runId: string, question: Question) {
  const panel = usePanel();
  const shownAt = useRef(performance.now());
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [refused, setRefused] = useState(false);
  const send = async (reply: Reply) => {
    setSent(true);
    setProblem(undefined);
    const failed = await panel.reply(runId, question.id, reply);
    setProblem(failed);
    if (failed !== undefined) setSent(false);
  };
  const answer = async (reply: Reply) => {
    if (question.kind === 'access' && reply !== 'never' && reply !== 'no') {
      // The browser shows its own question only when asked in the very handler of the click: nothing may be awaited before.
      const granted = await panel.ports.requestAccess(question.origin);
      setRefused(!granted);
      if (!granted) return;
    }
    await send(reply);
  };
  useGesture(question, () => void send('once'));
  const press = (event: MouseEvent, reply: Reply) => {
    const byKey = event.detail === 0;
    if (sent || (byKey && performance.now() - shownAt.current < GUARD_MS)) return;
    void answer(reply);
  };
  return { sent, problem, refused, press };
}

/**
 * Where the site is not known, the user's press of the toolbar button or of a Locus key on the page gives access to that page
 * (activeTab). Seen here as a look at the tab that says "granted" now and did not before.
 */
function useGesture(question: Question, given: () => void) {
  const { look } = usePanel();
  const before = useRef(look.value);
  const granted = look.value !== before.current && look.value?.access === 'granted';
  const waits = question.kind === 'access' && question.origin === '';
  useEffect(() => {
    if (waits && granted) given();
    // Once, when it is given; `given` is another function at every draw.
  }, [waits, granted]);
}

function ignoreHeld(event: KeyboardEvent) {
  if (event.repeat) event.preventDefault();
}

function choices(
  question: Question,
  t: ReturnType<typeof usePanel>['t'],
): { reply: Reply; label: string; go?: boolean }[] {
  if (question.kind === 'access' && question.origin === '') {
    return [
      { reply: 'always', label: t('access_reply_every') },
      { reply: 'no', label: t('approve_no') },
    ];
  }
  if (question.kind === 'access') {
    return [
      { reply: 'once', label: t('access_reply_once') },
      { reply: 'always', label: t('access_reply_always') },
      { reply: 'never', label: t('access_reply_never') },
    ];
  }
  if (question.kind === 'landed')
    return [
      { reply: 'no', label: t('landed_no') },
      { reply: 'yes', label: t('landed_yes') },
    ];
  if (question.kind === 'happened')
    return [
      { reply: 'no', label: t('happened_no') },
      { reply: 'yes', label: t('happened_yes') },
    ];
  if (question.tool !== undefined && question.tool.asks.length > 0)
    return [
      { reply: 'no', label: t('grant_no') },
      { reply: 'yes', label: t('grant_once') },
      { reply: 'run', label: t('grant_run') },
      { reply: 'site', label: t('grant_site') },
      { reply: 'always', label: t('grant_always') },
    ];
  return [
    { reply: 'no', label: t('approve_no') },
    // Nobody does by hand what is done in the sandbox.
    ...(isSandboxDeed(question.action) ? [] : [{ reply: 'mine' as const, label: t('approve_mine') }]),
    { reply: 'yes', label: approveLabel(question.action, question.target, t), go: true },
  ];
}

function Access({ id, origin }: { id: string; origin: string }) {
  const { t, shortcuts } = usePanel();
  // Without any permission for it, the browser does not even say which site the tab shows.
  const unknown = origin === '';
  const key = shortcuts.value['open-panel'];
  return (
    <>
      <h3 id={id}>{t('access_title')}</h3>
      <p>
        {unknown ? (
          t(key === undefined ? 'access_unknown' : 'access_unknown_key', ...(key === undefined ? [] : [key]))
        ) : (
          <Rich of={{ key: 'access_text', values: [hostOf(origin)] }} />
        )}
      </p>
    </>
  );
}

function Approve({ id, question }: { id: string; question: Extract<Question, { kind: 'approve' }> }) {
  const { t } = usePanel();
  const final = question.verdict.reversibility === 'final';
  const reason = reasonKey(question.verdict.rule);
  const { origins } = question.verdict;
  return (
    <>
      <h3 id={id}>{t(final ? 'approve_title_final' : 'approve_title')}</h3>
      <p>
        <Rich of={deedPhrase(question.action, question.target, t)} />{' '}
        <Rich of={{ key: 'approve_where', values: [hostOf(question.origin)] }} />
      </p>
      {question.tool !== undefined && <ToolAsking tool={question.tool} />}
      {question.action.do === 'run' && <Code of={codeOf(question.action)} />}
      {reason !== undefined && <p class="note">{t(reason)}</p>}
      {question.asks?.map((words, index) => (
        <blockquote key={index} class="said" dir="auto" data-testid="page-asks">
          {words}
        </blockquote>
      ))}
      {origins !== undefined && (
        <p class="note" data-testid="between">
          <Rich of={{ key: 'approve_between', values: [hostOf(origins.from), hostOf(origins.to)] }} />
        </p>
      )}
      {question.values.length > 0 && <p class="sends">{t('approve_sends')}</p>}
      {question.values.length > 0 && (
        <dl>
          {question.values.map(({ name, value }, index) => (
            <div key={index}>
              <dt dir="auto">{name === '' ? t('deed_unnamed') : name}</dt>
              <dd dir="auto">{value === '' ? t('approve_empty') : value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
