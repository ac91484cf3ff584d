// The door of the prompts room: all that others may import.

export type { ReadyPrompt } from "./choose.ts";
export type { PromptsDeps } from "./ports.ts";
export { createPrompts, type Prompts } from "./prompts.ts";
export { fenced } from "./shipped.rules.ts";
