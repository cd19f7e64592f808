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
export { type Asker, askPage, onSecretAsked } from './background-page.ts';
export { onPanelEvent, type PanelEvent, tellPanel } from './background-panel.ts';
export { handTold, type HandTold, onHand } from './hand.ts';
export type { PageRequest } from './page/messages.ts';
export type { PageReply } from './page/replies.ts';
export {
  askBackground,
  laterRequest,
  type LaterRequest,
  ModelRequest,
  type PanelRequest,
  type ReplyTo,
} from './panel-background.ts';
export { type LookRequest, onPanelRequest, TabLook } from './panel-look.ts';
export type { McpCalled, McpListed, McpRequest, ServerRequest, ServerTarget } from './servers.ts';
export {
  type AddedTool,
  type GrantRequest,
  type PackLook,
  type PackRequest,
  ToolInfo,
  type ToolInstall,
  type ToolRequest,
  type ToolResult,
} from './tools.ts';
export {
  onWorldRequest,
  worldByCall,
  worldByMessages,
  type WorldReply,
  worldRequest,
  type WorldRequest,
} from './world.ts';
