// The door of the duplicates room.
export { createDuplicates, type Duplicates, type DuplicatesDeps } from "./duplicates.ts";
export { successorsOf } from "./past-merges.ts";
