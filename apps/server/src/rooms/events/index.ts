// The door of the events room: all that others may import.
export type { Incoming, Outcome } from "./batch.ts";
export { createEvents, type Events } from "./events.ts";
export type { AnalyticsDenied, EventsDeps, Ingested, IngestedListener } from "./events-deps.ts";
export { changesAfter, type EventChange, headsOfAll } from "./follow-changes.ts";
export { eventRows } from "./read-rows.ts";
