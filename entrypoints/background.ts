import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';

import { answerPanel, createDriver, createKeepAlive, ensureOffscreen, listenToUser } from '@/lib/background/index.ts';
import { createChooser, createHost, profileOf } from '@/lib/engines/index.ts';
import { createGrammar, type Ports, receive, runLoop } from '@/lib/loop/index.ts';
import { openMemory, openSettings } from '@/lib/memory/index.ts';
import { createPolicy } from '@/lib/policy/index.ts';
import { hostByCall, hostByMessages, type HostLink, onPanelRequest, tellPanel } from '@/lib/protocol/index.ts';
import { createRules, loadRank, type Rules } from '@/lib/rules/index.ts';
import { newId } from '@/lib/shared/index.ts';
import { createHands, createSenses, factsOf, giveBack } from '@/lib/tabs/index.ts';

export default defineBackground(() => {
  const memory = openMemory();
  const settings = openSettings();
  const hub = async () => (await settings.read()).hub;
  const sites = async () => (await settings.read()).sites;
  const host = import.meta.env.FIREFOX
    ? hostHere(hub)
    : hostByMessages(async () => {
        await ensureOffscreen();
        return { hub: await hub() };
      });
  const engines = createChooser(host);
  const senses = createSenses(sites);
  const hands = createHands(sites);
  const grammar = createGrammar();
  const policy = createPolicy();
  const keepAlive = createKeepAlive();
  let rules: Promise<Rules> | undefined;
  const getRules = () => (rules ??= fetch(browser.runtime.getURL('/wasm/rank.wasm')).then(loadRank).then(createRules));

  const driver = createDriver({
    journal: memory.journal,
    readRun: memory.readRun,
    settings,
    profileOf,
    receive,
    keepAlive,
    giveBack,
    async runLoop(runId, choice, written, signal) {
      const ports: Ports = {
        senses,
        hands,
        journal: memory.journal,
        rules: await getRules(),
        policy,
        grammar,
        engine: engines(choice),
        clock: { now: () => Date.now() },
        written,
        emit: (event) => void tellPanel(event),
      };
      return runLoop(runId, ports, signal);
    },
  });

  onPanelRequest((request) =>
    answerPanel(request, {
      driver,
      host,
      readRun: memory.readRun,
      forget: memory.forget,
      settings,
      factsOf,
      observe: senses.observe,
      undo: hands.undo,
    }),
  );
  listenToUser({
    start: (wish) => void driver.start(newId('r'), wish),
    stopTab: (tabId) => void driver.stopTab(tabId),
    allow: (tabId) => void driver.allow(tabId),
    here: (tabId) => senses.here(tabId, AbortSignal.timeout(5000)),
    text: (key) => browser.i18n.getMessage(key),
  });
  keepAlive.onWake(() => void driver.resume());
  void driver.resume();
});

/** Firefox has no offscreen document: the event page hosts the engines' workers itself. */
function hostHere(hub: () => Promise<string>): HostLink {
  const engines = createHost({
    send: (event) => link.send(event),
    assets: { url: (path) => browser.runtime.getURL(path as '/') },
  });
  const link = hostByCall((request, base) => engines.answer(request, base), hub);
  return link;
}
