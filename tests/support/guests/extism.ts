import { main } from 'assemblyscript/asc';

const OPTIONS = ['--optimizeLevel', '3', '--runtime', 'stub', '--use', 'abort='];

/** Plug-ins of Extism by their sources: one of ours, and the example that comes with the kit. Both are compiled with that kit, as it is published. */
export const PLUGIN = 'wasm/guests/extism/as/plugin.ts';
export const EXAMPLE = 'node_modules/@extism/as-pdk/example.ts';

const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

export function extismPlugin(source: string): Promise<Uint8Array<ArrayBuffer>> {
  const known = made.get(source) ?? compiled(source);
  made.set(source, known);
  return known;
}

async function compiled(source: string): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const { error } = await main([source, '--outFile', 'plugin.wasm', ...OPTIONS], {
    writeFile(_name, contents) {
      if (typeof contents !== 'string') bytes = Uint8Array.from(contents);
    },
  });
  if (error !== null || bytes === undefined) throw error ?? new Error(`${source} gave nothing`);
  return bytes;
}
