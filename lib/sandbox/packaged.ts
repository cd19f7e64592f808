import * as v from 'valibot';

import { createToolDesk, PackedTool, type ToolDesk } from './desk.ts';
import { holdFrame } from './frame/hold.ts';

/** The desk of the tools that come with the extension. `url` makes addresses of packaged files. */
export function packagedTools(document: Document, url: (path: string) => string): ToolDesk {
  const file = async (name: string) => {
    const answer = await fetch(url(`/sandbox/${name}`));
    if (!answer.ok) throw new Error(`the extension has no ${name}`);
    return answer;
  };
  return createToolDesk({
    tools: async () => v.parse(v.array(PackedTool), await (await file('tools.json')).json()),
    engine: async (name) => new Uint8Array(await (await file(name)).arrayBuffer()),
    frame: async () =>
      holdFrame({ document, url: url('/sandbox/index.html'), worker: await (await file('worker.js')).text() }),
  });
}
