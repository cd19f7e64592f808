import * as v from 'valibot';

import { Problem } from './problem-codes.ts';

/** A model that a local engine knows of. */
export const ModelInfo = v.object({
  kind: v.picklist(['webllm', 'cpu']),
  id: v.string(),
  name: v.string(),
  licence: v.optional(v.string()),
  /** Bytes to download; absent where only the hub knows (then `inspect` asks it before anything is fetched). */
  downloadBytes: v.optional(v.number()),
  /** Memory it needs while loaded, bytes (GPU memory for webllm). */
  memoryBytes: v.optional(v.number()),
  contextTokens: v.number(),
  state: v.picklist(['absent', 'downloading', 'ready', 'broken']),
  /** Bytes that are here, while downloading or after a pause. */
  haveBytes: v.number(),
  /** Where it comes from, as the user reads it: host, or `file`. */
  source: v.string(),
  lowResource: v.optional(v.boolean()),
});
export type ModelInfo = v.InferOutput<typeof ModelInfo>;

/** Progress of a download or a load, broadcast by the host as it goes. */
export const ModelProgress = v.object({
  kind: v.picklist(['webllm', 'cpu']),
  id: v.string(),
  phase: v.picklist(['download', 'load', 'ready', 'cancelled', 'failed']),
  done: v.number(),
  total: v.number(),
  bytesPerSecond: v.optional(v.number()),
  problem: v.optional(Problem),
});
export type ModelProgress = v.InferOutput<typeof ModelProgress>;

/** What this device can do for local engines. */
export const DeviceReport = v.object({
  webgpu: v.picklist(['yes', 'fallback', 'no']),
  adapter: v.string(),
  f16: v.boolean(),
  cores: v.number(),
  /** GiB as the browser tells, 0 where it does not. */
  memoryGiB: v.number(),
  /** Bytes of storage free for this extension, by the browser's estimate. */
  freeBytes: v.number(),
});
export type DeviceReport = v.InferOutput<typeof DeviceReport>;

/** Outcome of "test this connection". */
export const ConnectionReport = v.object({
  ok: v.boolean(),
  models: v.array(v.string()),
  ms: v.number(),
  problem: v.optional(Problem),
});
export type ConnectionReport = v.InferOutput<typeof ConnectionReport>;
