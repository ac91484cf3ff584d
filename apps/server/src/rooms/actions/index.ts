// The door of the actions room.
export { type Actions, createActions } from "./actions.ts";
export { builtInActions } from "./built-in.ts";
export type { ActionsDeps, NewTask, Subject } from "./deps.ts";
export type { Draw } from "./draw.ts";
export { estimateInThread } from "./estimate-in-thread.ts";
