import '@/assets/styles/panel.css';
import { importGguf, profileOf } from '@/lib/engines/index.ts';
import { openMemory, openSettings } from '@/lib/memory/index.ts';
import { askBackground, onHostEvent, onPanelEvent } from '@/lib/protocol/index.ts';
import { browserPorts, mountPanel } from '@/lib/ui/index.ts';

import { packsOf } from './packs.ts';
import { recipesOf } from './recipes.ts';
import { tracesOf } from './traces.ts';

const root = document.getElementById('panel');
if (root === null) throw new Error('sidepanel/index.html has no #panel');

const memory = openMemory();
mountPanel(root, {
  ...browserPorts(location.search),
  watchRuns: memory.watchRuns,
  keepFiles: memory.keepFiles,
  traces: tracesOf(memory),
  recipes: recipesOf(memory),
  secrets: memory.secrets,
  watchHand: memory.hand.watchCount,
  packs: packsOf(memory),
  servers: memory.servers,
  settings: openSettings(),
  ask: askBackground,
  onPanelEvent,
  onHostEvent,
  importModel: importGguf,
  placementOf: (choice) => profileOf(choice).placement,
});
