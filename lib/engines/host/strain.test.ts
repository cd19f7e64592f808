import { expect, test } from 'vitest';

import type { EngineEvent } from '@/lib/contracts/index.ts';

import { ended } from '../ended.ts';
import { createStrainMeter, type StrainParts } from './strain.ts';

async function* events(): AsyncGenerator<EngineEvent> {
  yield { type: 'delta', text: 'a', tokens: 1 };
  yield ended({ reason: 'stop', text: 'a' });
}

async function strainOf(parts: Partial<StrainParts>): Promise<unknown> {
  const meter = createStrainMeter({ heapBytes: () => undefined, ...parts });
  for await (const _ of meter.measured(events())) await Promise.resolve();
  let strain: unknown;
  for await (const event of meter.measured(events())) if (event.type === 'end') ({ strain } = event);
  return strain;
}

test('the end of a prediction says what the browser tells of the device', async () => {
  class Pressure {
    readonly #hear: (records: { state: 'serious' }[]) => void;
    constructor(hear: (records: readonly { state: 'serious' }[]) => void) {
      this.#hear = hear;
    }
    async observe() {
      this.#hear([{ state: 'serious' }]);
    }
  }
  const strain = await strainOf({ heapBytes: () => 5, getBattery: async () => ({ level: 0.4, charging: false }), PressureObserver: Pressure }); // prettier-ignore
  expect(strain).toEqual({ heapBytes: 5, pressure: 'serious', battery: { level: 0.4, charging: false } });
});

test('a browser that tells nothing, or refuses, costs nothing but the answer', async () => {
  expect(await strainOf({})).toEqual({});
  expect(await strainOf({ getBattery: () => Promise.reject(new Error('not allowed')) })).toEqual({});
});
