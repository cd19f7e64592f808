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
export type { GrantRequest, ToolInfo, ToolRequest, ToolResult } from './tools.ts';
export { onWorldRequest, worldByCall, worldByMessages, type WorldReply, type WorldRequest } from './world.ts';
