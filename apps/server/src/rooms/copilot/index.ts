// The door of the copilot room: all that others may import.
export { type Copilot, createCopilot } from "./copilot.ts";
export type { CopilotDeps } from "./ports.ts";
