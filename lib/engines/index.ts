import type { ModelInfo, Problem } from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { createGgufStore } from './gguf/store.ts';
import { thisDevice } from './host/device.ts';

export { createChooser } from './chosen.ts';
export { type CpuTuning, wllamaLoader } from './cpu/shell.ts';
export { createHost } from './host/host.ts';
export { profileOf } from './profile.ts';

/**
 * Keeps a GGUF file that the user picked, for the CPU engine. Works in any page of the extension: they share one file system.
 * `onProgress` gets bytes done and in all. Throws AbortError when aborted; then nothing of the file stays.
 */
export function importGguf(
  file: File,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Result<ModelInfo, Problem>> {
  const store = createGgufStore({
    root: () => navigator.storage.getDirectory(),
    fetch: (url, init) => globalThis.fetch(url, init),
    freeBytes: thisDevice().freeBytes,
  });
  return store.take(file, signal, onProgress);
}
