// The door of the automations room: all that others may import.
export { type Automations, type AutomationsDeps, createAutomations } from "./automations.ts";
export type {
  KnownRecord,
  ObjectShape,
  PastChange,
  PastPage,
  RecordsPort,
  TestedPart,
} from "./deps.ts";
