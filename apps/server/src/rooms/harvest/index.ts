// The door of the harvest room: all that others may import.
export { createHarvest, type Harvest } from "./harvest.ts";
export type { HarvestDeps } from "./ports.ts";
export { withdrawCases } from "./withdraw.ts";
