import { useId, useState } from 'preact/hooks';

import { type InputChange, MAX_TASK, type Question, type Reply, type RunInput } from '@/lib/contracts/index.ts';

import { usePanel } from './context.ts';
import type { MessageKey } from './translate.ts';

type Put = (change: InputChange | undefined) => void;

/** Where the user puts another value in the place of an input. `put`: undefined while there is none. */
export function InputValue({ input, put }: { input: RunInput; put: Put }) {
  switch (input.what) {
    case 'task':
      return <Words text={input.text} put={(text) => put({ what: 'task', text })} />;
    case 'said':
      return <Words text={input.text} put={(text) => put({ what: 'said', seq: input.seq, text })} />;
    case 'reply':
      return <Replies input={input} put={put} />;
    case 'page':
      return <Elements input={input} put={put} />;
  }
}

function Words({ text, put }: { text: string; put: (text: string) => void }) {
  const { t } = usePanel();
  return (
    <label class="field">
      <span>{t('what_if_instead')}</span>
      <textarea
        rows={3}
        maxLength={MAX_TASK}
        dir="auto"
        data-testid="what-if-text"
        onInput={(event) => put(event.currentTarget.value.toWellFormed())}
      >
        {text}
      </textarea>
    </label>
  );
}

const REPLIES: Record<Reply, MessageKey> = {
  once: 'access_reply_once',
  always: 'access_reply_always',
  never: 'access_reply_never',
  yes: 'reply_yes',
  no: 'reply_no',
  mine: 'approve_mine',
  run: 'grant_run',
  site: 'grant_site',
};

function replyKey(reply: Reply, { question }: { question: Question }): MessageKey {
  return reply === 'always' && question.kind === 'approve' ? 'grant_always' : REPLIES[reply];
}

function Replies({ input, put }: { input: Extract<RunInput, { what: 'reply' }>; put: Put }) {
  const { t } = usePanel();
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{t('what_if_reply_was', t(replyKey(input.reply, input)))}</legend>
      {input.replies
        .filter((reply) => reply !== input.reply)
        .map((reply) => (
          <label key={reply}>
            <input
              type="radio"
              name={name}
              data-testid="what-if-reply"
              value={reply}
              onChange={() => put({ what: 'reply', seq: input.seq, reply })}
            />
            {t(replyKey(reply, input))}
          </label>
        ))}
    </fieldset>
  );
}

/** Elements that are offered; of a bigger page the first ones. */
const MOST_OFFERED = 200;

function Elements({ input, put }: { input: Extract<RunInput, { what: 'page' }>; put: Put }) {
  const { t } = usePanel();
  const { elements, seq } = input;
  const [ref, setRef] = useState(elements[0]?.ref ?? '');
  const [gone, setGone] = useState(false);
  const chosen = elements.find((element) => element.ref === ref);
  const tell = (next: { ref: string; gone: boolean; name?: string }) =>
    put({ what: 'page', seq, ref: next.ref, ...(!next.gone && { name: next.name ?? '' }) });
  return (
    <>
      <label class="field">
        <span>{t('what_if_element')}</span>
        <select
          data-testid="what-if-element"
          value={ref}
          onChange={(event) => {
            setRef(event.currentTarget.value);
            if (gone) tell({ ref: event.currentTarget.value, gone });
            else put(undefined);
          }}
        >
          {elements.slice(0, MOST_OFFERED).map((element) => (
            <option key={element.ref} value={element.ref}>
              {`[${element.ref}] ${element.role} “${element.name}”`}
            </option>
          ))}
        </select>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          data-testid="what-if-gone"
          checked={gone}
          onChange={(event) => {
            setGone(event.currentTarget.checked);
            if (event.currentTarget.checked) tell({ ref, gone: true });
            else put(undefined);
          }}
        />
        {t('what_if_gone')}
      </label>
      {!gone && (
        <label class="field" key={ref}>
          <span>{t('what_if_name')}</span>
          <input
            type="text"
            maxLength={120}
            dir="auto"
            data-testid="what-if-text"
            defaultValue={chosen?.name}
            onInput={(event) => tell({ ref, gone, name: event.currentTarget.value.toWellFormed() })}
          />
        </label>
      )}
    </>
  );
}
