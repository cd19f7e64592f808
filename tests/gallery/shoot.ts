// Pictures of the panel in its main states, light and dark, 320 and 400 px wide, into screenshots/. Fails where a picture shows
// sideways scrolling, an unreadable contrast or an error in the console. `npm run screens`, or with names: `... -- approval`.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { type Browser, chromium, type Page } from '@playwright/test';
import { preact } from '@preact/preset-vite';
import { createServer } from 'vite';

import { QUIET } from '../support/chromium.ts';
import { faults } from './faults.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OUT = path.join(ROOT, 'screenshots');

async function openPack(page: Page): Promise<void> {
  await page.getByTestId('settings-open').click();
  await page.getByTestId('tools').locator('summary').first().click();
  await page.getByTestId('pack-open').setInputFiles({ name: 'a.locus-tool', mimeType: '', buffer: Buffer.alloc(1) });
  await page.getByTestId('pack-open').scrollIntoViewIfNeeded();
  await page.locator('[data-testid=pack], [data-testid=problem]').first().scrollIntoViewIfNeeded();
}

async function tryTool(page: Page): Promise<void> {
  await page.getByTestId('settings-open').click();
  await page.getByTestId('tools').locator('summary').first().click();
  await page.getByTestId('tool-try').click();
}

/** What a person does in a state before the picture is taken. */
const CLICKS: Record<string, (page: Page) => Promise<void>> = {
  done: async (page) => {
    await page.locator('[data-iteration="3"] .what').click();
    await page.getByText('The whole trace').click();
    await page.getByText('What the model saw').click();
  },
  'what-if': async (page) => {
    await page.getByTestId('replay-open').click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByTestId('what-if').locator('summary').first().click();
    await page.getByTestId('what-if-text').fill('{"do":"click","ref":"e9"}');
    await page.getByTestId('what-if-go').click();
    await page.getByTestId('what-if-what').scrollIntoViewIfNeeded();
  },
  settings: (page) => page.getByTestId('settings-open').click(),
  changes: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('site-choice').first().selectOption('never');
    await page.locator('input[name=theme][value=light]').click();
    await page.getByTestId('changes').locator('summary').click();
    await page.getByTestId('changes').scrollIntoViewIfNeeded();
  },
  recipes: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('recipe').locator('summary').click();
    await page.getByTestId('recipe').scrollIntoViewIfNeeded();
  },
  secrets: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('secrets').locator('summary').click();
    await page.getByTestId('secret-replace').first().click();
    await page.getByTestId('secrets').scrollIntoViewIfNeeded();
  },
  spoken: async (page) => {
    await page.getByTestId('composer').fill('fill Password with "open sesame 42", then press Sign in');
    await page.getByTestId('ask').click();
    await page.getByTestId('spoken').waitFor();
  },
  pack: openPack,
  'pack-refused': openPack,
  server: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('server-test').click();
    await page.getByTestId('connection').scrollIntoViewIfNeeded();
  },
  attach: (page) =>
    page.getByTestId('attach-input').setInputFiles([
      { name: 'ada-lovelace-cv-2026.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(148_000) },
      { name: `${'a-long-name-'.repeat(8)}.png`, mimeType: 'image/png', buffer: Buffer.alloc(3_400_000) },
      { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(21 * 2 ** 20) },
    ]),
  tool: async (page) => {
    await tryTool(page);
    await page.getByTestId('tool-shown').scrollIntoViewIfNeeded();
  },
  'tool-ask': async (page) => {
    await tryTool(page);
    await page.getByTestId('grant-question').scrollIntoViewIfNeeded();
  },
  history: (page) => page.getByTestId('history-open').click(),
};

/** Also as tall as its content, where that is more than a screen. */
const TALL = new Set(['settings', 'done', 'server', 'secrets', 'what-if', 'pack', 'tool']);

async function shoot(browser: Browser, address: string, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 400]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 720 }, reducedMotion: 'reduce' });
      const where = `${name}-${colorScheme}-${width}`;
      page.on('pageerror', (error) => found.push(`${where}: ${error.message}`));
      await page.goto(`${address}?state=${name}`);
      await page.locator('#panel > *').first().waitFor();
      await page.waitForTimeout(150);
      await CLICKS[name]?.(page);
      await page.screenshot({ path: path.join(OUT, `${where}.png`) });
      found.push(...(await page.evaluate(faults)).map((fault) => `${where}: ${fault}`));
      if (TALL.has(name) && width === 400) {
        const height = await page.evaluate(() => {
          const main = document.querySelector('.page > main, .conversation');
          return main === null ? 720 : 720 + main.scrollHeight - main.clientHeight;
        });
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: path.join(OUT, `${where}-tall.png`) });
      }
      await page.close();
    }
  }
  return found;
}

/** The page knows its states; Node cannot load them, as it knows no `@/`. */
async function allNames(browser: Browser, address: string): Promise<string[]> {
  const page = await browser.newPage();
  await page.goto(address);
  const names = await page.locator('html[data-states]').getAttribute('data-states');
  await page.close();
  return names?.split(' ') ?? [];
}

const server = await createServer({
  configFile: false,
  root: path.join(ROOT, 'tests/gallery'),
  resolve: { alias: { '@': ROOT } },
  plugins: [preact()],
  server: { host: '127.0.0.1', port: 0, fs: { allow: [ROOT] } },
  cacheDir: path.join(ROOT, 'node_modules/.vite-gallery'),
  logLevel: 'error',
});
await server.listen();
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error('the gallery has no address');
const executablePath = process.env['CHROMIUM'];
const browser = await chromium.launch({
  args: ['--no-sandbox', QUIET],
  ...(executablePath !== undefined && { executablePath }),
});
try {
  await mkdir(OUT, { recursive: true });
  const asked = process.argv.slice(2);
  const names = (await allNames(browser, address)).filter((name) => asked.length === 0 || asked.includes(name));
  const found: string[] = [];
  for (const name of names) found.push(...(await shoot(browser, address, name)));
  process.stdout.write(`${names.length} states, pictures in screenshots/\n`);
  for (const fault of found) process.stdout.write(`FAULT ${fault}\n`);
  if (found.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
