import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

import {
  answerPanel,
  answerWorld,
  type Background,
  createDriver,
  createKeepAlive,
  createSecrets,
  hintInOmnibox,
  hostWithPacks,
  hostWithServers,
  isFirstStart,
  noticeHand,
  recipeTriggers,
} from '@/lib/background/index.ts';
import type { Problem } from '@/lib/contracts/index.ts';
import { createChooser, profileOf } from '@/lib/engines/index.ts';
import { masked, receive, type Wish } from '@/lib/loop/index.ts';
import { openMemory, openSettings } from '@/lib/memory/index.ts';
import { laterRequest, onSecretAsked, tellPanel, worldRequest, type WorldRequest } from '@/lib/protocol/index.ts';
import { createRecipes } from '@/lib/recipes/index.ts';
import { newId } from '@/lib/shared/index.ts';
import { createHands, createSenses, factsOf, giveBack, keepRegistered, opened, showSource } from '@/lib/tabs/index.ts';

import { hostOf } from './host.ts';
import { loopOf } from './loop.ts';

/**
 * All of the background but its listeners (entrypoints/background.ts), which load it: in Chrome when something needs it, in Firefox as the
 * second script of the event page.
 */
export default defineUnlistedScript(() => {
  globalThis.locusBackground = createBackground();
});

function createBackground(): Background {
  const memory = openMemory();
  const settings = openSettings();
  const hub = async () => (await settings.read()).hub;
  const worldly = (request: WorldRequest) => answerWorld(request, world);
  const keepAlive = createKeepAlive();
  const host = hostWithServers(hostWithPacks(hostOf(hub, worldly), memory.packs), { ...memory, settings, factsOf, keepAlive }); // prettier-ignore
  const sites = async () => (await settings.read()).sites;
  const secrets = createSecrets({ store: memory.secrets, masked });
  const seeing = createSenses(sites, host);
  const senses = secrets.senses(seeing);
  const acting = createHands({ settings: settings.read, bytesOf: memory.fileBytes, acted: seeing.ahead, lend: secrets.lend }); // prettier-ignore
  const hands = secrets.hands(acting);
  const recipes = createRecipes(memory.recipes);
  const { tools } = memory;
  const world = { tools, settings, factsOf, senses, profileOf, engine: createChooser(host), keepAlive };
  const runWith = loopOf({ journal: memory.journal, recall: memory, senses, hands, recipes, host, settings, grants: memory.tools.grants }); // prettier-ignore
  const driver = createDriver({
    ...memory,
    settings,
    profileOf,
    receive,
    keepAlive,
    giveBack,
    grant: memory.tools.give,
    learn: recipes.learn,
    runLoop: runWith,
    tell,
  });
  onSecretAsked(secrets.answer);
  const hand = noticeHand({ ...memory, settings, recipes });
  const renewScripts = keepRegistered(settings);
  const start = (wish: Wish) => void driver.start(newId('r'), wish);
  const parts = { ...memory, driver, host, settings, factsOf, observe: senses.observe, undo: hands.undo, unlearn: recipes.unlearn, recipes, showSource, keepAlive }; // prettier-ignore
  hintInOmnibox(browser.i18n.getMessage('omniboxHint'));
  void isFirstStart().then((restarted) => driver.resume({ restarted }));
  return {
    ...recipeTriggers({ recipes, start, factsOf: (tabId) => factsOf(tabId, sites()), opened: openedAt }),
    answer(request) {
      const asked = laterRequest(request);
      return asked && answerPanel(asked, parts);
    },
    start,
    stopTab: (tabId) => void driver.stopTab(tabId),
    allow: (tabId) => void driver.allow(tabId),
    here: (tabId) => senses.here(tabId, AbortSignal.timeout(5000)),
    replaced: (from, to) => void driver.replaced(from, to),
    wake: () => void driver.resume(),
    noticed: hand.told,
    world(request) {
      const asked = worldRequest(request);
      return asked && worldly(asked);
    },
    renew() {
      renewScripts();
      hand.prune();
    },
  };
}

/** Nobody ends that wait but the tab. */
function openedAt(tabId: number, url: string): Promise<unknown> {
  return opened(tabId, url, new AbortController().signal);
}

function tell(trouble: Problem): void {
  void tellPanel({ type: 'trouble', problem: trouble });
}
