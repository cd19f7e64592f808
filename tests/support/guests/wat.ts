import makeWabt from 'wabt';

const FEATURES = {
  exceptions: true,
  simd: true,
  threads: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  memory64: true,
  relaxed_simd: true,
  multi_memory: true,
};

const wabt = await makeWabt();

/** A module from its text; it needs not be valid. */
export function wasmOf(text: string): Uint8Array<ArrayBuffer> {
  const module = wabt.parseWat('guest.wat', text, FEATURES);
  try {
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}
