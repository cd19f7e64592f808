/**
 * Real key presses. A browser's shortcuts never come through DevTools, so this needs a display: Xvfb, a window manager and
 * xdotool. CI has them; elsewhere the test is skipped and says so (signals.e2e.ts runs the same listeners everywhere).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

import type { Driver } from '../driver/index.ts';
import { expect, test } from './harness.ts';

declare const chrome: { runtime: { getContexts(filter: { contextTypes: string[] }): Promise<unknown[]> } };

const TOOLS = ['Xvfb', 'openbox', 'xdotool'];
const missing = TOOLS.filter((tool) => {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});

interface Display {
  name: string;
  close: () => void;
}

/** A display of its own, with a window manager, which gives the windows their focus. */
async function openDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1000x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.stdio[3]?.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  const name = `:${number}`;
  const manager: ChildProcess = spawn('openbox', [], { stdio: 'ignore', env: { ...process.env, DISPLAY: name } });
  return {
    name,
    close: () => {
      manager.kill();
      server.kill();
    },
  };
}

function press(display: string, title: string, keys: string): void {
  const xdotool = (...args: string[]) =>
    execFileSync('xdotool', args, { env: { ...process.env, DISPLAY: display }, encoding: 'utf8' }).trim();
  const [window] = xdotool('search', '--onlyvisible', '--name', title).split('\n');
  if (window === undefined) throw new Error(`no window called ${title}`);
  xdotool('windowactivate', '--sync', window);
  xdotool('key', '--clearmodifiers', keys);
}

function sidePanels(driver: Driver): Promise<unknown> {
  return driver.inWorker(() => chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }));
}

test('the four keys, pressed', async ({ site, start }) => {
  test.skip(missing.length > 0 && process.env['CI'] === undefined, `needs ${missing.join(', ')}`);
  test.setTimeout(120_000);
  const display = await openDisplay();
  const before = process.env['DISPLAY'];
  process.env['DISPLAY'] = display.name;
  try {
    const driver = await start({ url: site.origin, headless: false });
    await driver.page.bringToFront();

    press(display.name, 'Corner Bakery', 'alt+shift+l');
    await expect.poll(() => sidePanels(driver)).toHaveLength(1);

    // While the panel opens the window may be between two focuses, and a key goes to neither: a person presses it again.
    await expect(async () => {
      press(display.name, 'Corner Bakery', 'alt+shift+s');
      await driver.waitForRun(({ signal }) => signal.task.kind === 'summarise', { timeoutMs: 6000 });
    }).toPass({ timeout: 30_000 });
    const summary = await driver.waitForRun(({ status }) => status === 'done');
    expect(summary.signal).toMatchObject({ provenance: { by: 'shortcut' }, task: { kind: 'summarise' } });

    press(display.name, 'Corner Bakery', 'alt+shift+e');
    const explained = await driver.waitForRun(
      ({ signal, status }) => signal.task.kind === 'explain' && status !== 'running',
    );
    expect(explained.problem?.code).toBe('page.no_selection');

    await driver.settings({ engine: { kind: 'scripted', replies: ['word '.repeat(400)], delayMs: 50 } });
    const running = driver.run('what is sold here, and why does it take so long?', { timeoutMs: 30_000 });
    await driver.waitForRun(({ status, iterations }) => status === 'running' && iterations.length > 0);
    press(display.name, 'Corner Bakery', 'alt+shift+q');
    expect(await running).toMatchObject({ status: 'stopped', timedOut: false });
  } finally {
    if (before === undefined) delete process.env['DISPLAY'];
    else process.env['DISPLAY'] = before;
    display.close();
  }
});
