/** Packs as authors would make them, and as nobody should. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { makePack } from '../../lib/sandbox/pack/make.ts';
import { extismPlugin, PLUGIN } from '../support/guests/extism.ts';
import { command, copyTo, ECHO, reactor } from '../support/guests/modules.ts';
import { wasmOf } from '../support/guests/wat.ts';

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(encoder.encode(text));

interface Parts {
  manifest?: object;
  /** Laid over what the manifest says to the sandbox. */
  sandbox?: object;
  guest?: string | Uint8Array<ArrayBuffer>;
  /** Laid over the files; `undefined` leaves one out. */
  files?: Readonly<Record<string, Uint8Array | undefined>>;
}

const ANY = { type: 'object' };
const LIMITS = { fuel: 1_000_000_000, ms: 10_000, pages: 512, outputBytes: 10_000, logBytes: 1000 };

/** A tool of `js/1` that greets, with two vectors, unless told otherwise. */
const GREET = `export default ({ name }) => {
  if (name === '') throw new Error('nobody to greet');
  return { text: 'Hello, ' + name + '!' };
};`;

const text = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string', maxLength: 100 } }, required: [name] }); // prettier-ignore

function filesOf({ manifest, sandbox, guest = GREET, files = {} }: Parts = {}): Record<string, Uint8Array> {
  const bytes = typeof guest === 'string' ? bytesOf(guest) : guest;
  const all: Record<string, Uint8Array | undefined> = {
    'manifest.json': bytesOf(
      JSON.stringify({
        name: 'greet',
        title: 'Greeter',
        description: 'Greets whoever is named.',
        inputSchema: { ...text('name'), examples: [{ name: 'Ada' }] },
        outputSchema: text('text'),
        _meta: {
          'locus.example/sandbox': {
            abi: 'js/1',
            sha256: createHash('sha256').update(bytes).digest('hex'),
            language: 'JavaScript',
            version: '1.0',
            limits: LIMITS,
            capabilities: [],
            ...sandbox,
          },
        },
        ...manifest,
      }),
    ),
    [typeof guest === 'string' ? 'tool.js' : 'tool.wasm']: bytes,
    LICENSE: bytesOf('MIT License\n\nPermission is hereby granted, free of charge.\n'),
    ...(typeof guest === 'string' && {
      'vectors.json': bytesOf(
        JSON.stringify([
          { input: { name: 'Ada' }, output: { text: 'Hello, Ada!' } },
          { input: { name: '' }, fails: 'nobody to greet' },
        ]),
      ),
    }),
    ...files,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, file]) => (file === undefined ? [] : [[name, file]])));
}

/** The pack of an example of wasm/guests, by the names of its folder and of its language. */
export async function examplePack(name: string, language: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = path.join(import.meta.dirname, '../../wasm/guests', name);
  const read = async (file: string) => Uint8Array.from(await readFile(path.join(folder, file)));
  return makePack({
    'manifest.json': await read(`${language}/manifest.json`),
    'tool.wasm': await read(`${language}/tool.wasm`),
    'vectors.json': await read('vectors.json'),
    LICENSE: await read('LICENSE'),
  });
}

export function packOf(parts: Parts = {}): Uint8Array<ArrayBuffer> {
  return makePack(filesOf(parts));
}

const echo = {
  manifest: { name: 'echo', title: 'Echo', description: 'Gives its input back.', inputSchema: ANY, outputSchema: ANY },
  files: { 'vectors.json': bytesOf('[{"input":{"n":7},"output":{"n":7}}]') },
};

/** A module of `reactor-json/1`. */
export const REACTOR: Parts = {
  ...echo,
  guest: wasmOf(reactor(ECHO)),
  sandbox: { abi: 'reactor-json/1', language: 'WebAssembly' },
};

/** A command of `wasi-json/1`. */
export const WASI: Parts = {
  ...echo,
  manifest: { ...echo.manifest, name: 'echo_command', title: 'Echo of a command' },
  guest: wasmOf(command(copyTo(1))),
  sandbox: { abi: 'wasi-json/1', language: 'WebAssembly' },
};

/** A plug-in of Extism, whose function `greet` is the tool. */
export async function plugin(sandbox: object = {}): Promise<Parts> {
  return {
    manifest: { name: 'plugin', title: 'A plug-in', description: 'Greets.', inputSchema: ANY, outputSchema: ANY },
    guest: await extismPlugin(PLUGIN),
    sandbox: {
      abi: 'extism/1',
      language: 'AssemblyScript',
      extism: { function: 'greet', config: { name: 'Ada' } },
      ...sandbox,
    },
    files: { 'vectors.json': bytesOf('[{"input":{},"output":{"text":"Hello, Ada!","calls":1}}]') },
  };
}
