import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { ModelInfo, ModelProgress } from '@/lib/contracts/index.ts';

import { usePanel } from '../context.ts';
import { isBusy, keyOf } from '../models-state.ts';
import { Heard } from '../parts/heard.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

/** One way to think, with the button that chooses it. */
export function EngineCard(props: {
  name: string;
  text: string;
  note?: string;
  current?: boolean;
  testId?: string;
  onUse?: () => void;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const { t } = usePanel();
  return (
    <div
      class={props.current === true ? 'card current' : 'card'}
      data-testid={props.testId}
      data-current={props.current}
    >
      <div class="card-top">
        <h3>
          <bdi>{props.name}</bdi>
        </h3>
        <span class="fit">{props.current === true ? t('model_in_use') : props.note}</span>
      </div>
      <p>{props.text}</p>
      {props.children}
      <div class="row">
        {props.onUse !== undefined && props.current !== true && (
          <button type="button" class="button" data-testid="use" onClick={props.onUse}>
            {t('model_use')}
            <Heard text={props.name} />
          </button>
        )}
        {props.actions}
      </div>
    </div>
  );
}

/** A model of a local engine: size first, then get, progress, cancel, use, remove. */
export function ModelCard({ model }: { model: ModelInfo }) {
  const panel = usePanel();
  const { t, models } = panel;
  const key = keyOf(model);
  const progress = models.progress.value.get(key) ?? resting(model);
  const busy = isBusy(progress);
  const engine = panel.settings.value?.engine;
  const current = engine !== undefined && engine.kind === model.kind && engine.model === model.id;
  const usable = model.state === 'ready' && !busy;
  const problem = models.problems.value.get(key);
  return (
    <EngineCard
      name={model.name}
      text={useFacts(model)}
      current={current}
      testId={`model-${model.id}`}
      {...(model.state === 'ready' && { note: t('model_ready') })}
      {...(usable && { onUse: () => void panel.change({ engine: { kind: model.kind, model: model.id } }) })}
      actions={!busy && <Ways model={model} />}
    >
      {model.state === 'broken' && !busy && <p class="mishap">{t('model_broken')}</p>}
      {busy && <Progress progress={progress} onCancel={() => void models.cancel(model)} />}
      {!busy && problem !== undefined && <ProblemNote problem={problem} quiet />}
      {!busy && <Offer model={model} />}
    </EngineCard>
  );
}

/** A download that was begun before this panel opened: what is here of it, until the next event says more. */
function resting({ kind, id, state, haveBytes, downloadBytes }: ModelInfo): ModelProgress | undefined {
  if (state !== 'downloading') return undefined;
  return { kind, id, phase: 'download', done: haveBytes, total: downloadBytes ?? 0 };
}

function useFacts(model: ModelInfo): string {
  const { t, format } = usePanel();
  return [
    ...(model.downloadBytes === undefined ? [] : [format.bytes(model.downloadBytes)]),
    ...(model.memoryBytes === undefined ? [] : [t('model_memory', format.bytes(model.memoryBytes))]),
    t('model_context', format.number(model.contextTokens)),
    ...(model.licence === undefined ? [] : [model.licence]),
    t('model_source', model.source === 'file' ? t('model_source_file') : model.source),
  ].join(' · ');
}

function Offer({ model }: { model: ModelInfo }) {
  const { t, format, models } = usePanel();
  const offer = models.offers.value.get(keyOf(model));
  if (offer === undefined) return null;
  return <p class="note">{t('model_offer', format.bytes(offer.downloadBytes ?? 0), offer.source)}</p>;
}

/** What can be done with a model that is not being downloaded. Nothing is fetched before its size stood on the button. */
function Ways({ model }: { model: ModelInfo }) {
  const { t, format, models } = usePanel();
  const [asking, setAsking] = useState(false);
  const offer = models.offers.value.get(keyOf(model));
  const bytes = offer?.downloadBytes ?? model.downloadBytes;
  const get = async () => {
    if (bytes !== undefined) {
      await models.get(model, bytes);
      return;
    }
    setAsking(true);
    await models.inspect(model);
    setAsking(false);
  };
  return (
    <>
      {model.state !== 'ready' && (
        <button
          type="button"
          class={offer === undefined ? 'button' : 'button solid'}
          data-testid="get"
          disabled={asking}
          onClick={() => void get()}
        >
          {asking ? t('model_asking') : bytes === undefined ? t('model_size') : t('model_get', format.bytes(bytes))}
          <Heard text={model.name} />
        </button>
      )}
      {offer !== undefined && (
        <button type="button" class="button" onClick={() => models.decline(model)}>
          {t('model_decline')}
        </button>
      )}
      {(model.state !== 'absent' || model.haveBytes > 0) && <Remove model={model} />}
    </>
  );
}

function Remove({ model }: { model: ModelInfo }) {
  const { t, format, models } = usePanel();
  const [sure, setSure] = useState(false);
  return (
    <button
      type="button"
      class={sure ? 'button danger' : 'button plain'}
      data-testid="remove"
      onBlur={() => {
        setSure(false);
      }}
      onClick={() => {
        if (sure) void models.remove(model);
        setSure(!sure);
      }}
    >
      {sure ? t('model_remove_sure', format.bytes(model.haveBytes)) : t('model_remove')}
      <Heard text={model.name} />
    </button>
  );
}

/** A bar, the figures in words, and cancel. */
export function Progress({ progress, onCancel }: { progress: ModelProgress | undefined; onCancel: () => void }) {
  const { t, format } = usePanel();
  const total = progress?.total ?? 0;
  const done = progress?.done ?? 0;
  const share = total > 0 ? Math.min(1, done / total) : undefined;
  const speed = progress?.bytesPerSecond;
  const words = [
    ...(total > 0 ? [t('progress_of', format.bytes(done), format.bytes(total))] : []),
    ...(speed !== undefined && speed > 0 ? [t('progress_speed', format.bytes(speed))] : []),
    ...(progress?.phase === 'load' ? [t('progress_load')] : []),
  ];
  return (
    <div class="downloading" data-testid="progress">
      <progress max={1} {...(share !== undefined && { value: share })} aria-label={t('progress_label')} />
      <p>
        <span>{words.length > 0 ? words.join(' · ') : t('progress_begin')}</span>
        <button type="button" class="quiet" data-testid="cancel" onClick={onCancel}>
          {t('progress_cancel')}
        </button>
      </p>
    </div>
  );
}
