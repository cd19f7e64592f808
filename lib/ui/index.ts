export { browserPorts } from './browser-ports.ts';
export { mountPanel } from './mount.tsx';
export type { PanelPorts } from './ports.ts';
export { translator } from './translate.ts';
export { download, downloadFile } from './download.ts';
