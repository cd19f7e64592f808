import * as v from 'valibot';

import type { Asked } from '../../contracts/index.ts';
import { clock } from './clock.ts';
import { httpFetch } from './http-fetch.ts';
import { memoryRead } from './memory-read.ts';
import { memoryWrite } from './memory-write.ts';
import { modelComplete } from './model-complete.ts';
import { pageAct } from './page-act.ts';
import { pageRead } from './page-read.ts';
import { random } from './random.ts';
import type { Capability } from './shape.ts';
import { storageKv } from './storage-kv.ts';
import { uiShow } from './ui-show.ts';

const ALL = [
  clock,
  random,
  storageKv,
  httpFetch,
  pageRead,
  uiShow,
  modelComplete,
  memoryRead,
  memoryWrite,
  pageAct,
] as const;

/** What a manifest may ask for, each once, with a reason and the parameters of the capability. Unknown ones are refused. */
export const AskedCapabilities = v.pipe(
  v.array(
    v.variant('name', [
      clock.asked,
      random.asked,
      storageKv.asked,
      httpFetch.asked,
      pageRead.asked,
      uiShow.asked,
      modelComplete.asked,
      memoryRead.asked,
      memoryWrite.asked,
      pageAct.asked,
    ]),
  ),
  v.maxLength(ALL.length),
  v.check((list) => new Set(list.map(({ name }) => name)).size === list.length, 'a capability is asked for twice'),
);

export type AskedCapability = v.InferOutput<typeof AskedCapabilities>[number];

export function capabilityOf(name: string): Capability | undefined {
  return ALL.find((each) => each.name === name);
}

/** An entry as the user is asked about it. */
export function askedOf(entry: AskedCapability): Asked {
  const { name, reason } = entry;
  const found = capabilityOf(name);
  if (found === undefined) throw new Error(`no capability ${name}`);
  const hosts = [...found.hosts(entry)];
  return {
    name,
    reason,
    terms: JSON.stringify(entry),
    about: found.about(entry),
    risk: found.risk,
    ...(hosts.length > 0 && { hosts }),
  };
}
