// The door of learning: what other packages may use.
export { LearnFault, type LearnFaultCode } from "./fault.ts";
export { kindOfModelFile } from "./file.ts";
export { createRandom, type Random, shuffle } from "./random.ts";
export type {
  BinaryTarget,
  CategoryColumn,
  ClassTarget,
  Column,
  Model,
  NumberColumn,
  NumberTarget,
  Table,
  Target,
  Team,
  TextColumn,
} from "./table.ts";
