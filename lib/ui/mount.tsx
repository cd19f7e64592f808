import { render } from 'preact';

import { App } from './app.tsx';
import { PanelProvider } from './context.ts';
import type { PanelPorts } from './ports.ts';
import { createPanel } from './state.ts';

/** Draws the panel into `root` and keeps it up to date. Returns the way to take it away again. */
export function mountPanel(root: HTMLElement, ports: PanelPorts): () => void {
  const panel = createPanel(ports);
  document.documentElement.lang = ports.locale;
  render(
    <PanelProvider value={panel}>
      <App />
    </PanelProvider>,
    root,
  );
  return () => {
    render(null, root);
    panel.dispose();
  };
}
