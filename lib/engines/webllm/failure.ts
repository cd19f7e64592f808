import { problem, type Problem } from '@/lib/contracts/index.ts';

import { fileOf, textOf } from '../hub.ts';

/** The problem that an error of WebLLM means. Names, because the classes of another realm are not these classes. */
export function webllmProblem(error: unknown): Problem {
  const detail = textOf(error).slice(0, 400);
  const name = error instanceof Error ? error.name : '';
  if (name === 'IntegrityError') return problem('engine.integrity', { params: { file: urlIn(error) }, detail });
  if (
    name.startsWith('WebGPUNot') ||
    /Unable to find a compatible GPU|WebGPU is not (supported|available)/i.test(detail)
  ) {
    return problem('engine.no_webgpu', { detail });
  }
  if (/shader-f16|FeatureSupport|Cannot initialize runtime because of requested max/i.test(`${name} ${detail}`)) {
    return problem('engine.no_webgpu', { detail });
  }
  if (/out of memory|OutOfMemory|allocation failed|exceeds.*limit|createBuffer/i.test(detail)) {
    return problem('engine.no_memory', { detail });
  }
  if (name === 'DeviceLostError' || /device (was |is )?lost|already been disposed/i.test(detail)) {
    return problem('engine.device_lost', { detail });
  }
  const full = /(\d+)\D+tokens?\D+context[_ ]window[_ ]size\D+(\d+)/i.exec(detail);
  if (name === 'ContextWindowSizeExceededError' || full !== null) {
    return problem('engine.context_full', {
      params: { tokens: Number(full?.[1] ?? 0), limit: Number(full?.[2] ?? 0) },
      detail,
    });
  }
  if (name === 'GrammarMatcherInitError' || /grammar|EBNF/i.test(detail))
    return problem('engine.bad_grammar', { detail });
  if (/Failed to fetch|NetworkError|Cache\.add|Cannot fetch/i.test(detail))
    return problem('engine.network', { detail });
  return problem('engine.crashed', { detail });
}

function urlIn(error: unknown): string {
  const url: unknown = typeof error === 'object' && error !== null && 'url' in error ? error.url : '';
  return typeof url === 'string' ? fileOf(url) : '';
}
