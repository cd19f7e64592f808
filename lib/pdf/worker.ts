/** Reads one PDF and says what it found; whoever started it ends it. Packaged as /pdf/worker.js (modules/pdf.ts). */
import { readPdf } from './read.ts';

interface Asked {
  read?: { bytes: Uint8Array; cmaps: string };
}

// The library's worker hears and says things here, too: ours are under a name of their own.
addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data.read === undefined) return;
  const { bytes, cmaps } = data.read;
  // Not awaited by anybody: it never rejects.
  void readPdf(bytes, cmaps).then((read) => {
    postMessage({ read });
    return read;
  });
});
