import type { Abi, ToWorker } from '../call.ts';
import { fallenWalls } from './walls.ts';
import type { ToFrame } from './wire.ts';

// The document between the extension and the workers of guests, as one classic script: Firefox loads no module here. It runs no guest.
const cells = new Map<number, CellHere>();
const engines = new Map<Abi, Promise<WebAssembly.Module>>();
let source = '';

interface CellHere {
  worker: Worker;
  /** What was posted to it so far, in order: a guest waits for its engine. */
  posted: Promise<void>;
}

function spawn(cell: number, port: MessagePort): void {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  cells.set(cell, { worker, posted: Promise.resolve() });
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    port.postMessage({ type: 'said', cell, message: data });
  });
  // What a broken worker says is no message that anybody expects: its call ends.
  worker.addEventListener('error', ({ message }) => {
    port.postMessage({ type: 'said', cell, message: { broken: message } });
  });
}

/** A guest waits for its engine; what comes after waits for the guest. */
async function postAfter({ worker, posted }: CellHere, message: ToWorker): Promise<void> {
  const engine = message.type === 'load' ? await engines.get(message.guest.abi) : undefined;
  await posted;
  const whole: ToWorker =
    message.type === 'load' && engine !== undefined ? { type: 'load', guest: { ...message.guest, engine } } : message;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker
  worker.postMessage(whole);
}

function post(number: number, message: ToWorker): void {
  const cell = cells.get(number);
  if (cell !== undefined) cell.posted = postAfter({ ...cell }, message);
}

function obey(order: ToFrame, port: MessagePort): void {
  switch (order.do) {
    case 'worker':
      source = order.source;
      return;
    case 'engine':
      engines.set(order.abi, WebAssembly.compile(order.bytes));
      return;
    case 'spawn':
      spawn(order.cell, port);
      return;
    case 'post':
      post(order.cell, order.message);
      return;
    case 'kill':
      cells.get(order.cell)?.worker.terminate();
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
