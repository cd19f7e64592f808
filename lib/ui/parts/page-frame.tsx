import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { usePanel } from '../context.ts';
import { Icon } from './icon.tsx';

/** A page of the panel beside the conversation, with a way back (also by Esc). Takes the focus when it opens. */
export function PageFrame({
  title,
  onBack,
  children,
  name,
}: {
  title: string;
  onBack: () => void;
  children: ComponentChildren;
  name: string;
}) {
  const { t } = usePanel();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section class={`page ${name}`} data-testid={name}>
      <header class="top">
        <button type="button" class="tool" data-testid="back" aria-label={t('back')} title={t('back')} onClick={onBack}>
          <Icon name="back" />
        </button>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </header>
      <main>{children}</main>
    </section>
  );
}
