import '@/assets/styles/panel.css';
import { mountPanel } from '@/lib/ui/index.ts';

import { fakeWorld } from './fake-ports.ts';
import { NOON } from './records.ts';
import { STATES } from './states.ts';

// The clock stands still, a little after the made-up journals: every picture is the same picture.
Date.now = () => NOON + 62_500;

const root = document.getElementById('panel');
const state = STATES[new URLSearchParams(location.search).get('state') ?? 'empty'];
if (root === null || state === undefined) throw new Error(`one of: ${Object.keys(STATES).join(', ')}`);

document.documentElement.dataset['states'] = Object.keys(STATES).join(' ');
const world = fakeWorld(state.world);
mountPanel(root, world.ports);
// The panel reads settings and tab first; what "next" says comes after.
setTimeout(() => state.next?.(world), 50);
