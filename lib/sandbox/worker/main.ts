import type { FromWorker, ToWorker } from '../call.ts';
import { createClock, lockdown } from './lockdown.ts';
import { createServer } from './serve.ts';

// The whole of a guest's worker, as one classic script. Only the frame around it posts to it.
const post = globalThis.postMessage.bind(globalThis);
const clock = createClock();
const serve = createServer(clock, (message: FromWorker) => {
  post(message);
});
const listen = globalThis.addEventListener.bind(globalThis);
// Where it throws, nobody listens: no guest comes into a worker that is not closed.
lockdown(clock);
listen('message', ({ data }: MessageEvent<ToWorker>) => {
  serve(data);
});
