import type { DeviceReport } from '@/lib/contracts/index.ts';
import { delay } from '@/lib/shared/index.ts';

// The part of WebGPU that is asked here; TypeScript's DOM library has none of it.
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly features: { has(name: string): boolean };
  readonly info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean };
}
interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<Adapter | null>;
}

export interface DeviceParts {
  gpu?: Gpu | undefined;
  cores: number;
  memoryGiB: number;
  freeBytes: () => Promise<number>;
}

/** What this browser says of itself. */
export function thisDevice(): DeviceParts {
  const extra: { gpu?: Gpu; deviceMemory?: number } = navigator;
  return {
    gpu: extra.gpu,
    cores: navigator.hardwareConcurrency,
    memoryGiB: extra.deviceMemory ?? 0,
    freeBytes: async () => {
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      return Math.max(0, quota - usage);
    },
  };
}

export async function deviceReport({ gpu, cores, memoryGiB, freeBytes }: DeviceParts): Promise<DeviceReport> {
  const adapter = await findAdapter(gpu);
  const info = adapter?.info;
  const fallback =
    adapter?.isFallbackAdapter === true ||
    info?.isFallbackAdapter === true ||
    /swiftshader|llvmpipe/i.test(`${info?.description} ${info?.architecture}`);
  return {
    webgpu: adapter === undefined ? 'no' : fallback ? 'fallback' : 'yes',
    adapter: [info?.vendor, info?.architecture, info?.description].filter((part) => (part ?? '') !== '').join(' '),
    f16: adapter?.features.has('shader-f16') ?? false,
    cores,
    memoryGiB,
    freeBytes: await freeBytes(),
  };
}

/** The first answer after a browser's start is often "none", and the next one an adapter. */
export async function findAdapter(gpu: Gpu | undefined, pauseMs = 250): Promise<Adapter | undefined> {
  if (gpu === undefined) return undefined;
  for (let attempt = 0; attempt < 4; attempt++) {
    if (attempt > 0) await delay(pauseMs);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
    if (adapter !== null) return adapter;
  }
  return undefined;
}
