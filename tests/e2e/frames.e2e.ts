/**
 * Frames of a page, of its own site and of another. `localhost` is a site of its own beside 127.0.0.1, which the end-to-end build may
 * read; see access.e2e.ts.
 */
import type { Driver } from '../driver/index.ts';
import type { Site } from '../fixtures/server.ts';
import { acts, expect, shownRun, test, words } from './harness.ts';

const EFFECT = 10_000;

/** A run on a page of the other site, which lets Locus in there; then the page with frames. */
async function openWithBoth(driver: Driver, site: Site): Promise<void> {
  await driver.page.goto(`${site.otherOrigin}/counter.html`);
  await driver.run('scroll down');
  await driver.page.goto(site.url('frames.html'));
}

test('what is in frames of a site that was let in is used like the rest of the page', async ({ site, start }) => {
  const driver = await start({ url: site.origin });
  await openWithBoth(driver, site);
  const record = await driver.run('type "Ada" into Card holder, click "Choose card"');
  expect(record.status).toBe('done');
  expect(acts(record).map((act) => [act.do, act.status])).toEqual([
    ['type', 'ok'],
    ['click', 'ok'],
  ]);
  await expect.poll(() => site.count('choose'), { timeout: EFFECT }).toBe(1);
  await expect(driver.page.frameLocator('#other').getByRole('status')).toHaveText('chosen by Ada');
});

test('frames stand where the reader sees them, in frames and roots too; hidden ones do not', async ({
  site,
  start,
}) => {
  const replies = ['{"do":"answer","text":"seen"}'];
  const driver = await start({ url: site.origin, engine: { kind: 'scripted', replies } });
  await openWithBoth(driver, site);
  const record = await driver.run('click the last thing of that kind');
  const prompt = record.records
    .flatMap(({ entry }) => (entry.kind === 'interpretation' ? entry.interpretation.messages : []))
    .map(({ content }) => content)
    .join('\n');
  const at = ['Before the frames', 'Frame button', 'Between the frames', 'Choose card', 'Rooted button', 'Last button'];
  const places = at.map((text) => prompt.indexOf(text));
  expect(places, prompt).toEqual(places.toSorted((a, b) => a - b));
  expect(
    places.every((place) => place >= 0),
    prompt,
  ).toBe(true);
  // One in the page, one in the frame of the other site; the hidden one is not told.
  expect(prompt.match(/"Frame button"/gu)).toHaveLength(2);
});

test('a frame of a site that was not let in is named, and one press lets Locus in', async ({ site, start }) => {
  const driver = await start({ url: site.url('frames.html'), access: 'ask' });
  const first = await driver.run('click "Choose card"');
  expect(site.count('choose')).toBe(0);
  expect(first.status).not.toBe('done');
  expect(await shownRun(driver, first.runId)).toContain(words('frames_closed_one').replace('$1', '1'));
  const panel = await driver.panel();
  await driver.allow(site.otherOrigin);
  await panel.getByTestId('closed-frames').getByRole('button').click();
  await expect(panel.getByTestId('closed-frames').getByRole('button')).toHaveCount(0);
  expect((await driver.settings()).sites).toEqual({ [site.otherOrigin]: 'always' });
  const second = await driver.run('click "Choose card"');
  expect(second.status).toBe('done');
  await expect.poll(() => site.count('choose'), { timeout: EFFECT }).toBe(1);
});

test('frames of a site that the user shut are not read, though the browser would let Locus in', async ({
  site,
  start,
}) => {
  const driver = await start({ url: site.origin });
  await openWithBoth(driver, site);
  await driver.settings({ sites: { [site.otherOrigin]: 'never' } });
  const record = await driver.run('click "Choose card"');
  expect(record.status).not.toBe('done');
  expect(site.count('choose')).toBe(0);
  const panel = await driver.panel();
  await expect(panel.getByTestId('closed-frames')).toHaveCount(0);
});

test('closed shadow roots are seen and used, of custom elements and of plain ones', async ({ site, start }) => {
  const driver = await start({ url: site.url('closed-roots.html') });
  const record = await driver.run(
    'type "tea" into Inner word, click "Inner", type "coffee" into Plain word, click "Plain"',
  );
  expect(record.status).toBe('done');
  await expect(driver.page.getByRole('status')).toHaveText('Inner: tea. Plain: coffee.');
});
