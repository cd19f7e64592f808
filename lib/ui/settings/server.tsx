import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { EngineChoice } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import { usePanel } from '../context.ts';
import { PlacementChip } from '../parts/placement-chip.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

type Server = Extract<EngineChoice, { kind: 'openai' }>;

/** What stands in the form, and whether it is what is used now. */
function useServer() {
  const panel = usePanel();
  const { connection } = panel.models;
  const engine = panel.settings.value?.engine;
  const saved = engine?.kind === 'openai' ? engine : undefined;
  const [baseURL, setBaseURL] = useState(saved?.baseURL ?? 'http://127.0.0.1:11434/v1');
  const [model, setModel] = useState(saved?.model ?? '');
  const [apiKey, setApiKey] = useState(saved?.apiKey ?? '');
  const [input, setInput] = useState(saved?.price?.input.toString() ?? '');
  const [output, setOutput] = useState(saved?.price?.output.toString() ?? '');
  const price = priceOf(input, output);
  const key = apiKey.trim();
  const choice: Server = {
    kind: 'openai',
    baseURL: baseURL.trim(),
    model: model.trim(),
    ...(key !== '' && { apiKey: key }),
    ...(price !== undefined && { price }),
  };
  const usable = URL.canParse(choice.baseURL) && /^https?:$/.test(new URL(choice.baseURL).protocol);
  const inUse = saved?.baseURL === choice.baseURL && saved.model === choice.model && (saved.apiKey ?? '') === key && JSON.stringify(saved.price) === JSON.stringify(price); // prettier-ignore
  useEffect(() => {
    // What was tested is another server's answer now.
    connection.value = undefined;
  }, [choice.baseURL, key, connection]);
  return {
    choice,
    usable,
    inUse,
    fields: { baseURL, setBaseURL, model, setModel, apiKey, setApiKey, input, setInput, output, setOutput },
  };
}

function priceOf(input: string, output: string): Server['price'] {
  const price = { input: Number(input || 0), output: Number(output || 0) };
  const given = (input + output).trim() !== '';
  return given && price.input >= 0 && price.output >= 0 ? price : undefined;
}

/** Any OpenAI-compatible server: Ollama, llama.cpp, LM Studio, vLLM, a cloud. */
export function ServerForm() {
  const panel = usePanel();
  const { t, models } = panel;
  const { choice, usable, inUse, fields } = useServer();
  const test = async () => {
    // With this permission the browser's CORS rules stand in nobody's way; without it the test still says what to do.
    await panel.ports.requestAccess(new URL(choice.baseURL).origin);
    await models.test(choice);
  };
  return (
    <form
      class={inUse ? 'card current' : 'card'}
      data-testid="server"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable && choice.model !== '') void panel.change({ engine: choice });
      }}
    >
      <div class="card-top">
        <PlacementChip placement={panel.ports.placementOf(choice)} />
        {inUse && <span class="fit">{t('model_in_use')}</span>}
      </div>
      <Fields {...fields} />
      <p class="note">{usable ? t('server_leaves', hostOf(choice.baseURL)) : t('server_bad_url')}</p>
      <Connection />
      <div class="row">
        <button
          type="button"
          class="button"
          data-testid="server-test"
          disabled={!usable}
          onClick={() => {
            void test();
          }}
        >
          {models.connection.value === 'testing' ? t('server_testing') : t('server_test')}
        </button>
        <button
          type="submit"
          class="button"
          data-testid="server-use"
          disabled={!usable || choice.model === '' || inUse}
        >
          {t('model_use')}
        </button>
      </div>
    </form>
  );
}

function Fields(fields: ReturnType<typeof useServer>['fields']) {
  const { baseURL, setBaseURL, model, setModel, apiKey, setApiKey, input, setInput, output, setOutput } = fields;
  const { t } = usePanel();
  return (
    <>
      <Field label={t('server_url')}>
        <input type="url" data-testid="server-url" value={baseURL} autocomplete="off" onInput={into(setBaseURL)} />
      </Field>
      <Field label={t('server_model')}>
        <input
          type="text"
          data-testid="server-model"
          value={model}
          list="server-models"
          autocomplete="off"
          onInput={into(setModel)}
        />
      </Field>
      <ModelNames />
      <Field label={t('server_key')}>
        <input type="password" data-testid="server-key" value={apiKey} autocomplete="off" onInput={into(setApiKey)} />
      </Field>
      <Field label={t('server_price_in')}>
        <input type="number" min="0" step="any" data-testid="server-price-in" value={input} onInput={into(setInput)} />
      </Field>
      <Field label={t('server_price_out')}>
        <input
          type="number"
          min="0"
          step="any"
          data-testid="server-price-out"
          value={output}
          onInput={into(setOutput)}
        />
      </Field>
    </>
  );
}

export function into(set: (value: string) => void) {
  return (event: { currentTarget: HTMLInputElement }) => {
    set(event.currentTarget.value);
  };
}

export function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

function ModelNames() {
  const report = usePanel().models.connection.value;
  const names = report === undefined || report === 'testing' ? [] : report.models;
  return (
    <datalist id="server-models">
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

function Connection() {
  const { t, format, models } = usePanel();
  const report = models.connection.value;
  if (report === undefined || report === 'testing') return <div role="status" />;
  return (
    <div role="status" data-testid="connection" data-ok={report.ok}>
      {report.problem !== undefined && <ProblemNote problem={report.problem} quiet />}
      {report.ok && (
        <p class="fine">
          {t('server_ok', format.duration(report.ms), format.count('server_models', report.models.length))}
        </p>
      )}
    </div>
  );
}
