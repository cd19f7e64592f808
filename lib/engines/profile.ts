import type { EngineChoice, EngineProfile, Placement } from '@/lib/contracts/index.ts';
import { impossible } from '@/lib/shared/index.ts';

/** Context that the CPU engine loads a model with, tokens: its memory and its patience, not the model's, set the limit. */
export const CPU_CONTEXT = 2048;

/** What the loop needs to know of the engine that was chosen. Pure. */
export function profileOf(choice: EngineChoice): EngineProfile {
  const usual = { viewTokens: 1200, textTokens: 1600, answerTokens: 600, contextTokens: 4096 };
  switch (choice.kind) {
    case 'rules':
      return { ...usual, kind: 'rules', model: '', placement: 'local', grammar: 'none' };
    case 'webllm':
      return { ...usual, kind: 'webllm', model: choice.model, placement: 'local', grammar: 'ebnf' };
    case 'cpu':
      // Prefill runs at some tens of tokens a second: every token of the prompt is waited for (docs/decisions/0004).
      return {
        kind: 'cpu',
        model: choice.model,
        placement: 'local',
        grammar: 'gbnf',
        contextTokens: CPU_CONTEXT,
        viewTokens: 260,
        textTokens: 320,
        answerTokens: 180,
      };
    case 'openai':
      return openai(choice);
    case 'scripted':
      return { ...usual, kind: 'scripted', model: 'scripted', placement: 'local', grammar: 'none' };
    default:
      return impossible(choice);
  }
}

function openai(choice: Extract<EngineChoice, { kind: 'openai' }>): EngineProfile {
  const contextTokens = choice.contextTokens ?? 8192;
  // Shares of a small window; the usual amounts where the window is large enough for them.
  const share = (part: number, most: number) => Math.min(most, Math.floor(contextTokens * part));
  return {
    kind: 'openai',
    model: choice.model,
    placement: placementOf(choice.baseURL),
    grammar: 'json-schema',
    contextTokens,
    viewTokens: share(0.3, 1200),
    textTokens: share(0.4, 2400),
    answerTokens: share(0.15, 600),
    ...(choice.price !== undefined && { price: choice.price }),
  };
}

/** `edge` for this machine and the user's own network (loopback, private and link-local addresses, *.local), else `cloud`. */
export function placementOf(baseURL: string): Placement {
  const host = URL.parse(baseURL)
    ?.hostname.toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (host === undefined || host === '') return 'cloud';
  if (host === 'localhost' || /\.(localhost|local|lan|home\.arpa|internal)$/.test(host)) return 'edge';
  if (host.includes(':')) return /^(::1$|f[cd]|fe[89ab])/.test(host) ? 'edge' : 'cloud';
  const [a = -1, b = -1, ...rest] = host.split('.').map(Number);
  if (rest.length !== 2 || [a, b, ...rest].some(Number.isNaN)) return 'cloud';
  const own =
    a === 127 || a === 10 || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32);
  return own ? 'edge' : 'cloud';
}
