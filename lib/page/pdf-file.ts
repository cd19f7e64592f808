import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

/** Bytes of the file in one answer; a multiple of 3, so that parts put together are the base64 of the whole. */
const PART = 6 * 2 ** 20;
const MOST = 64 * 2 ** 20;

let kept: { url: string; bytes: Promise<Uint8Array> } | undefined;

/** A part of the PDF that this tab shows, from the browser's cache where it is there. The script here is of the file's own origin. */
export async function pdfFile(
  document: Document,
  offset: number,
): Promise<Result<{ base64: string; next: number; size: number }, Problem>> {
  const url = document.URL.replace(/#.*$/su, '');
  try {
    if (kept?.url !== url) kept = { url, bytes: fileAt(url) };
    const bytes = await kept.bytes;
    const next = Math.min(bytes.length, offset + PART);
    const base64 = asBase64(bytes.subarray(offset, next));
    if (next >= bytes.length) kept = undefined;
    return success({ base64, next, size: bytes.length });
  } catch (error) {
    kept = undefined;
    return failure(problem('page.pdf', { detail: error instanceof Error ? error.message : String(error) }));
  }
}

async function fileAt(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { cache: 'force-cache', credentials: 'include' });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  if (Number(answer.headers.get('content-length') ?? 0) > MOST) throw new Error('too big');
  return new Uint8Array(await answer.arrayBuffer());
}

function asBase64(bytes: Uint8Array): string {
  const letters: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x80_00)
    letters.push(String.fromCharCode(...bytes.subarray(at, at + 0x80_00)));
  return btoa(letters.join(''));
}
