// The door of the nps room: all that others may import.
export { createNps, type Nps } from "./nps.ts";
export type { NpsDeps } from "./nps-deps.ts";
