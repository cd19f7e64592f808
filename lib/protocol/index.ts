export {
  type EngineRoomRequest,
  hostAnswers,
  type HostEvent,
  type HostLink,
  type HostReply,
  HostRequest,
  hostByCall,
  hostByMessages,
  onHostEvent,
  onHostRequest,
  PdfRead,
  PdfRequest,
  tellEveryone,
} from './background-host.ts';
export { askPage } from './background-page.ts';
export { onPanelEvent, type PanelEvent, tellPanel } from './background-panel.ts';
export type { PageRequest } from './page/messages.ts';
export type { PageReply } from './page/replies.ts';
export {
  askBackground,
  ModelRequest,
  onPanelRequest,
  PanelRequest,
  type ReplyTo,
  TabLook,
} from './panel-background.ts';
export {
  type AddedTool,
  type PackLook,
  type PackRequest,
  ToolInfo,
  type ToolInstall,
  type ToolRequest,
  type ToolResult,
} from './tools.ts';
