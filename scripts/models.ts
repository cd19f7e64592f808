import { parseArgs } from 'node:util';

import { ensureModel } from './lib/models.ts';

// npm run models [-- --file PATH]: prints the path of the model file, alone on its line.
const { values } = parseArgs({ options: { file: { type: 'string' } } });

function say(line: string): void {
  console.error(line);
}

try {
  console.log(await ensureModel({ ...(values.file !== undefined && { file: values.file }), say }));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
