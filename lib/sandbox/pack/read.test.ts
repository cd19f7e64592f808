import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bytesOf, packOf, plugin, REACTOR, WASI } from '../../../tests/sandbox/packs.ts';
import { command, ECHO, reactor } from '../../../tests/support/guests/modules.ts';
import { wasmOf } from '../../../tests/support/guests/wat.ts';
import { sandboxOf } from '../manifest.ts';
import { crc32 } from './crc.ts';
import { makePack } from './make.ts';
import { readPack } from './read.ts';
import { MOST_PACK } from './zip.ts';

const RESERVED = ['calculator', 'Calculator', 'Rechner', 'dates', 'Dates and time zones'];

async function refusalOf(bytes: Uint8Array) {
  const read = await readPack(bytes, RESERVED);
  return read.ok ? { code: 'none' } : read.problem;
}

/** The import of the door, as it is. */
const CALLS = '(import "tool_host" "call" (func (param i32 i32) (result i32)))';

const inPack = (files: Readonly<Record<string, Uint8Array | undefined>>) => packOf({ files });
const zeros = (length: number) => new Uint8Array(length);

/** The pack with a field of the first row of its table changed: 16 bits for lengths and flags, else 32. */
function patched(bytes: Uint8Array<ArrayBuffer>, changes: Readonly<Record<number, number>>, wide = true) {
  const view = new DataView(bytes.buffer);
  const table = view.getUint32(bytes.length - 6, true);
  for (const [field, value] of Object.entries(changes)) {
    if (wide) view.setUint32(table + Number(field), value, true);
    else view.setUint16(table + Number(field), value, true);
  }
  return bytes;
}

/** A file of that name among the others, where a file of the same length was. */
const renamed = (name: string) => {
  const placeholder = 'x'.repeat(name.length);
  const bytes = inPack({ [placeholder]: bytesOf('what is this') });
  const wanted = bytesOf(name);
  for (let at = 0; at < bytes.length - name.length; at++) {
    if (wanted.every((_, index) => bytes[at + index] === 0x78)) bytes.set(wanted, at);
  }
  return bytes;
};

