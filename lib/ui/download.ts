/** Hands JSON text to the browser as a download. */
export function download(name: string, json: string): void {
  downloadFile(name, new Blob([`${json}\n`], { type: 'application/json' }));
}

export function downloadFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
