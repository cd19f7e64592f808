import { lexer } from 'marked';
import { useState } from 'preact/hooks';

import { isEnded, type Run } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';

/** Takes an answer along: all of it, or what stands in its blocks of code. */
export function CopyAnswer({ run }: { run: Run }) {
  const { t } = usePanel();
  const [said, setSaid] = useState('');
  if (!isEnded(run) || run.answer === '') return null;
  const code = codeIn(run.answer);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t('copied'));
    } catch {
      // The browser lets nobody write there now: the text can be selected and copied by hand.
      setSaid(t('copy_failed'));
    }
  };
  return (
    <div class="run-tools">
      <button type="button" class="undo" data-testid="copy-answer" onClick={() => void copy(run.answer)}>
        {t('copy_answer')}
      </button>
      {code !== '' && (
        <button type="button" class="undo" data-testid="copy-code" onClick={() => void copy(code)}>
          {t('copy_code')}
        </button>
      )}
      <span class="note" role="status">
        {said}
      </span>
    </div>
  );
}

/** A longer text is not searched: hostile ones take the lexer long. */
const MOST = 20_000;

function codeIn(answer: string): string {
  if (!answer.includes('```') || answer.length > MOST) return '';
  return lexer(answer).flatMap((token) => (token.type === 'code' && 'text' in token ? [String(token.text)] : [])).join('\n\n'); // prettier-ignore
}
