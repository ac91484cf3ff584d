// The clients of those who answer customers: copilot, inbox, knowledge.
export { createCopilotClient } from "./copilot.ts";
export type * from "./copilot-types.ts";
export { createInboxClient } from "./inbox.ts";
export { createKnowledgeClient } from "./knowledge.ts";
export type * from "./knowledge-types.ts";
