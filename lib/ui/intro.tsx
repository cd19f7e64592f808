import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { PLACEMENTS } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import { Mark } from './parts/mark.tsx';
import { PlacementChip } from './parts/placement-chip.tsx';
import type { Stage } from './stages.ts';
import type { MessageKey } from './translate.ts';

const STEPS: { title: MessageKey; text: MessageKey; more: MessageKey; stage: Stage | undefined }[] = [
  { title: 'intro_what_title', text: 'intro_what_text', more: 'intro_what_more', stage: 'input' },
  { title: 'intro_where_title', text: 'intro_where_text', more: 'intro_where_more', stage: 'decide' },
  { title: 'intro_leaves_title', text: 'intro_leaves_text', more: 'intro_leaves_more', stage: undefined },
];

/** First run, three short steps: what Locus does, where it decides, what leaves the device. */
export function Intro() {
  const panel = usePanel();
  const { t, format } = panel;
  const [at, setAt] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  // With the step itself: a key that comes right after it must not meet what is about to lose the focus.
  useLayoutEffect(() => {
    if (at > 0) title.current?.focus();
  }, [at]);
  const step = STEPS[at];
  if (step === undefined) return null;
  const last = at === STEPS.length - 1;
  const finish = (view: 'chat' | 'settings') => {
    panel.view.value = view;
    panel.wantsFocus.value += 1;
    void panel.change({ introduced: true });
  };
  return (
    <main class="intro" data-testid="intro" data-step={at + 1}>
      <Mark stage={step.stage} label={t('extensionName')} />
      <p class="progress">{t('intro_progress', format.number(at + 1), format.number(STEPS.length))}</p>
      <h1 ref={title} tabIndex={-1}>
        {t(step.title)}
      </h1>
      <p>{t(step.text)}</p>
      {at === 1 && (
        <p class="places">
          {PLACEMENTS.map((placement) => (
            <PlacementChip key={placement} placement={placement} />
          ))}
        </p>
      )}
      <p class="more">{t(step.more)}</p>
      <div class="row">
        {at > 0 && <Button label={t('intro_back')} onPress={() => setAt(at - 1)} />}
        {last && <Button label={t('settings_title')} testId="intro-choose" onPress={() => finish('settings')} />}
        <Button
          label={t(last ? 'intro_start' : 'intro_next')}
          testId="intro-next"
          solid
          onPress={() => (last ? finish('chat') : setAt(at + 1))}
        />
      </div>
    </main>
  );
}

function Button(props: { label: string; testId?: string; solid?: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      class={props.solid === true ? 'button solid' : 'button'}
      data-testid={props.testId}
      onClick={props.onPress}
    >
      {props.label}
    </button>
  );
}
