import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

import {
  answerPanel,
  answerWorld,
  type Background,
  createDriver,
  createKeepAlive,
  createSecrets,
  type DriverParts,
  ensureOffscreen,
  hintInOmnibox,
  hostWithPacks,
  isFirstStart,
  noticeHand,
  kitOf,
  recipeTriggers,
} from '@/lib/background/index.ts';
import type { Problem, Settings } from '@/lib/contracts/index.ts';
import { createChooser, createHost, profileOf } from '@/lib/engines/index.ts';
import { createGrammar, masked, type Ports, receive, recording, runLoop, type Wish } from '@/lib/loop/index.ts';
import { openMemory, openSettings, type SettingsStore } from '@/lib/memory/index.ts';
import { createPolicy, loadPolicy, type PolicyModule } from '@/lib/policy/index.ts';
import {
  hostAnswers,
  hostByCall,
  hostByMessages,
  type HostLink,
  laterRequest,
  onSecretAsked,
  tellPanel,
  worldByCall,
  worldRequest,
  type WorldRequest,
} from '@/lib/protocol/index.ts';
import { createRecipes } from '@/lib/recipes/index.ts';
import { createRules, loadRank, type Rules } from '@/lib/rules/index.ts';
import { packagedTools } from '@/lib/sandbox/index.ts';
import { newId } from '@/lib/shared/index.ts';
import { createHands, createSenses, factsOf, giveBack, keepRegistered, showSource } from '@/lib/tabs/index.ts';

import { packaged, packagedPdfDesk } from './offscreen/packaged.ts';

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
  const host = hostWithPacks(hostOf(hub, worldly), memory.packs);
  const sites = async () => (await settings.read()).sites;
  const secrets = createSecrets({ store: memory.secrets, masked });
  const seeing = createSenses(sites, host);
  const senses = secrets.senses(seeing);
  const acting = createHands({ settings: settings.read, bytesOf: memory.fileBytes, acted: seeing.ahead, lend: secrets.lend }); // prettier-ignore
  const hands = secrets.hands(acting);
  const recipes = createRecipes(memory.recipes);
  const keepAlive = createKeepAlive();
  const { tools } = memory;
  const world = { tools, settings, factsOf, senses, profileOf, engine: createChooser(host), keepAlive };
  const runWith = loopOf({ journal: memory.journal, recall: memory, senses, hands, recipes, host, settings });
  const driver = createDriver({
    ...memory,
    settings,
    profileOf,
    receive,
    keepAlive,
    giveBack,
    learn: recipes.learn,
    runLoop: runWith,
    tell,
  });
  onSecretAsked(secrets.answer);
  const hand = noticeHand({ ...memory, settings, recipes });
  const renewScripts = keepRegistered(settings);
  const start = (wish: Wish) => void driver.start(newId('r'), wish);
  const parts = { ...memory, driver, host, settings, factsOf, observe: senses.observe, undo: hands.undo, unlearn: recipes.unlearn, recipes, showSource }; // prettier-ignore
  hintInOmnibox(browser.i18n.getMessage('omniboxHint'));
  void isFirstStart().then((restarted) => driver.resume({ restarted }));
  return {
    ...recipeTriggers({ recipes, start, factsOf: (tabId) => factsOf(tabId, sites()) }),
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

function tell(trouble: Problem): void {
  void tellPanel({ type: 'trouble', problem: trouble });
}

/** The loop with its ports: what runs share, and what each gets of its own. */
function loopOf(
  shared: Pick<Ports, 'journal' | 'recall' | 'senses' | 'hands' | 'recipes'> & {
    host: HostLink;
    settings: SettingsStore;
  },
): DriverParts['runLoop'] {
  const engines = createChooser(shared.host);
  const grammar = createGrammar();
  let rules: Promise<Rules> | undefined;
  let logic: Promise<PolicyModule> | undefined;
  // The user's rules for sites as they are now: policy asks for them at each act.
  let now: Settings | undefined;
  shared.settings.watch((changed) => (now = changed));
  return async (runId, choices, written, signal) => {
    rules ??= fetch(browser.runtime.getURL('/wasm/rank.wasm')).then(loadRank).then(createRules);
    logic ??= fetch(browser.runtime.getURL('/wasm/policy.wasm')).then(loadPolicy);
    const before = await shared.settings.read();
    now = before;
    const ports: Ports = {
      ...shared,
      kit: kitOf(shared.host),
      rules: await rules,
      policy: createPolicy(await logic, () => now ?? before),
      grammar,
      engine: engines(choices),
      clock: { now: () => Date.now() },
      written,
      emit: (event) => void tellPanel(event),
    };
    return runLoop(runId, recording(ports, signal), signal);
  };
}

/** Chrome's engines live in an offscreen document. Firefox has none: its event page hosts the engines' workers itself. */
function hostOf(hub: () => Promise<string>, world: Parameters<typeof worldByCall>[0]): HostLink {
  if (!import.meta.env.FIREFOX) {
    return hostByMessages(async () => {
      await ensureOffscreen();
      return { hub: await hub() };
    });
  }
  const engines = createHost({
    send: (event) => link.send(event),
    assets: { url: packaged },
  });
  const tools = packagedTools(document, packaged, worldByCall(world));
  const link = hostByCall(hostAnswers({ engines, pdf: packagedPdfDesk(), tools }), hub);
  return link;
}
