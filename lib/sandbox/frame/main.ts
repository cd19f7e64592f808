import { fallenWalls } from './walls.ts';
import type { ToFrame } from './wire.ts';

// The document between the extension and the workers of guests, as one classic script: Firefox loads no module here. It runs no guest.
const cells = new Map<number, Worker>();
let source = '';

function spawn(cell: number, port: MessagePort): void {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  cells.set(cell, worker);
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    port.postMessage({ type: 'said', cell, message: data });
  });
  // What a broken worker says is no message that anybody expects: its call ends.
  worker.addEventListener('error', ({ message }) => {
    port.postMessage({ type: 'said', cell, message: { broken: message } });
  });
}

function obey(order: ToFrame, port: MessagePort): void {
  switch (order.do) {
    case 'worker':
      source = order.source;
      return;
    case 'spawn':
      spawn(order.cell, port);
      return;
    case 'post':
      cells.get(order.cell)?.postMessage(order.message);
      return;
    case 'kill':
      cells.get(order.cell)?.terminate();
      cells.delete(order.cell);
  }
}

async function open(port: MessagePort): Promise<void> {
  const walls = await fallenWalls();
  if (walls.length === 0) {
    port.addEventListener('message', ({ data }: MessageEvent<ToFrame>) => {
      obey(data, port);
    });
    port.start();
  }
  port.postMessage({ type: 'ready', walls });
}

globalThis.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports;
  if (event.source === parent && port !== undefined) void open(port);
});
