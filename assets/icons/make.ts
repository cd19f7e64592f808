// Draws mark.svg into assets/public/icons/ at the sizes that browsers ask for. Run when the mark changes: `node assets/icons/make.ts`.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { chromium } from '@playwright/test';

const svg = await readFile(path.join(import.meta.dirname, 'mark.svg'), 'utf8');
const executablePath = process.env['CHROMIUM'];
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(executablePath !== undefined && { executablePath }),
});
const page = await browser.newPage();
for (const size of [16, 32, 48, 128]) {
  await page.setViewportSize({ width: size, height: size });
  // Stores ask for 96 px of drawing within 128; toolbars want every pixel.
  const inset = size === 128 ? 16 : 0;
  await page.setContent(`<style>body{margin:${inset}px}svg{display:block;width:100%;height:auto}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await writeFile(path.join(import.meta.dirname, `../public/icons/${size}.png`), png);
}
await browser.close();
