/*
 * npm run attacks [-- --firefox]
 * The whole catalogue of attacks in the built extension (`npm run build:e2e`), in Chromium or Firefox: a table of its rows, for docs.
 * Ends with 1 where a verdict is another one, a call between is not answered right, or anybody reached the server.
 */
import { parseArgs } from 'node:util';

import { launch } from '../driver/index.ts';
import { findFirefox, Firefox } from '../firefox/firefox.ts';
import { serveSite } from '../fixtures/server.ts';
import { verdictOf } from './attacks/index.ts';
import { callGuests, catalogue, CROWD, CROWD_ENDS } from './guests.ts';
import { counting } from './server.ts';

const { values } = parseArgs({ options: { firefox: { type: 'boolean', default: false } } });

type Page = Parameters<typeof callGuests>[0];

async function open(url: string): Promise<{ page: Page; close: () => Promise<void> }> {
  if (!values.firefox) {
    const driver = await launch({ url });
    return { page: await driver.panel(), close: () => driver.close() };
  }
  const path = findFirefox();
  if (path === undefined) throw new Error('no Firefox: set $FIREFOX');
  const firefox = await Firefox.launch(path, url);
  return { page: firefox.panel, close: () => firefox.close() };
}

const site = await serveSite();
const server = await counting();
const { page, close } = await open(site.origin);
try {
  const { given, verdictsOf } = catalogue(server.url);
  const { rows, missed, asked, answered } = verdictsOf(await callGuests(page, given));
  console.log('| guest | row | attacks | as expected | verdicts |\n|---|---|---|---|---|');
  for (const group of Map.groupBy(rows, ({ attack }) => `${attack.call.abi} | ${attack.row}`).values()) {
    const [first] = group;
    const right = group.filter(({ attack, found }) => found === attack.verdict).length;
    const verdicts = new Set(group.map(({ found }) => (found.startsWith('gives') ? 'answered' : found)));
    if (first !== undefined)
      console.log(`| ${first.attack.call.abi} | ${first.attack.row} | ${group.length} | ${right} | ${[...verdicts].join(', ')} |`); // prettier-ignore
  }
  for (const { attack, expected, found } of missed) console.log(`MISSED ${attack}: ${found} instead of ${expected}`);
  const ends = (await callGuests(page, CROWD)).map(verdictOf);
  const right = ends.filter((end, index) => end === CROWD_ENDS[index]).length;
  console.log(`\n${rows.length} attacks, ${missed.length} with another verdict`);
  console.log(`${asked} calls that mean well between them, ${answered} answered right`);
  console.log(`100 calls at once of which one breaks: ${right} ended as they have to`);
  console.log(`${server.hits.length} requests at the server that nobody may reach`);
  const well = missed.length === 0 && asked === answered && right === CROWD_ENDS.length && server.hits.length === 0;
  process.exitCode = well ? 0 : 1;
} finally {
  await close();
  await server.close();
  await site.close();
}
