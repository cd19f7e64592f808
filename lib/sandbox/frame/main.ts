import type { Abi, Guest, Kind } from '../call.ts';
import { fallenWalls } from './walls.ts';
import type { ToCell, ToFrame } from './wire.ts';

// The document between the extension and the workers of guests, as one classic script: Firefox loads no module here. It runs no guest.
const cells = new Map<number, Worker>();
const engines = new Map<Abi, Promise<WebAssembly.Module>>();
/** Addresses of the scripts of workers: they are made once, not for each worker. */
const scripts = new Map<Kind, string>();

type Spawn = Extract<ToFrame, { do: 'spawn' }>;

function spawn({ cell, kind }: Spawn, ports: readonly MessagePort[], port: MessagePort): void {
  const script = scripts.get(kind);
  if (script === undefined) throw new Error(`no script was given for ${kind}`);
  const worker = new Worker(script);
  cells.set(cell, worker);
  worker.addEventListener('error', ({ message }) => {
    port.postMessage({ type: 'broke', cell, detail: message });
  });
  tell(worker, { type: 'port' }, ports);
}

/** A guest waits for its engine. */
async function load(cell: number, guest: Guest): Promise<void> {
  const engine = await engines.get(guest.abi);
  const worker = cells.get(cell);
  if (worker !== undefined) tell(worker, { type: 'load', guest: { ...guest, ...(engine && { engine }) } });
}

function tell(worker: Worker, message: ToCell, ports: readonly MessagePort[] = []): void {
  worker.postMessage(message, [...ports]);
}

function obey(order: ToFrame, ports: readonly MessagePort[], port: MessagePort): void {
  switch (order.do) {
    case 'worker':
      scripts.set(order.kind, URL.createObjectURL(new Blob([order.source], { type: 'text/javascript' })));
      return;
    case 'engine':
      engines.set(order.abi, WebAssembly.compile(order.bytes));
      return;
    case 'spawn':
      spawn(order, ports, port);
      return;
    case 'load':
      void load(order.cell, order.guest);
      return;
    case 'kill':
      cells.get(order.cell)?.terminate();
      cells.delete(order.cell);
  }
}

async function open(port: MessagePort): Promise<void> {
  const walls = await fallenWalls();
  if (walls.length === 0) {
    port.addEventListener('message', ({ data, ports }: MessageEvent<ToFrame>) => {
      obey(data, ports, port);
    });
    port.start();
  }
  port.postMessage({ type: 'ready', walls });
}

globalThis.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports;
  if (event.source === parent && port !== undefined) void open(port);
});
