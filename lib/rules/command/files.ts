import { type GivenFile, problem } from '@/lib/contracts/index.ts';

import { fold } from '../text.ts';
import type { Grounded } from './ground.ts';
import { type Context, findElement, FIT, type Match, settle } from './match.ts';
import { type Lifted, lower } from './quotes.ts';
import { nameOf, type Reading } from './reading.ts';

const UPLOAD =
  /^(?:upload|attach|hänge?|lade?)\s+(.+?)(?:\s+(?:to|into|in|at|as|for|an|bei|als|zu|zum|zur)\s+(.+?))?(?:\s+(?:hoch|an))?$/iu;

/** "Upload my CV to Documents": a file that came along with the task, onto a field that takes files. */
export function readUpload(clause: string, lifted: Lifted): Reading[] {
  const [, what, where] = UPLOAD.exec(clause) ?? [];
  if (what === undefined || (/^(?:hänge?|lade?)\s/iu.test(clause) && !/\s(?:hoch|an)$/iu.test(clause))) return [];
  const name = where === undefined ? undefined : nameOf(where, lifted);
  return [{ verb: 'upload', file: lower(what, lifted), ...(name !== undefined && { name }) }];
}

/** The field by its name, or the only one; the file by a word of its name, or the only one. */
export function upload({ file, name }: Extract<Reading, { verb: 'upload' }>, context: Context): Grounded {
  const { files = [], page } = context;
  const number = fileOf(file, files);
  if (number === undefined) return { problem: problem('file.gone'), sure: files.length > 0 };
  const fields = page.elements.filter(({ inputType }) => inputType === 'file');
  const named = name && findElement(context, { name, fits: ({ inputType }) => inputType === 'file', least: FIT.words });
  const found: Match =
    named !== undefined && named.found !== 'none' ? named : settle(fields, { ...context, fit: FIT.type });
  if (found.found === 'none' || found.found === 'many') {
    const said = name?.texts.at(-1) ?? file;
    const code = found.found === 'none' ? 'element.not_found' : 'element.ambiguous';
    return { problem: problem(code, { params: { name: said, count: fields.length } }), sure: false };
  }
  const { ref, name: target } = found.element;
  return { rule: 'command.upload', action: { do: 'upload', ref, file: number }, target: target === '' ? ref : target };
}

/** Its number, from 1. */
function fileOf(said: string, files: readonly GivenFile[]): number | undefined {
  if (files.length === 1) return 1;
  const words = fold(said)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  const fits = files.flatMap(({ name }, i) => (words.some((word) => fold(name).includes(word)) ? [i + 1] : []));
  return fits.length === 1 ? fits[0] : undefined;
}