const BAD: readonly (readonly [name: string, code: string, bytes: () => Uint8Array])[] = [
  ['nothing at all', 'no_pack', () => zeros(0)],
  ['a picture', 'no_pack', () => bytesOf('\u0089PNG and so on, for a while')],
  ['a truncated zip', 'cut_off', () => packOf().subarray(0, -40)],
  ['a zip cut in half', 'cut_off', () => packOf().subarray(0, 400)],
  ['a zip with another byte in it', 'damaged', () => { const bytes = packOf(); bytes.fill(0x5a, 60, 64); return bytes; }],
  ['a zip bomb by its ratio', 'bomb', () => inPack({ 'vectors.json': zeros(2_000_000) })],
  ['a zip bomb that says that it is small', 'bomb', () => patched(makePack({ 'tool.js': zeros(8_000_000) }), { 24: 1000 })],
  ['a zip bomb of files that are one', 'bomb', () => overlapping()],
  ['a zip of very many files', 'bomb', () => makePack(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, zeros(1)])))],
  ['a module of 100 MB', 'too_big', () => patched(makePack({ 'tool.wasm': zeros(1000) }), { 24: 100_000_000 })],
  ['a pack that is too big itself', 'too_big', () => zeros(MOST_PACK + 1)],
  ['a path upwards', 'path', () => renamed('../../evil.js')],
  ['a path upwards for Windows', 'path', () => renamed('..\\evil.js')],
  ['an absolute path', 'path', () => renamed('/etc/passwd')],
  ['a drive', 'path', () => renamed('C:evil')],
  ['a folder', 'path', () => renamed('src/')],
  ['a file twice', 'twice', () => renamed('LICENSE')],
  ['a file twice, by case', 'twice', () => renamed('License')],
  ['a link', 'link', () => patched(packOf(), { 38: 0o120777 * 0x10000 })],
  ['an encrypted file', 'locked', () => patched(packOf(), { 8: 1 }, false)],
  ['a file of something else', 'stranger', () => inPack({ 'install.sh': bytesOf('rm') })],
  ['no manifest', 'missing', () => inPack({ 'manifest.json': undefined })],
  ['no script', 'missing', () => inPack({ 'tool.js': undefined })],
  ['no licence', 'no_licence', () => inPack({ LICENSE: undefined })],
  ['a licence that says nothing', 'no_licence', () => inPack({ LICENSE: bytesOf(' \n ') })],
  ['a manifest that is no JSON', 'manifest', () => inPack({ 'manifest.json': bytesOf('{') })],
  ['a manifest that goes down and down', 'manifest', () => inPack({ 'manifest.json': bytesOf('['.repeat(50_000) + ']'.repeat(50_000)) })],
  ['a manifest without a name', 'manifest', () => packOf({ manifest: { name: undefined } })],
  ['more time than anybody may have', 'manifest', () => packOf({ sandbox: { limits: { fuel: 1, ms: 1e9, pages: 1, outputBytes: 1, logBytes: 1 } } })],
  ['letters that turn others round', 'hidden', () => packOf({ manifest: { title: 'Greeter \u202Egnp.exe' } })],
  ['a description for models only', 'hidden', () => packOf({ manifest: { description: 'Greets.\u{E0049}\u{E0047}' } })],
  ['an unknown ABI', 'abi', () => packOf({ sandbox: { abi: 'elf/64' } })],
  ['a capability that nobody knows', 'capability', () => packOf({ sandbox: { capabilities: [{ name: 'files.delete', reason: 'tidy' }] } })],
  ['the hash of another script', 'hash', () => packOf({ sandbox: { sha256: '0'.repeat(64) } })],
  ['no module', 'module', () => packOf({ ...REACTOR, guest: bytesOf('\0asm nothing') })],
  ['a module with threads', 'module', () => packOf({ ...REACTOR, guest: wasmOf('(module (memory 1 1 shared))') })],
  ['a script that is no text', 'module', () => packOf({ files: { 'tool.js': Uint8Array.of(0xff) }, sandbox: { sha256: 'a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89' } })],
  ['an ABI that the module has not', 'lies', () => packOf({ ...WASI, sandbox: { abi: 'reactor-json/1', language: 'C' } })],
  ['an ABI whose exports are missing', 'lies', () => packOf({ ...REACTOR, guest: wasmOf('(module (memory (export "memory") 1))') })],
  ['an import that was not said', 'lies', () => packOf({ ...WASI, guest: wasmOf(command('', '(import "env" "fetch" (func))')) })],
  ['a call of the host that was not said', 'lies', () => packOf({ ...REACTOR, guest: wasmOf(reactor(ECHO).replace('(memory', `${CALLS} (memory`)) })],
  ['capabilities of a module that cannot ask', 'lies', () => packOf({ ...REACTOR, sandbox: { ...REACTOR.sandbox, capabilities: [{ name: 'clock', reason: 'to know the time' }] } })],
  ['a call of the host with another signature', 'lies', () => packOf({ ...REACTOR, sandbox: { ...REACTOR.sandbox, capabilities: [{ name: 'clock', reason: 'to know the time' }] }, guest: wasmOf(reactor(ECHO).replace('(memory', '(import "tool_host" "call" (func (param i32) (result i64))) (memory')) })],
  ['a script where a module is said', 'lies', () => packOf({ sandbox: { abi: 'wasi-json/1' } })],
  ['a module beside the script', 'lies', () => inPack({ 'tool.wasm': wasmOf('(module)') })],
  ['a schema whose pattern never ends', 'schema', () => packOf({ manifest: { inputSchema: { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } } } })],
  ['a schema that goes in circles', 'schema', () => packOf({ manifest: { outputSchema: { type: 'object', $ref: '#' } } })],
  ['the name of a built-in', 'imitates', () => packOf({ manifest: { name: 'calculator' } })],
  ['a name that looks like one', 'imitates', () => packOf({ manifest: { name: 'ca1cu1ator' } })],
  ['a title in another case', 'imitates', () => packOf({ manifest: { title: 'CALCULATOR' } })],
  ['a title with Cyrillic letters', 'imitates', () => packOf({ manifest: { title: 'Саlсulаtоr' } })],
  ['a title in full width', 'imitates', () => packOf({ manifest: { title: 'Ｃａｌｃｕｌａｔｏｒ' } })],
  ['a title in the language of the user', 'imitates', () => packOf({ manifest: { title: 'R e c h n e r' } })],
  ['a title with a zero-width space', 'hidden', () => packOf({ manifest: { title: 'Calcu\u200Blator' } })],
  ['a title that says Locus', 'imitates', () => packOf({ manifest: { title: 'Greeter by Lосus' } })],
  ['vectors that are none', 'vectors', () => inPack({ 'vectors.json': bytesOf('{"input":1}') })],
]; // prettier-ignore

