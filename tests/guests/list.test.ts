import { ListToolsResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';

import { listOfTools, toolNames } from '../../scripts/lib/tools.ts';

test('the tools that come with Locus can be listed as a server of tools does it', async () => {
  const { tools } = ListToolsResultSchema.parse(await listOfTools(process.cwd()));
  expect(tools.map(({ name }) => name)).toEqual(toolNames(process.cwd()));
  for (const tool of tools) expect(tool.outputSchema?.type, tool.name).toBe('object');
});
