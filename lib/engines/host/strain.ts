import type { EngineEvent, Strain } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

// APIs of Chromium that TypeScript's DOM library has none of.
interface Battery {
  readonly level: number;
  readonly charging: boolean;
}
interface PressureRecord {
  readonly state: 'nominal' | 'fair' | 'serious' | 'critical';
}
type PressureObserverLike = new (hear: (records: readonly PressureRecord[]) => void) => {
  observe(source: 'cpu', options: { sampleInterval: number }): Promise<void>;
};

export interface StrainParts {
  getBattery?: (() => Promise<Battery>) | undefined;
  PressureObserver?: PressureObserverLike | undefined;
  /** Bytes of JavaScript heap; undefined where the browser does not tell. */
  heapBytes: () => number | undefined;
}

/** What this browser has. */
export function thisBrowser(): StrainParts {
  const own: { language: string; getBattery?: () => Promise<Battery> } = navigator;
  const global: { isSecureContext: boolean; PressureObserver?: PressureObserverLike } = globalThis;
  const timing: { timeOrigin: number; memory?: { usedJSHeapSize?: number } } = performance;
  return {
    getBattery: own.getBattery?.bind(navigator),
    PressureObserver: global.PressureObserver,
    heapBytes: () => timing.memory?.usedJSHeapSize,
  };
}

/** Asked for only once an engine works: nobody is measured for nothing. */
export function createStrainMeter(parts: StrainParts) {
  let begun = false;
  let battery: Battery | undefined;
  let pressure: Strain['pressure'];
  const begin = () => {
    if (begun) return;
    begun = true;
    const ask = async () => {
      battery = await parts.getBattery?.();
    };
    ask().catch((error: unknown) => {
      log.warn('strain', 'the battery is not told', error);
    });
    if (parts.PressureObserver === undefined) return;
    const observer = new parts.PressureObserver((records) => {
      pressure = records.at(-1)?.state ?? pressure;
    });
    observer.observe('cpu', { sampleInterval: 2000 }).catch((error: unknown) => {
      log.warn('strain', 'compute pressure is not told', error);
    });
  };
  const read = (): Strain => {
    const heapBytes = parts.heapBytes();
    return {
      ...(heapBytes !== undefined && { heapBytes }),
      ...(pressure !== undefined && { pressure }),
      ...(battery !== undefined && { battery: { level: battery.level, charging: battery.charging } }),
    };
  };
  return {
    /** The same events; the end says how the device is doing. */
    async *measured(events: AsyncIterable<EngineEvent>): AsyncGenerator<EngineEvent> {
      begin();
      for await (const event of events)
        yield event.type === 'end' ? { ...event, strain: { ...event.strain, ...read() } } : event;
    },
  };
}
