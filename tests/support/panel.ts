import { mountPanel } from '@/lib/ui/index.ts';

import { type FakeOptions, type FakeWorld, fakeWorld } from '../gallery/fake-ports.ts';

let unmount: () => void = () => {};

/** The panel in this document, once promises, signals and Preact's queue have run. */
export async function openPanel(options: FakeOptions = {}): Promise<FakeWorld> {
  const world = fakeWorld(options);
  const root = document.createElement('div');
  document.body.append(root);
  unmount = mountPanel(root, world.ports);
  await settled();
  return world;
}

export function closePanel(): void {
  unmount();
  document.body.replaceChildren();
}

/** Lets promises, signals and Preact's queue run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

export function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing fits ${selector}`);
  return found;
}

export const byTestId = (name: string): HTMLElement => find(`[data-testid="${name}"]`);
