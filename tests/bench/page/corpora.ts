import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import * as v from 'valibot';

import { ROOT } from '../../../scripts/lib/build.ts';
import { generated } from './generated.ts';
import { pagesIn } from './site.ts';
import type { Tab } from './tab.ts';

/** The sets of pages, in the order in which they are measured. */
export const SETS = ['generated', 'fixtures', 'miniwob', 'readability'] as const;
export type SetName = (typeof SETS)[number];

export interface BenchPage {
  set: SetName;
  name: string;
  path: string;
  /** Path of the html that a reader of articles should give. */
  expected?: string;
  /** Brings the page to where it is measured. */
  begin?: (tab: Tab) => Promise<void>;
}

export interface Corpora {
  pages: BenchPage[];
  files: Map<string, string>;
  folders: Map<string, string>;
  still: Set<string>;
  /** Sets that are not on this machine, in words. */
  absent: string[];
}

export interface Places {
  /** Folder of real pages: NAME/source.html. */
  readability: string;
  /** Folder `html` of the package miniwob. */
  miniwob: string;
  /** The list of open tasks. */
  tasks: string;
}

const Tasks = v.record(v.string(), v.unknown());

/** `quick`: every eighth of the real pages, every fourth task, and the smaller ones of the generated pages. */
export async function corpora(
  places: Places,
  { only, quick }: { only: ReadonlySet<SetName>; quick: boolean },
): Promise<Corpora> {
  const big = generated(quick);
  const all: Corpora = {
    pages: [],
    files: big.files,
    folders: new Map([
      ['readability', places.readability],
      ['miniwob', places.miniwob],
      ['page', path.join(ROOT, 'tests/fixtures/page')],
      ['site', path.join(ROOT, 'tests/fixtures/site')],
    ]),
    still: new Set(['readability']),
    absent: [],
  };
  const wanted = (set: SetName) => only.size === 0 || only.has(set);
  if (wanted('generated')) {
    for (const at of big.pages) all.pages.push({ set: 'generated', name: path.basename(at, '.html'), path: at });
  }
  if (wanted('fixtures')) all.pages.push(...(await fixtures()));
  if (wanted('miniwob')) {
    const names = await openTasks(places.tasks);
    const there = await readdir(path.join(places.miniwob, 'miniwob')).catch(() => undefined);
    if (names === undefined) all.absent.push(`miniwob left out: no list of open tasks at ${places.tasks}`);
    else if (there === undefined) all.absent.push(`miniwob left out: no pages in ${places.miniwob}`);
    else all.pages.push(...sampled(names, quick ? 4 : 1).map(task));
  }
  if (wanted('readability')) {
    const names = await pagesIn(places.readability, 'source.html');
    if (names === undefined) all.absent.push(`real pages left out: no folder ${places.readability}`);
    else {
      for (const name of sampled(names, quick ? 8 : 1))
        all.pages.push({
          set: 'readability',
          name,
          path: `/readability/${name}/source.html`,
          expected: `/readability/${name}/expected.html`,
        });
    }
  }
  return all;
}

async function openTasks(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Object.keys(v.parse(Tasks, JSON.parse(text)));
}

async function fixtures(): Promise<BenchPage[]> {
  const of = async (folder: string) => {
    const names = (await readdir(path.join(ROOT, 'tests/fixtures', folder))).filter((name) => name.endsWith('.html'));
    return names.toSorted().map((name): BenchPage => ({
      set: 'fixtures',
      name: `${folder}/${name.replace('.html', '')}`,
      path: `/${folder}/${name}`,
    }));
  };
  return [...(await of('page')), ...(await of('site'))];
}

/** A task in the state in which a solver finds it; its clock and its own bar are not part of it. */
function task(name: string): BenchPage {
  return {
    set: 'miniwob',
    name,
    path: `/miniwob/miniwob/${name}.html`,
    begin: async (tab) => {
      await tab.evaluate(`(() => {
        const style = document.head.appendChild(document.createElement('style'));
        style.textContent = '#reward-display, #click-canvas, #sync-task-cover, #query { display: none !important }';
        core.EPISODE_MAX_TIME = 2e9;
        Math.seedrandom('bench');
        core.startEpisodeReal();
      })()`);
      await tab.settle();
    },
  };
}

function sampled<T>(all: readonly T[], every: number): T[] {
  return all.filter((_, index) => index % every === 0);
}
