import { readFile } from 'node:fs/promises';
import path from 'node:path';

import * as v from 'valibot';

import type { EngineOption } from '../../tests/driver/index.ts';
import { ensureModel } from './models.ts';

const ENGINES = ['rules', 'cpu', 'openai', 'webllm', 'scripted'] as const;

export interface EngineFlags {
  engine?: string | undefined;
  gguf?: string | undefined;
  model?: string | undefined;
  'base-url'?: string | undefined;
  replies?: string | undefined;
}

/** The engine that the flags name. Throws with a sentence for the user where a flag is missing. */
export async function engineOption(flags: EngineFlags): Promise<EngineOption> {
  const kind = v.safeParse(v.picklist(ENGINES), flags.engine ?? 'rules');
  if (!kind.success) throw new Error(`--engine is one of ${ENGINES.join(', ')}`);
  switch (kind.output) {
    case 'rules':
      return { kind: 'rules' };
    case 'cpu':
      return { kind: 'cpu', gguf: path.resolve(flags.gguf ?? (await ensureModel({ say: console.error }))) };
    case 'openai': {
      // The key comes by the environment: the command line is for everybody on the machine to read.
      const apiKey = process.env['LOCUS_API_KEY'];
      const server = { baseURL: need(flags, 'base-url'), model: need(flags, 'model') };
      return { kind: 'openai', ...server, ...(apiKey !== undefined && { apiKey }) };
    }
    case 'webllm':
      return { kind: 'webllm', model: need(flags, 'model') };
    case 'scripted':
      return { kind: 'scripted', replies: await replies(need(flags, 'replies')) };
  }
}

function need(flags: EngineFlags, name: 'model' | 'base-url' | 'replies'): string {
  const given = flags[name];
  if (given === undefined) throw new Error(`--engine ${flags.engine} needs --${name}`);
  return given;
}

/** A JSON list of strings, given as text or as the path of a file. */
async function replies(given: string): Promise<string[]> {
  const text = given.trimStart().startsWith('[') ? given : await readFile(given, 'utf8');
  return v.parse(v.array(v.string()), JSON.parse(text));
}
