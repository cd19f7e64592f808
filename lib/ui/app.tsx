import { useEffect } from 'preact/hooks';

import { Composer } from './composer.tsx';
import { usePanel } from './context.ts';
import { Conversation } from './conversation.tsx';
import { CostStrip } from './cost.tsx';
import { Header } from './header.tsx';
import { History } from './history.tsx';
import { Intro } from './intro.tsx';
import { Live } from './live.tsx';
import { Replay } from './replay.tsx';
import { SettingsPage } from './settings/page.tsx';

/** The whole panel. */
export function App() {
  const panel = usePanel();
  const settings = panel.settings.value;
  useTheme();
  useEscape();
  if (settings === undefined) return null; // a few milliseconds; nothing would be right to show
  if (!settings.introduced) return <Intro />;
  return (
    <>
      <Live />
      {panel.view.value === 'settings' && <SettingsPage />}
      {panel.view.value === 'history' && <History />}
      {panel.view.value === 'replay' && <Replay />}
      {/* Stays mounted: coming back finds the same scroll position and unfolded steps. */}
      <div class="chat" hidden={panel.view.value !== 'chat'}>
        <Header />
        <Conversation />
        <CostStrip />
        <Composer />
      </div>
    </>
  );
}

function useTheme() {
  const theme = usePanel().settings.value?.theme ?? 'system';
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}

/** Esc stops what is at work; where nothing is, it goes back to the conversation. */
function useEscape() {
  const panel = usePanel();
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
      if (panel.busy.value) void panel.stop();
      else if (panel.view.value !== 'chat') panel.view.value = 'chat';
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    return () => {
      document.removeEventListener('keydown', hear);
    };
  }, [panel]);
}
