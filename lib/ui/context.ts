import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Panel } from './state.ts';

const PanelContext = createContext<Panel | undefined>(undefined);
export const PanelProvider = PanelContext.Provider;

/** The panel's state; throws outside of `mountPanel`. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (panel === undefined) throw new Error('usePanel needs mountPanel around it');
  return panel;
}
