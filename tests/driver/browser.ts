import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type BrowserContext, type CDPSession, chromium } from '@playwright/test';
import * as v from 'valibot';

import { QUIET } from '../support/chromium.ts';
import { sendUntyped } from './targets.ts';
import type { LaunchOptions } from './types.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export interface Browser {
  readonly context: BrowserContext;
  /** Session with the whole browser. */
  readonly cdp: CDPSession;
  readonly extensionId: string;
  close(): Promise<void>;
}

/** $CHROMIUM, else one in a usual place, else undefined: then Playwright's own is taken. */
function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  return KNOWN.find((file) => existsSync(file));
}

/** Starts Chromium with the built extension in it. Throws where there is no build, or where the browser refuses it. */
export async function startBrowser(options: LaunchOptions): Promise<Browser> {
  const build = path.resolve(ROOT, options.build ?? process.env['EXTENSION'] ?? '.output/chrome-mv3-e2e');
  if (!existsSync(path.join(build, 'manifest.json'))) {
    throw new Error(`no extension in ${build}: run "npm run build:e2e" first`);
  }
  const profile = options.profile ?? mkdtempSync(path.join(tmpdir(), 'locus-profile-'));
  prepareProfile(profile);
  const forget = () => {
    if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const context = await start(profile, options).catch((error: unknown) => {
    forget();
    throw error;
  });
  const close = async () => {
    await context.close();
    forget();
  };
  try {
    const browser = context.browser();
    if (browser === null) throw new Error('the browser has no session');
    const cdp = await browser.newBrowserCDPSession();
    return { context, cdp, extensionId: await load(cdp, build), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Without developer mode, an extension that reloads itself is disabled. */
function prepareProfile(profile: string): void {
  const file = path.join(profile, 'Default', 'Preferences');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ extensions: { ui: { developer_mode: true } } }));
}

function start(profile: string, { headless = true, ...options }: LaunchOptions): Promise<BrowserContext> {
  const executablePath = options.executable ?? findChromium();
  return chromium.launchPersistentContext(profile, {
    // Playwright's own "headless shell" knows no extensions; its full Chromium does.
    ...(executablePath === undefined ? { channel: 'chromium' } : { executablePath }),
    headless,
    viewport: headless ? { width: 1280, height: 800 } : null,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      // `Extensions.loadUnpacked` and `Extensions.triggerAction` need it; branded Chrome no longer takes --load-extension.
      '--enable-unsafe-extension-debugging',
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--no-first-run',
      QUIET,
      ...(options.locale === undefined ? [] : [`--lang=${options.locale}`]),
      ...(options.extraArgs ?? []),
    ],
    ...(options.locale !== undefined && { env: { ...environment(), LANGUAGE: options.locale } }),
  });
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

async function load(cdp: CDPSession, build: string): Promise<string> {
  const loaded = await sendUntyped(cdp, 'Extensions.loadUnpacked', { path: build });
  return v.parse(v.object({ id: v.string() }), loaded).id;
}
