import * as v from 'valibot';

import type { World } from './capabilities/world.ts';
import { createToolDesk, PackedTool, type ToolDesk } from './desk.ts';
import { holdFrame } from './frame/hold.ts';
import type { Told } from './watch.ts';

/** The desk of the tools that come with the extension. `url` makes addresses of packaged files, `ask` is the way to the background. */
export function packagedTools({
  document,
  url,
  ask,
  told,
}: {
  document: Document;
  url: (path: string) => string;
  ask: World['ask'];
  told: Told;
}): ToolDesk {
  const file = async (name: string) => {
    const answer = await fetch(url(`/sandbox/${name}`));
    if (!answer.ok) throw new Error(`the extension has no ${name}`);
    return answer;
  };
  const script = async (name: string) => (await file(name)).text();
  const world: World = {
    ask,
    now: () => Date.now(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    fetch: (input, init) => fetch(input, init),
  };
  return createToolDesk({
    world,
    told,
    tools: async () => v.parse(v.array(PackedTool), await (await file('tools.json')).json()),
    engine: async (name) => new Uint8Array(await (await file(name)).arrayBuffer()),
    async frame() {
      const [all, modules] = await Promise.all([script('worker.js'), script('modules.js')]);
      return holdFrame({ document, url: url('/sandbox/index.html'), workers: { all, modules } });
    },
  });
}