/** Two rows of the table for one and the same file. */
function overlapping(): Uint8Array {
  const bytes = makePack({ LICENSE: bytesOf('same'), 'tool.js': bytesOf('same') });
  const view = new DataView(bytes.buffer);
  const table = view.getUint32(bytes.length - 6, true);
  // The second row points into the first file.
  view.setUint32(table + 46 + 'LICENSE'.length + 42, 2, true);
  return bytes;
}

describe('a bad pack is refused with its reason', () => {
  test.each(BAD)('%s', async (_name, code, bytes) => {
    expect((await refusalOf(bytes())).code).toBe(`pack.${code}`);
  });
});

test('the tests of checksums know the right one', () => {
  expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
});

test.each([
  ['js/1', packOf()],
  ['reactor-json/1', packOf(REACTOR)],
  ['wasi-json/1', packOf(WASI)],
])('a good pack of %s is read, with what it says of itself', async (abi, bytes) => {
  const read = await readPack(bytes, RESERVED);
  expect(read).toMatchObject({ ok: true, value: { licence: 'MIT License' } });
  if (!read.ok) throw new Error(read.problem.code);
  expect(sandboxOf(read.value.manifest).abi).toBe(abi);
  expect(read.value.vectors.length).toBeGreaterThan(0);
});

test('the same files are the same bytes', () => {
  expect(packOf()).toEqual(packOf());
});

test('whatever bytes come, there is a pack or a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect((await refusalOf(bytes)).code).toMatch(/^pack\./u);
    }),
  );
});

/** A pack with some bytes changed, cut or put in. */
const mutated = (whole: Uint8Array) =>
  fc
    .array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), cut: fc.boolean(), length: fc.nat(12) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((changes) => {
      let bytes = [...whole];
      for (const { at, byte, cut, length } of changes) {
        if (cut && length > 6) bytes.splice(at, length - 6);
        else bytes[Math.min(at, bytes.length - 1)] = byte;
        if (bytes.length === 0) bytes = [byte];
      }
      return Uint8Array.from(bytes);
    });

test.each([
  ['a script', packOf()],
  ['a module', packOf(REACTOR)],
  ['files that were not packed', packOf({ files: { 'vectors.json': undefined } })],
])('whatever is changed in a pack with %s, it is a pack or has a reason', async (_name, whole) => {
  await fc.assert(
    fc.asyncProperty(mutated(whole), async (bytes) => {
      const read = await readPack(bytes, RESERVED);
      if (read.ok) expect(read.value.bytes.length).toBeLessThanOrEqual(8 * 2 ** 20);
      else expect(read.problem.code).toMatch(/^pack\./u);
    }),
    { numRuns: 300 },
  );
});

test('whatever a file unpacks to, no more is unpacked than its size in the table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3_000_000), fc.nat(5000), async (real, said) => {
      fc.pre(real > said);
      const problem = await refusalOf(patched(makePack({ 'tool.js': zeros(real) }), { 24: said }));
      expect(problem).toMatchObject({ code: 'pack.bomb', detail: `tool.js: more than the ${said} bytes it says` });
    }),
    { numRuns: 20 },
  );
});

test('a field of a zip that is anything ends with a reason', async () => {
  const fields = [4, 6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 38, 42];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), fc.nat(0xffffffff), async (field, value) => {
      const read = await readPack(patched(packOf(), { [field]: value }), RESERVED);
      if (!read.ok) expect(read.problem.code).toMatch(/^pack\./u);
    }),
    { numRuns: 300 },
  );
});

const FETCH = { name: 'http.fetch', reason: 'x', hosts: ['a.example'] };

test.each([
  ['is whole', {}, 'none'],
  ['asks for the network, and can ask', { capabilities: [FETCH] }, 'none'],
  ['asks for what no plug-in can ask for', { capabilities: [{ name: 'clock', reason: 'x' }] }, 'pack.capability'],
  ['names no function', { extism: undefined }, 'pack.manifest'],
  ['names a function that it does not have', { extism: { function: 'sings' } }, 'pack.lies'],
  ['is of another ABI', { abi: 'wasi-json/1' }, 'pack.manifest'],
  ['is of another ABI, and says nothing of functions', { abi: 'wasi-json/1', extism: undefined }, 'pack.lies'],
  ['has a hundred settings', { extism: { function: 'greet', config: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, ''])) } }, 'pack.manifest'],
])('a plug-in that %s: %s', async (_name, sandbox, code) => {
  expect((await refusalOf(packOf(await plugin(sandbox)))).code).toBe(code);
}); // prettier-ignore
