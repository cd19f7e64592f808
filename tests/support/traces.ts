import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { ROOT } from '../../scripts/lib/build.ts';
import { wasm } from '../../scripts/lib/wasm.ts';
import { bundle } from './bundle.ts';

const ENTRY = fileURLToPath(new URL('../page/replay-entry.ts', import.meta.url));
const Counted = v.pipe(v.string(), v.parseJson(), v.object({ records: v.array(v.unknown()) }));

interface Traces {
  script: string;
  /** Of the script's function: replays each of them and says how it ended. */
  calls: { name: string; expression: string; expected: string }[];
}

/** The recorded runs, and what a browser needs to replay them. */
export async function traces(): Promise<Traces> {
  const names = (await readdir(`${ROOT}tests/traces`)).filter((name) => name.endsWith('.json'));
  const modules = { rank: (await wasm('rank')).toString('base64'), policy: (await wasm('policy')).toString('base64') };
  const calls = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${ROOT}tests/traces/${name}`, 'utf8');
      const { records } = v.parse(Counted, text);
      const expression = `replayText(${JSON.stringify(text)}, ${JSON.stringify(modules)})`;
      return { name, expression, expected: `${records.length} the same, 0 untaped` };
    }),
  );
  return { script: `${await bundle(ENTRY)};0`, calls };
}
