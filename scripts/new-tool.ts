/** The folder of a new tool for the sandbox. `npm run new-tool -- --help` */
import path from 'node:path';
import { parseArgs } from 'node:util';

import './lib/alias.ts';

const { make } = await import('./lib/guests/make.ts');
const { scaffold } = await import('./lib/guests/scaffold.ts');
const { isLanguage, LANGUAGES } = await import('./lib/guests/toolchains.ts');

const HELP = `npm run new-tool NAME -- --lang ${Object.keys(LANGUAGES).join('|')} [--into FOLDER]

Makes a folder NAME, where you are or in FOLDER, with a small tool that works: its source, manifest, vectors and build script. Builds it
where this machine can.

Ends with 0 where the folder is there, with 2 where it could not be made.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lang: { type: 'string' },
    into: { type: 'string', default: '.' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const [name, ...more] = positionals;
  if (values.help || name === undefined || more.length > 0 || !isLanguage(values.lang)) {
    console.error(HELP);
    return values.help ? 0 : 2;
  }
  // npm runs this in the repository; paths are from where the user is.
  const into = path.resolve(process.env['INIT_CWD'] ?? '.', values.into);
  const made = await scaffold({ name, language: values.lang, into });
  if (!made.ok) {
    console.error(made.problem);
    return 2;
  }
  console.log(`${made.value} is there`);
  const built = await make(made.value);
  console.log(built.ok ? `built: ${built.value}` : `not built: ${built.problem}`);
  return 0;
}

process.exitCode = await main();
