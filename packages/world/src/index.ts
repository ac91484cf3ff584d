// The door of the simulated customer world: records of a fictional vendor over two years, and a stream
// of people for benchmarks. The hidden truth has a door of its own: "@rapport/world/truth".
import { simulate } from "./simulate.ts";
import type { World, WorldOptions } from "./types.ts";

export { type HelpPage, helpPages, helpTerms } from "./help-pages.ts";
export { listOfReference } from "./setup.ts";
export { type StreamedPerson, type StreamOptions, streamPeople } from "./stream-people.ts";
export type {
  Activity,
  Arm,
  Company,
  CustomFieldDefinition,
  CustomValues,
  Deal,
  Experiment,
  ExperimentAssignment,
  Key,
  LineItem,
  Member,
  Note,
  Person,
  Pipeline,
  Product,
  Stage,
  StageChange,
  Task,
  Team,
  Ticket,
  UsageMonth,
  World,
  WorldOptions,
} from "./types.ts";

/**
 * The records of a world, the same to the byte for the same options (as JSON).
 * @example
 * const world = createWorld({ seed: 1, now: new Date("2026-01-15T12:00:00Z"), companies: 120 });
 * world.people.length; // about five for each company
 */
export function createWorld(options: WorldOptions): World {
  return simulate(options).world;
}
