export { createDriver, type Driver, type DriverParts } from './driver.ts';
export { createKeepAlive, type KeepAlive } from './keepalive.ts';
export { ensureOffscreen } from './offscreen.ts';
export { answerPanel, type RequestParts } from './requests.ts';
export { isFirstStart } from './session.ts';
export { listenToUser, type TriggerParts } from './triggers.ts';
export { answerWorld } from './world.ts';
export { recipeTriggers } from './recipes.ts';
