import * as v from 'valibot';

import { test } from '../page/harness.ts';
import { FRAMEWORKS, frameworkPage } from './build.ts';
import { SCENARIOS } from './scenarios.ts';
import { UNDOING } from './undo.ts';
import { WIDGETS } from './widgets.ts';

const State = v.record(v.string(), v.unknown());

for (const framework of FRAMEWORKS) {
  test.describe(framework, () => {
    let html = '';
    test.beforeAll(async () => {
      html = await frameworkPage(framework);
    });
    for (const { name, on, run } of [...SCENARIOS, ...WIDGETS, ...UNDOING]) {
      if (!on.includes(framework)) continue;
      test(name, async ({ room }) => {
        await room.listen();
        await room.open(html);
        const state = room.page.locator('#state');
        await state.waitFor();
        await run({
          look: () => room.look(),
          perform: (deed) => room.perform(deed),
          undo: (undo) => room.undo(undo),
          state: async () => v.parse(State, JSON.parse((await state.textContent()) ?? '{}')),
        });
      });
    }
  });
}
