export { type Background, boot } from './boot.ts';
export { createDriver, type Driver, type DriverParts } from './driver.ts';
export { createKeepAlive, type KeepAlive } from './keepalive.ts';
export { ensureOffscreen } from './offscreen.ts';
export { answerPanel, type RequestParts } from './requests.ts';
export { createSecrets } from './secrets.ts';
export { isFirstStart } from './session.ts';
export { hintInOmnibox } from './triggers.ts';
export { recipeTriggers } from './recipes.ts';
