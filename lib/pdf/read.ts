// oxlint-disable-next-line typescript/triple-slash-reference -- the package has no types for its worker; whoever imports this needs ours
/// <reference path="./pdfjs-worker.d.ts" />
import { getDocument, PasswordException, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as worker from 'pdfjs-dist/legacy/build/pdf.worker.mjs';

import type { Piece } from './layout.ts';
import { type PdfText, textOf } from './text.ts';

// Whoever reads is in a worker already: the library finds its own worker's code here, and starts none.
Object.assign(globalThis, { pdfjsWorker: worker });

const MOST_PAGES = 2000;
/** Letters of a page on which there are only pictures, and perhaps a stamp. */
const LEAST_LETTERS = 20;

export interface PdfRead extends PdfText {
  title: string;
  /** BCP 47, '' where the file says none. */
  lang: string;
  pages: number;
}

/** Why a PDF cannot be read: it is locked, it has only pictures of pages, or it is damaged. */
export type PdfFault = { fault: 'locked' | 'scan' | 'damaged'; detail: string };

/** The text of a PDF. `cmaps`: address of the folder of character maps, which files in Chinese, Japanese and Korean may need. */
export async function readPdf(bytes: Uint8Array, cmaps?: string): Promise<PdfRead | PdfFault> {
  const task = getDocument({
    data: bytes,
    ...(cmaps !== undefined && { cMapUrl: cmaps, cMapPacked: true, useWorkerFetch: true }),
    disableFontFace: true,
    useSystemFonts: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: 0,
  });
  try {
    return await textIn(await task.promise);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { fault: error instanceof PasswordException ? 'locked' : 'damaged', detail };
  } finally {
    await task.destroy();
  }
}

async function textIn(pdf: PDFDocumentProxy): Promise<PdfRead | PdfFault> {
  const count = Math.min(pdf.numPages, MOST_PAGES);
  const pages: Piece[][] = [];
  for (let number = 1; number <= count; number++) {
    pages.push(await piecesOf(pdf, number));
  }
  const text = textOf(pages);
  const letters = text.markdown.match(/\p{L}/gu)?.length ?? 0;
  if (letters < LEAST_LETTERS && (letters === 0 || pdf.numPages > 1))
    return { fault: 'scan', detail: `${letters} letters` };
  const { title, lang } = await saysOf(pdf);
  return { ...text, title, lang, pages: pdf.numPages, cut: text.cut || count < pdf.numPages };
}

/** One damaged page does not spoil the others. */
async function piecesOf(pdf: PDFDocumentProxy, number: number): Promise<Piece[]> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return items.flatMap((item): Piece[] => {
      if (!('str' in item)) return [];
      const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform.map(Number);
      // Text that stands upright or askew is a stamp, or the label of an axis.
      if (Math.abs(b) > Math.abs(a) * 0.2) return [];
      return [
        { text: item.str, x, y, width: item.width, size: Math.hypot(c, d) || Math.abs(a), rtl: item.dir === 'rtl' },
      ];
    });
  } catch {
    return [];
  }
}

async function saysOf(pdf: PDFDocumentProxy): Promise<{ title: string; lang: string }> {
  const info: unknown = await pdf.getMetadata().then(
    (metadata) => metadata.info,
    () => undefined,
  );
  const said = (name: string) => {
    const value: unknown = info instanceof Object ? Reflect.get(info, name) : undefined;
    return typeof value === 'string' ? value.slice(0, 300).toWellFormed().trim() : '';
  };
  return { title: said('Title'), lang: said('Language').slice(0, 35) };
}
