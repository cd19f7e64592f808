/** Files that the user gives with a task: attached in the panel, asked about by name, given to the page, gone with the run. */
import { expect, test } from './harness.ts';

test('an attached file goes to the page once the user agreed to it by name', async ({ site, start }) => {
  const driver = await start({ url: site.url('about.html') });
  await driver.page.evaluate(() => {
    document.body.innerHTML = '<label>Your documents <input type="file" id="docs"></label>';
  });
  const panel = await driver.panel();
  const bytes = Buffer.from('Ada Lovelace');
  await panel.getByTestId('attach-input').setInputFiles({ name: 'cv.txt', mimeType: 'text/plain', buffer: bytes });
  await expect(panel.getByTestId('attached')).toContainText('cv.txt');
  await panel.getByTestId('composer').fill('upload my CV to Your documents');
  await panel.getByTestId('ask').click();
  const question = panel.getByTestId('question');
  await expect(question).toContainText('cv.txt');
  const chosen = () =>
    driver.page.evaluate(async () => {
      const input = document.getElementById('docs');
      const [file] = (input instanceof HTMLInputElement && input.files) || [];
      return file === undefined ? undefined : `${file.name}: ${await file.text()}`;
    });
  expect(await chosen()).toBeUndefined();
  await question.locator('[data-reply=yes]').click();
  await driver.waitForRun(({ status }) => status === 'done');
  expect(await chosen()).toBe('cv.txt: Ada Lovelace');
});
