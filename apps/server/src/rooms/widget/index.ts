export { createWidget, type Widget } from "./widget.ts";
export type { FeedMessage, LentConversations } from "./widget-deps.ts";
